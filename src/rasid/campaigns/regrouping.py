"""Campaigns regrouped as analysts decided: merged, split, shown whatever the evidence says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.deciding.decisions import Decision
from rasid.campaigns.evidence import Chosen, joined
from rasid.campaigns.suspects import Suspects
from rasid.engines.duckdb import DuckDB

OF_CAMPAIGNS = frozenset({"confirm", "merge", "split"})

_HEIRS = """
WITH shared AS (
    SELECT lineage.campaign_id, by_evidence.campaign_id AS heir, count(*) AS events
    FROM lineage
    JOIN staged ON lineage.event_uid = staged.event_uid
    JOIN by_evidence
        ON staged.session_id = by_evidence.session_id AND staged.account = by_evidence.account
    GROUP BY lineage.campaign_id, by_evidence.campaign_id
)

SELECT campaign_id, arg_max(heir, (events, heir)) FROM shared GROUP BY campaign_id
"""


@dataclass(frozen=True, slots=True)
class Part:
    """Visits that decisions leave together: their campaign, and whose they are by the evidence."""

    campaign_id: str
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Group:
    """One campaign after all decisions; `decided` says that it is shown, however unlikely."""

    campaign_id: str
    chosen: Chosen
    decided: bool


def regroup(
    suspects: Suspects,
    parts: Sequence[Part],
    decisions: Sequence[Decision],
    marked: Mapping[int, frozenset[str]],
    heirs: Mapping[str, str],
) -> list[Group]:
    """Apply decisions on campaigns one after the other, in the order in which they were made.

    `marked` are each decision's sessions; `heirs` says which campaign now has most of what was
    another's, so that a decision follows its campaign where evidence merged it.
    """
    left = list(parts)
    decided: set[str] = set()
    for decision in decisions:
        names = {part.campaign_id for part in left}
        one, other = (
            name if name in names else heirs.get(name, name)
            for name in (decision.campaign_id, decision.other_id)
        )
        if decision.kind == "merge":
            left = [replace(p, campaign_id=one) if p.campaign_id == other else p for p in left]
        elif decision.kind == "split":
            other = decision.other_id
            left = [
                piece
                for part in left
                for piece in _split(suspects, part, one, decision, marked[decision.number])
            ]
        if decision.kind in OF_CAMPAIGNS:
            decided |= {one, other} if decision.kind == "split" else {one}
    return [
        _group(name, [part.chosen for part in left if part.campaign_id == name], name in decided)
        for name in sorted({part.campaign_id for part in left})
    ]


def _split(
    suspects: Suspects, part: Part, campaign_id: str, decision: Decision, marked: frozenset[str]
) -> list[Part]:
    if part.campaign_id != campaign_id:
        return [part]
    places = part.chosen.places
    sessions = [suspects.session_ids[code] for code in suspects.visit_session[places]]
    accounts = [suspects.accounts[code] for code in suspects.visit_account[places]]
    apart = np.array(
        [
            session in marked or account in decision.about.accounts
            for session, account in zip(sessions, accounts, strict=True)
        ],
        dtype=bool,
    )
    pieces = ((decision.other_id, apart), (campaign_id, ~apart))
    return [Part(name, part.chosen.only(mask)) for name, mask in pieces if mask.any()]


def _group(campaign_id: str, chosen: Sequence[Chosen], decided: bool) -> Group:  # noqa: FBT001
    return Group(campaign_id, joined(chosen), decided)


def read_heirs(engine: DuckDB) -> dict[str, str]:
    """Return which campaign by the evidence now has most events of each that was known before."""
    return dict(engine.rows(_HEIRS))
