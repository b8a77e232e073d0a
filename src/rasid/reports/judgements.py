"""What was believed of who is behind a campaign, from one analysis to the next, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.reports.naming import Candidate, Naming, Nobody
from rasid.reports.reasons import PRIOR

_CANDIDATES = """
SELECT analysis, analysed_at, actor, bits, probability, wording
FROM past_attributions WHERE campaign_id = $campaign
ORDER BY analysis, probability DESC, actor
"""

_EVIDENCE = """
SELECT analysis, replace(subject, 'actor:', '') AS actor, family, bits, reason
FROM past_evidence WHERE campaign_id = $campaign
ORDER BY analysis, actor, abs(bits) DESC, family
"""

TOLD_FROM = 0.5
"""From how many bits on a change of one kind of evidence is told as a reason."""

Weights = Mapping[tuple[str, str], tuple[float, str]]
"""Bits and reason by actor and family."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one analysis believed; `why` says which evidence made it so, or what changed in it."""

    analysis: int
    analysed_at: datetime
    leader: str
    named: str | None
    probability: float
    wording: str
    runner_up: str | None
    why: tuple[str, ...]


def judgements_of(engine: DuckDB, campaign_id: str) -> tuple[Judgement, ...]:
    """Return what each analysis that found something else believed, the latest first."""
    chosen = {"campaign": campaign_id}
    candidates: dict[tuple[int, datetime], list[Candidate]] = {}
    for analysis, analysed_at, *candidate in engine.rows(_CANDIDATES, chosen):
        candidates.setdefault((analysis, analysed_at), []).append(Candidate(*candidate))
    evidence: dict[int, dict[tuple[str, str], tuple[float, str]]] = {}
    for analysis, actor, family, bits, reason in engine.rows(_EVIDENCE, chosen):
        evidence.setdefault(analysis, {})[actor, family] = bits, reason
    found: list[Judgement] = []
    before: Weights | None = None
    for (analysis, analysed_at), listed in candidates.items():
        now = evidence.get(analysis, {})
        naming = Naming(tuple(listed))
        judged = _judgement(analysis, analysed_at, naming, _why(naming, before, now))
        before = now or None
        if not found or _said(found[-1]) != _said(judged):
            found.append(judged)
    return tuple(reversed(found))


def _judgement(
    analysis: int, analysed_at: datetime, naming: Naming, why: tuple[str, ...]
) -> Judgement:
    leader, runner_up = naming.ranked[0], naming.runner_up
    return Judgement(
        analysis,
        analysed_at,
        leader.actor,
        naming.actor,
        leader.probability,
        leader.wording,
        runner_up.actor if runner_up else None,
        why,
    )


def _said(judged: Judgement) -> tuple[object, ...]:
    """Return what tells one judgement from the next as a reader sees them."""
    return judged.leader, round(judged.probability, 2), judged.runner_up, judged.why


def _why(naming: Naming, before: Weights | None, now: Weights) -> tuple[str, ...]:
    """Return what weighs for the first two; later on, what weighs otherwise than before."""
    foremost = [
        part.actor
        for one in naming.ranked[:2]
        for part in (one.parts if isinstance(one, Nobody) else (one,))
    ]
    told = []
    for actor in foremost:
        families = {f for who, f in (*now, *(before or ())) if who == actor}
        for family in families:
            bits, reason = now.get((actor, family), (0.0, "no longer weighed"))
            was = (before or {}).get((actor, family), (0.0, ""))[0]
            if abs(bits - was) >= TOLD_FROM and family != PRIOR:
                change = f"{was:+.1f} → {bits:+.1f}" if was else f"{bits:+.1f}"
                said = f"{actor}, {family}: {change} bits, {reason.partition(';')[0]}"
                told.append((-abs(bits - was), said))
    return tuple(text for _, text in sorted(told))
