"""Signed-in sessions that went from one address to another, and what they tie together."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.carried import NOT_CARRIED, Carried, read_carried
from rasid.campaigns.kept import infrastructure_bits, prior_bits
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row

PAGE, SERVER, HOME = "192.0.2.1", "192.0.2.2", "192.0.2.3"
CORE = 3


def carried(engine: DuckDB, *visits: tuple[str, str | None, float]) -> list[tuple[int, int]]:
    """Return which of an account's visits, of (address, provider's session, bits), are carried.

    Those that are not at home are the suspects.
    """
    mine: Row = {"account": "a@x.example"}
    tagged = [
        mine | {"session_id": f"s{n}", "session": session}
        for n, (_, session, _) in enumerate(visits)
    ]
    told = [
        mine | {"session_id": f"s{n}", "home_bits": bits} for n, (_, _, bits) in enumerate(visits)
    ]
    strange = [
        {"place": n, "session_id": f"s{n}", "source_ip": address}
        for n, (address, _, bits) in enumerate(visits)
        if bits < 0
    ]
    engine.load("tagged", pa.Table.from_pylist(tagged))
    engine.load("visits", pa.Table.from_pylist(told))
    engine.load("suspects", pa.Table.from_pylist(strange))
    rows = pa.Table.from_pylist([mine | one for one in strange])
    engine.load("suspect_visits", rows)
    found = read_carried(engine, rows)
    return list(zip(found.visit.tolist(), found.code.tolist(), strict=True))


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        pytest.param(
            ((PAGE, "x", -3.0), (SERVER, "x", -5.0)), [(0, 0), (1, 0)], id="from page to server"
        ),
        pytest.param(((PAGE, "x", -3.0), (PAGE, "x", -3.0)), [], id="at one address"),
        pytest.param(((PAGE, "x", -3.0), (SERVER, "y", -5.0)), [], id="two sessions"),
        pytest.param(((PAGE, None, -3.0), (SERVER, None, -5.0)), [], id="no id is logged"),
        pytest.param(((PAGE, "", -3.0), (SERVER, "", -5.0)), [], id="an empty id"),
        pytest.param(
            ((PAGE, "x", -3.0), (SERVER, "x", -5.0), (HOME, "x", 9.0)), [], id="begun at home"
        ),
        pytest.param(
            ((PAGE, "x", -3.0), (SERVER, "x", -5.0), (HOME, "y", 9.0)),
            [(0, 0), (1, 0)],
            id="another at home",
        ),
    ],
)
def test_carried_session_was_at_home_nowhere(
    engine: DuckDB,
    visits: tuple[tuple[str, str | None, float], ...],
    expected: list[tuple[int, int]],
) -> None:
    assert expected == carried(engine, *visits)


def test_going_on_makes_an_address_the_campaigns_own() -> None:
    """The page that a stolen session was begun at is the thief's; a stranger beside it gains less.

    Sessions 0 to 2 are the core at its server, 3 and 4 are at the page; 3 goes on at the server.
    """
    address = [SERVER] * CORE + [PAGE] * 2 + [f"198.51.100.{n}" for n in range(40)]
    visits = [Visit(n, f"a{n}@x.example", "sign-in") for n in range(len(address))]
    plain = suspects_of(visits, {"address": address})
    stolen = replace(plain, carried=Carried(np.array([0, CORE]), np.array([0, 0])))
    core = (np.arange(len(address)) < CORE).astype(np.float64)
    rest = np.ones(len(address))
    before, after = (infrastructure_bits(one, core, rest) for one in (plain, stolen))

    assert NOT_CARRIED == plain.carried
    assert before[CORE] < 0.0
    assert -prior_bits(core, rest) < after[CORE]
    assert before[CORE + 1 :] == pytest.approx(after[CORE + 1 :])


def test_session_of_several_goes_on_where_all_of_them_do() -> None:
    """One of several accounts of a session that goes on says nothing of the others."""
    visits = [Visit(0, "a"), Visit(1, "a"), Visit(1, "b"), Visit(2, "a")]
    found = suspects_of(visits, {"address": [SERVER, PAGE, HOME]})
    stolen = replace(found, carried=Carried(np.array([0, 1, 3]), np.array([0, 0, 0])))

    assert [False, False, True] == stolen.goes_on(np.array([1.0, 0.0, 0.0])).tolist()


def test_nothing_goes_on_with_itself() -> None:
    """What a core had at the same address alone makes no other address its own."""
    visits = [Visit(0, "a"), Visit(1, "a")]
    found = suspects_of(visits, {"address": [SERVER, PAGE]})
    stolen = replace(found, carried=Carried(np.array([0, 1]), np.array([0, 0])))

    assert [False, False] == stolen.goes_on(np.zeros(2)).tolist()
    assert [False, True] == stolen.goes_on(np.array([1.0, 0.0])).tolist()
