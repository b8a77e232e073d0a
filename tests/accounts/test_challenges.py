"""A challenge works once, for a while, and for whoever it was given to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.conftest import NOW
from rasid.accounts import CHALLENGE_LASTS, Challenges


class Clock:
    """A present that tests move."""

    time = NOW

    def __call__(self) -> datetime:
        """Return the present."""
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_works_once_also_at_the_same_time(clock: Clock) -> None:
    challenges = Challenges(clock)
    made = challenges.issue("use", "a")
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: challenges.spend(made, "use", "a"), range(32)))

    assert 1 == sum(told)
    assert not challenges.stands(made, "use", "a")


@pytest.mark.parametrize(
    ("purpose", "holder", "later", "stands"),
    [
        ("use", "a", 0, True),
        ("use", "a", 299, True),
        ("use", "a", 300, False),
        ("make", "a", 0, False),
        ("use", "b", 0, False),
        ("use", "", 0, False),
    ],
)
def test_it_is_of_one_holder_and_for_one_thing(
    clock: Clock, purpose: str, holder: str, later: int, *, stands: bool
) -> None:
    challenges = Challenges(clock)
    made = challenges.issue("use", "a")
    clock.time += timedelta(seconds=later)

    assert stands == challenges.stands(made, purpose, holder)
    assert stands == challenges.spend(made, purpose, holder)


def test_another_server_knows_it_not(clock: Clock) -> None:
    assert not Challenges(clock).spend(Challenges(clock).issue("use", "a"), "use", "a")


def test_nothing_is_kept_of_what_nobody_answers(clock: Clock) -> None:
    """And what was used is forgotten once it is over."""
    challenges = Challenges(clock)
    for _ in range(100):
        challenges.spend(challenges.issue("use", "a"), "use", "b")
    challenges.spend(challenges.issue("use", "a"), "use", "a")
    clock.time += CHALLENGE_LASTS * 2
    challenges.spend(challenges.issue("use", "a"), "use", "a")

    assert 1 == len(challenges._spent)  # noqa: SLF001 - what is kept is what is asked


@given(st.text(max_size=120))
def test_what_was_never_given_out_is_none(text: str) -> None:
    assert not Challenges(lambda: NOW).spend(text, "use", "a")
