from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from accounts.conftest import NOW
from rasid.accounts import Problem, Reveal, ask_to_reveal, decide_reveal, read_reveals
from rasid.accounts.reveals import OPEN, WAITS

A_LITTLE = timedelta(seconds=1)


def asked(store: Engine) -> Reveal:
    """Return a request that waits."""
    ask_to_reveal(store, "C-1", ("P1", "P2"), by="Ada", why="the court asks", now=NOW)
    return read_reveals(store)[0]


@pytest.mark.parametrize(
    ("agrees", "decided", "looked", "state"),
    [
        (None, None, timedelta(), "waiting"),
        (None, None, WAITS + A_LITTLE, "lapsed"),
        (False, WAITS, WAITS, "refused"),
        (True, WAITS, WAITS + OPEN, "open"),
        (True, WAITS, WAITS + OPEN + A_LITTLE, "closed"),
    ],
)
def test_a_request_stands_for_a_while(
    store: Engine,
    *,
    agrees: bool | None,
    decided: timedelta | None,
    looked: timedelta,
    state: str,
) -> None:
    found = asked(store)
    if agrees is not None and decided is not None:
        decide_reveal(store, found, by="Bo", agrees=agrees, now=NOW + decided)

    (now,) = read_reveals(store)
    assert state == now.state(NOW + looked)
    assert ("P1", "P2") == now.people


@pytest.mark.parametrize("late", [timedelta(), WAITS + A_LITTLE])
def test_it_is_decided_once_and_in_time(store: Engine, late: timedelta) -> None:
    """Also where two people had the same page before them."""
    found = asked(store)
    if not late:
        decide_reveal(store, found, by="Bo", agrees=False, now=NOW)

    with pytest.raises(Problem, match="does not wait"):
        decide_reveal(store, found, by="Cy", agrees=True, now=NOW + late)


@pytest.mark.parametrize(("people", "why"), [((), "x"), (("P1",), "  ")])
def test_a_request_needs_people_and_a_reason(
    store: Engine, people: tuple[str, ...], why: str
) -> None:
    with pytest.raises(Problem):
        ask_to_reveal(store, "C-1", people, by="Ada", why=why, now=_now())

    assert [] == read_reveals(store)


def _now() -> datetime:
    return NOW
