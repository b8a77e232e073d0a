"""What proves nobody at home: the successes of intruders, and of what they brought."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from rasid.campaigns.find import taint
from rasid.engines.duckdb import DuckDB

INTRUDER = ("tool", "AS666")
OWNER = ("phone", "AS1")


def tainted(engine: DuckDB, *visits: tuple[int, tuple[str, str], bool]) -> list[int]:
    """Return the days of an account's tainted visits, of (day, client and network, chosen)."""
    sessions, told, chosen = [], [], []
    for day, (client, network), is_chosen in visits:
        key = {"session_id": f"s{day}"}
        place = {"source_ip": f"192.0.2.{day}", "network": network}
        sessions.append(key | place | {"fingerprint": client, "device": ""})
        at = {"account": "a@x.example", "first_at": datetime(2025, 3, day, tzinfo=UTC)}
        told.append(key | at | {"signin_successes": 1, "follow_ups": 0})
        chosen += [key | {"account": "a@x.example"}] * is_chosen
    engine.load("sessions", pa.Table.from_pylist(sessions))
    engine.load("visits", pa.Table.from_pylist(told))
    columns = pa.schema([("session_id", pa.string()), ("account", pa.string())])
    engine.load("chosen", pa.Table.from_pylist(chosen, columns))
    found = taint(engine)
    days = sorted(int(row[0][1:]) for row in engine.rows("SELECT session_id FROM tainted"))
    assert found == bool(days)
    return days


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        pytest.param(((1, INTRUDER, True),), [1], id="an intruder's success"),
        pytest.param(((1, OWNER, False), (2, INTRUDER, True)), [2], id="the owner's is not"),
        pytest.param(
            ((1, OWNER, False), (2, INTRUDER, True), (3, INTRUDER, False)), [2, 3], id="came back"
        ),
        pytest.param(
            ((1, OWNER, False), (2, OWNER, True), (3, OWNER, False)), [2], id="the owner had it"
        ),
        pytest.param(((1, INTRUDER, True), (2, ("tool", "AS9"), False)), [1], id="another network"),
        pytest.param(((1, ("", ""), True), (2, ("", ""), False)), [1], id="nothing is known of it"),
        pytest.param(((1, OWNER, False),), [], id="nobody was chosen"),
        pytest.param(
            ((1, OWNER, False), (2, INTRUDER, True), (3, ("", "AS666"), False)),
            [2, 3],
            id="mail tells no client, and the network is the intruder's alone",
        ),
        pytest.param(
            ((1, INTRUDER, True), (2, ("phone", "AS666"), False), (3, ("", "AS666"), False)),
            [1],
            id="mail tells no client, and the owner is in that network too",
        ),
    ],
)
def test_what_an_intruder_brought_vouches_for_nobody(
    engine: DuckDB, visits: tuple[tuple[int, tuple[str, str], bool], ...], expected: list[int]
) -> None:
    """What was first seen with an intruder stays the intruder's; what the owner had does not."""
    assert expected == tainted(engine, *visits)
