"""How decisions act on an analysis: sessions left out before it, campaigns regrouped after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from ipaddress import ip_address, ip_network

import numpy as np
import pyarrow as pa

from rasid.campaigns.decisions import About, Decision
from rasid.campaigns.evidence import Chosen, joined
from rasid.campaigns.suspects import Suspects
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.decisions import DECISIONS

OF_CAMPAIGNS = frozenset({"confirm", "merge", "split"})

_MARKS = pa.schema(
    [
        ("decision", pa.int64()),
        *(
            (name, pa.string())
            for name in (
                *("kind", "value", "provider", "source_ip", "fingerprint", "device"),
                *("start_at", "end_at"),
            )
        ),
    ]
)

_INNOCENT = """
CREATE OR REPLACE TEMP TABLE innocent_sessions AS
SELECT DISTINCT session_id FROM marked_sessions
WHERE decision IN (SELECT unnest($innocent)) ORDER BY session_id
"""

_MOVED = """
SELECT count(DISTINCT hostile.session_id)
FROM hostile
JOIN by_evidence
    ON hostile.session_id = by_evidence.session_id AND hostile.account = by_evidence.account
WHERE hostile.campaign_id = $to AND by_evidence.campaign_id = $of
"""

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


def mark_sessions(engine: DuckDB, decisions: Sequence[Decision]) -> None:
    """Make the steps `marked_sessions`, by decision, and `innocent_sessions`, which never count."""
    find_marked(engine, {decision.number: decision.about for decision in decisions})
    engine.run(_INNOCENT, {"innocent": innocent_numbers(decisions)})


def innocent_numbers(decisions: Sequence[Decision]) -> list[int]:
    """Return the numbers of the decisions that call something innocent."""
    return [decision.number for decision in decisions if decision.kind == "innocent"]


def find_marked(engine: DuckDB, asked: Mapping[int, About]) -> None:
    """Make the step `marked_sessions`: the sessions of what is spoken of, under its number."""
    marks = [mark for number, about in asked.items() for mark in _marks(engine, number, about)]
    engine.load("marks", pa.Table.from_pylist(marks, _MARKS))
    engine.run(packaged_sql(__package__, "marked_sessions"))


def _marks(engine: DuckDB, number: int, about: About) -> list[dict[str, object]]:
    addresses = [about.address] if about.address else []
    networks = [about.network] if about.network else []
    if "/" in about.network:
        addresses += _addresses_in(engine, about.network)
    values = {"address": addresses, "network": networks}
    values["fingerprint"] = [about.fingerprint] if about.fingerprint else []
    known = [
        {"decision": number, "kind": kind, "value": value}
        for kind, listed in values.items()
        for value in listed
    ]
    sessions = [
        {
            **{name: getattr(one, name) for name in _MARKS.names[3:]},
            "decision": number,
            "kind": "session",
            "value": one.session_id,
        }
        for one in about.sessions
    ]
    return [*known, *sessions]


def _addresses_in(engine: DuckDB, network: str) -> list[str]:
    wanted = ip_network(network)
    found = []
    for (text,) in engine.rows("SELECT DISTINCT source_ip FROM sessions ORDER BY 1"):
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if address in wanted:
            found.append(text)
    return found


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


def read_marked(engine: DuckDB, decisions: Sequence[Decision]) -> dict[int, frozenset[str]]:
    """Return each decision's sessions."""
    rows = engine.rows("SELECT decision, list(session_id) FROM marked_sessions GROUP BY decision")
    found = {number: frozenset(sessions) for number, sessions in rows}
    return {d.number: found.get(d.number, frozenset()) for d in decisions}


def read_heirs(engine: DuckDB) -> dict[str, str]:
    """Return which campaign by the evidence now has most events of each that was known before."""
    return dict(engine.rows(_HEIRS))


def tell_decisions(engine: DuckDB, decisions: Sequence[Decision], heirs: Mapping[str, str]) -> None:
    """Make the table `decisions`: what each one did, read from the tables that it left."""
    known = dict(engine.rows("SELECT campaign_id, campaign_probability FROM campaigns"))
    merged = {d.other_id: d.campaign_id for d in decisions if d.kind == "merge"}
    left_out: dict[int, dict[str, int]] = {}
    for number, campaign_id, sessions in engine.rows(packaged_sql(__package__, "decision_effects")):
        name = merged.get(campaign_id, campaign_id)
        of_decision = left_out.setdefault(number, {})
        of_decision[name] = of_decision.get(name, 0) + sessions
    rows: list[dict[str, object]] = []
    for decision in decisions:
        asked = decision.campaign_id
        campaign_id = asked if asked in known else heirs.get(asked, asked)
        if decision.kind == "innocent":
            told = [
                (name, sessions, f"left {_sessions(sessions)} of it out")
                for name, sessions in sorted(left_out.get(decision.number, {}).items())
            ]
        else:
            told = _acted(engine, decision, campaign_id, known)
        told = told or [("", 0, "nothing that it speaks of was found")]
        rows += [decision_row(decision, *acted) for acted in told]
    engine.load(DECISIONS.name, decision_table(rows))


def decision_table(rows: list[dict[str, object]]) -> pa.Table:
    """Return rows of the table `decisions` with its types."""
    types = {"BIGINT": pa.int64(), "TIMESTAMP": pa.timestamp("us"), "VARCHAR": pa.string()}
    schema = pa.schema([(c.name, types[c.type]) for c in DECISIONS.columns])
    return pa.Table.from_pylist(rows, schema)


def _acted(
    engine: DuckDB, decision: Decision, campaign_id: str, known: Mapping[str, float]
) -> list[tuple[str, int, str]]:
    """Return campaign, sessions and effect of a decision on campaigns, where it had any."""
    if campaign_id not in known:
        return []
    if decision.kind == "confirm":
        sure = f"{known[campaign_id]:.0%}".replace("%", " %")
        return [(campaign_id, 0, f"keeps it shown; by the evidence it is one at {sure}")]
    moved = campaign_id if decision.kind == "merge" else decision.other_id
    of = decision.other_id if decision.kind == "merge" else campaign_id
    ((sessions,),) = engine.rows(_MOVED, {"to": moved, "of": of})
    if not sessions:
        return []
    if decision.kind == "merge":
        effect = f"{_sessions(sessions)} of {decision.other_id} count in it"
        return [(campaign_id, sessions, effect)]
    effect = f"{_sessions(sessions)} of {campaign_id} are {decision.other_id}"
    return [(name, sessions, effect) for name in (campaign_id, decision.other_id)]


def decision_row(
    decision: Decision, campaign_id: str, sessions: int, effect: str
) -> dict[str, object]:
    """Return a row of the table `decisions`."""
    return {
        "decision": decision.number,
        "campaign_id": campaign_id,
        "kind": decision.kind,
        "made_at": decision.made_at.astimezone(UTC).replace(tzinfo=None),
        "made_by": decision.made_by,
        "decided": decision.describe(),
        "why": decision.why,
        "sessions": sessions,
        "effect": effect,
    }


def _sessions(number: int) -> str:
    return f"{number:,} session{'' if number == 1 else 's'}"
