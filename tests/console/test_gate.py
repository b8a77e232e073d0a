from datetime import UTC, datetime, timedelta

import pytest

from rasid.accounts import Role
from rasid.console.gate import (
    ADDRESS_LASTS,
    AGAIN_AFTER,
    IDLE,
    LONGEST,
    MOST_OF_ONE,
    MOST_SESSIONS,
    Gate,
)
from rasid.console.session import Person

A_LITTLE = timedelta(seconds=1)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = datetime(2026, 4, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the present."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(clock)


def test_a_token_works_once(gate: Gate) -> None:
    token = gate.issue()

    assert gate.session(gate.enter(token))
    assert "" == gate.enter(token)


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_no_other_token_works(gate: Gate, token: str) -> None:
    assert "" == gate.enter(token)
    gate.issue()
    assert "" == gate.enter(token)


def test_a_newer_token_ends_the_one_before(gate: Gate) -> None:
    older, newer = gate.issue(), gate.issue()

    assert "" == gate.enter(older)
    assert gate.enter(newer)


def test_a_token_does_not_wait_for_ever(gate: Gate, clock: Clock) -> None:
    token = gate.issue()
    clock.time += ADDRESS_LASTS + A_LITTLE

    assert "" == gate.enter(token)


def test_tokens_are_not_made_in_a_row(gate: Gate, clock: Clock) -> None:
    gate.issue()
    assert "" == gate.issue_again()
    clock.time += AGAIN_AFTER
    assert gate.enter(gate.issue_again())
    assert gate.issue_again(), "the last one is used up"


def test_an_idle_session_ends(gate: Gate, clock: Clock) -> None:
    secret = gate.enter(gate.issue())
    clock.time += IDLE
    assert gate.session(secret)
    clock.time += IDLE + A_LITTLE
    assert not gate.session(secret)


def test_a_busy_session_ends_too(gate: Gate, clock: Clock) -> None:
    secret = gate.enter(gate.issue())
    seen = 0
    while gate.session(secret):
        clock.time += IDLE
        seen += 1

    assert LONGEST / IDLE == seen - 1


def test_leaving_ends_a_session_and_no_other(gate: Gate) -> None:
    mine, yours = gate.enter(gate.issue()), gate.enter(gate.issue())
    gate.leave(mine)

    assert (False, True) == (bool(gate.session(mine)), bool(gate.session(yours)))


@pytest.mark.parametrize(
    ("name", "most"), [("person {}", MOST_SESSIONS), ("the same", MOST_OF_ONE)]
)
def test_sessions_do_not_pile_up(gate: Gate, clock: Clock, name: str, most: int) -> None:
    """Neither all of them nor one person's, whose many take no place of anybody else's."""
    secrets = []
    for number in range(most + 1):
        secrets.append(gate.open(Person(name.format(number), Role.VIEWER), "192.0.2.1"))
        clock.time += A_LITTLE

    assert [False, *[True] * most] == [bool(gate.session(secret)) for secret in secrets]
