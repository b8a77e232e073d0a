"""What each decision did to an analysis, as rows of the table `decisions`."""

from collections.abc import Mapping, Sequence
from datetime import UTC

import pyarrow as pa

from rasid.campaigns.deciding.decisions import Decision
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.decisions import DECISIONS

_MOVED = """
SELECT count(DISTINCT hostile.session_id)
FROM hostile
JOIN by_evidence
    ON hostile.session_id = by_evidence.session_id AND hostile.account = by_evidence.account
WHERE hostile.campaign_id = $to AND by_evidence.campaign_id = $of
"""


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
