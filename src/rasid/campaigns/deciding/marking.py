"""Which sessions decisions speak of, and which of them are innocent."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network

import pyarrow as pa

from rasid.campaigns.deciding.decisions import About, Decision
from rasid.engines.duckdb import DuckDB, packaged_sql

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


def read_marked(engine: DuckDB, decisions: Sequence[Decision]) -> dict[int, frozenset[str]]:
    """Return each decision's sessions."""
    rows = engine.rows("SELECT decision, list(session_id) FROM marked_sessions GROUP BY decision")
    found = {number: frozenset(sessions) for number, sessions in rows}
    return {d.number: found.get(d.number, frozenset()) for d in decisions}
