"""Who lives where sessions came from: residents ask and err there, and intruders seldom are."""

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from campaigns.worlds import a_town, home, mailbox
from rasid.campaigns.reading import read_suspects
from rasid.campaigns.residents import (
    CAP_BITS,
    SEVERAL_ACCOUNTS,
    read_residents,
    residents_ties,
    weigh_residents,
)
from rasid.campaigns.suspects import Suspects
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row, at

RESIDENT, TARGET = 5, mailbox(90)
CRIME, OTHERS = 20, 40


@pytest.mark.parametrize(
    ("seat", "tried", "expected"),
    [
        ({}, False, [True]),
        ({"source_ip": "2001:db8:6::2"}, False, [True]),
        ({"source_ip": "2001:db8:6:1::1"}, False, [False]),
        ({"fingerprint": "t13d-9"}, False, [False]),
        ({}, True, [False]),
    ],
    ids=["there", "same line", "next line", "other program", "the resident was tried elsewhere"],
)
def test_residents_vouch_for_what_comes_from_their_home_with_their_program(
    engine: DuckDB,
    seat: Row,
    tried: bool,  # noqa: FBT001 - a case
    expected: list[bool],
) -> None:
    """Who was tried by strangers vouches for nobody: an intruder may live there by now."""
    world, here = a_town(people=100), home(RESIDENT) | {"device": None} | seat
    world.visit(at(20), TARGET, "lookup", **here)
    if tried:
        far = {"source_ip": "203.0.113.9", "asn": 64511, "country": "XZ", "fingerprint": "far"}
        world.visit(at(9), mailbox(RESIDENT), "signin failure bad_password", **far)
    suspects = read_suspects(world.open(engine))
    asked = suspects.visit_session[
        [suspects.accounts[account] == TARGET for account in suspects.visit_account]
    ]

    assert expected == suspects.vouched[asked].tolist()


def a_month(*, lived: int, sources: int) -> Suspects:
    """Return sessions of some sources, a session each, so many of them lived in, and others.

    Nobody is at home where crime comes from, and somebody at one in four of all the others.
    """
    visits = [Visit(n, f"p{n}@a.example", "look-up", protected=True) for n in range(sources)]
    crime = range(sources, sources + CRIME)
    visits += [Visit(n, f"a{n}-{m}@b.example") for n in crime for m in range(SEVERAL_ACCOUNTS)]
    others = range(sources + CRIME, sources + CRIME + OTHERS)
    visits += [Visit(n, f"c{n}@d.example") for n in others]
    columns = {"address": [f"192.0.2.{n}" for n in range(sources + CRIME + OTHERS)]}
    return suspects_of(visits, columns, [*range(lived), *others[::4]])


def bits_of(lived: int, sources: int) -> float:
    """Return what it weighs that somebody is at home at so many of so many sources."""
    weighed = weigh_residents(a_month(lived=lived, sources=sources), np.arange(sources))
    return 0.0 if weighed is None else weighed[0]


def test_shares_are_learnt_of_the_logs() -> None:
    """Of others one in four is at home, and of crime none."""
    known = read_residents(a_month(lived=0, sources=0))

    assert 0.25 == pytest.approx(known.of_others, abs=0.02)
    assert known.of_intruders < known.of_others / 8


def test_the_more_sources_are_lived_in_the_likelier_it_is_their_people() -> None:
    """One says something, several say more, up to a cap; a few of many say hardly anything."""
    assert bits_of(1, 1) < -1.0
    assert bits_of(4, 4) < bits_of(2, 2) < bits_of(1, 1)
    assert -CAP_BITS == bits_of(30, 30)
    assert bits_of(1, 1) < bits_of(2, 40)


@pytest.mark.parametrize("sources", [1, 12])
def test_that_nobody_is_at_home_speaks_for_no_campaign(sources: int) -> None:
    """Honest people have trouble on the way as well."""
    assert weigh_residents(a_month(lived=0, sources=sources), np.arange(sources)) is None


def test_it_is_said_in_numbers() -> None:
    """How many of its sources, of others' and of intruders'."""
    weighed = weigh_residents(a_month(lived=1, sources=2), np.arange(2))

    assert weighed is not None
    assert weighed[1].startswith("at 1 of its 2 sources somebody is at home with that program, as")


def test_a_resident_is_not_tied_to_those_who_live_nowhere() -> None:
    """What comes from somebody's home is another hand's than what comes from servers."""
    suspects, sessions = a_month(lived=1, sources=5), np.arange(5)
    ties = residents_ties(suspects, sessions, np.array([0, 1, 1, 2, 2]), np.ones(5))

    assert ties[0] < -1.0
    assert (ties[1:] > -1.0).all()


def test_nobody_is_tied_to_nobody() -> None:
    """Without sessions there is one hand, of nothing."""
    none = np.zeros(0, dtype=np.int64)

    assert [0.0] == residents_ties(a_month(lived=0, sources=1), none, none, np.zeros(0)).tolist()
