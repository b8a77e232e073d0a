"""What was believed at an earlier time: campaigns as an analysis of then had found them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.bounds import COLUMNS
from rasid.reports.funnel import UNLISTED
from rasid.reports.history import history_of
from rasid.reports.judgements import judgements_of
from rasid.reports.naming import Candidate, Naming
from rasid.reports.plain import plain
from rasid.reports.pseudonyms import read_pseudonyms
from rasid.tables.suggested import PROVISIONAL

_ANALYSIS = """
SELECT analysis, analysed_at, start_at, end_at, version
FROM past_analyses WHERE analysed_at < $end ORDER BY analysis DESC LIMIT 1
"""

_CAMPAIGNS = """
SELECT * FROM past_campaigns WHERE analysis = $analysis ORDER BY first_seen, campaign_id
"""

_REASONS = """
SELECT family, bits, reason FROM past_evidence
WHERE analysis = $analysis AND campaign_id = $campaign AND subject = $subject
ORDER BY abs(bits) DESC, family
"""

_CANDIDATES = """
SELECT campaign_id, actor, bits, probability, wording
FROM past_attributions WHERE analysis = $analysis ORDER BY campaign_id, probability DESC, actor
"""


@dataclass(frozen=True, slots=True)
class Past:
    """The analysis that held at a time, and its campaigns as `show campaigns --json` lists them."""

    analysis: int
    analysed_at: datetime
    start_at: datetime
    end_at: datetime
    version: str
    campaigns: tuple[dict[str, Any], ...]
    namings: dict[str, Naming]


def believed(engine: DuckDB, end: datetime) -> Past | None:
    """Return what was believed just before `end`; None if there was no analysis by then."""
    for analysis, analysed_at, start_at, end_at, version in engine.rows(
        _ANALYSIS, {"end": end.replace(tzinfo=None)}
    ):
        namings = _namings(engine, analysis)
        names = [row[0] for row in engine.rows("DESCRIBE past_campaigns")]
        rows = engine.rows(_CAMPAIGNS, {"analysis": analysis})
        campaigns = tuple(_row(dict(zip(names, row, strict=True)), namings) for row in rows)
        return Past(analysis, analysed_at, start_at, end_at, version, campaigns, namings)
    return None


def believed_of(engine: DuckDB, past: Past, campaign_id: str) -> dict[str, Any]:
    """Return one campaign as it was believed, with its candidates and its history until then.

    Raises UsageError where it was not known.
    """
    for row in past.campaigns:
        if row["campaign_id"] == campaign_id:
            history = history_of(engine, campaign_id)
            naming = past.namings.get(campaign_id, Naming())
            return {
                **row,
                "analysis": past.analysis,
                "analysed_at": plain(past.analysed_at),
                "version": past.version,
                "candidates": [
                    {**asdict(one), "reasons": _reasons(engine, past, campaign_id, one.actor)}
                    for one in naming.candidates
                ],
                "judgements": [
                    plain(judged)
                    for judged in judgements_of(engine, campaign_id)
                    if judged.analysis <= past.analysis
                ],
                "history": [plain(c) for c in history if c.analysis <= past.analysis],
            }
    known = ", ".join(row["campaign_id"] for row in past.campaigns) or "none"
    raise UsageError(f"there was no campaign {campaign_id!r} then; known then: {known}.")


def _reasons(engine: DuckDB, past: Past, campaign_id: str, actor: str) -> list[dict[str, object]]:
    """Return the evidence for and against one candidate, as it was; older rasids kept none."""
    values = {"analysis": past.analysis, "campaign": campaign_id, "subject": f"actor:{actor}"}
    pseudonyms = read_pseudonyms(engine)
    return [
        {"family": family, "bits": bits, "reason": pseudonyms.hide(reason)}
        for family, bits, reason in engine.rows(_REASONS, values)
    ]


def _namings(engine: DuckDB, analysis: int) -> dict[str, Naming]:
    found: dict[str, list[Candidate]] = {}
    for campaign_id, *candidate in engine.rows(_CANDIDATES, {"analysis": analysis}):
        found.setdefault(campaign_id, []).append(Candidate(*candidate))
    return {campaign_id: Naming(tuple(rows)) for campaign_id, rows in found.items()}


def _row(kept: dict[str, Any], namings: dict[str, Naming]) -> dict[str, Any]:
    naming = namings.get(kept["campaign_id"], Naming())
    leader, runner_up = naming.leader, naming.runner_up
    by_category = json.loads(kept["by_category"])
    return {
        "campaign_id": kept["campaign_id"],
        "actor": naming.actor,
        "probability": leader.probability if leader else None,
        "wording": leader.wording if leader else None,
        "runner_up": runner_up.actor if runner_up else None,
        "new_group": naming.new_group,
        "campaign_probability": kept["campaign_probability"],
        "first_seen": plain(kept["first_seen"]),
        "last_seen": plain(kept["last_seen"]),
        **{column: kept[column] for column in COLUMNS.values()},
        "by_category": by_category,
        "bounds": {c: [kept[f"{c}_low"], kept[f"{c}_high"]] for c in COLUMNS.values()},
        "confirmed_by": kept["confirmed_by"],
        "provisional": by_category.keys() <= {UNLISTED, PROVISIONAL},
    }
