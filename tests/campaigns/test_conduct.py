"""What is done where somebody is not at home, whoever they go for."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.conduct import (
    ALONE,
    AMONG_OTHERS,
    OFFICE,
    SEVERAL,
    away,
    converging,
    kinds_of_places,
    pressing,
)
from rasid.campaigns.hunts import How, all_hunts, whom_says_nothing
from rasid.campaigns.seeds import find_seed

SERVER = "198.51.100.7"


@pytest.mark.parametrize(
    ("tactic", "home_bits", "pressed"),
    [
        ("second factor refused", -2.0, True),
        ("recovery", 0.0, True),
        ("recovery", 6.0, False),
        ("sign-in refused", -2.0, False),
        ("sign-in", -2.0, False),
    ],
)
def test_who_presses_on(tactic: str, home_bits: float, pressed: bool) -> None:  # noqa: FBT001
    visit = Visit(0, "ada@party.example", tactic, home_bits=home_bits)

    assert pressing(suspects_of([visit])).tolist() == [pressed]


@pytest.mark.parametrize("others", [SEVERAL - 1, SEVERAL])
def test_strangers_converge_on_an_account(others: int) -> None:
    """From so many other addresses, each on a day of its own."""
    visits = [
        Visit(n, "ada@party.example", "sign-in refused", home_bits=-2.0) for n in range(others + 1)
    ]
    places = [f"203.0.113.{n}" for n in range(others + 1)]
    found = converging(suspects_of(visits, {"address": places}))

    assert found.tolist() == [others >= SEVERAL] * (others + 1)


def test_kinds_of_places() -> None:
    """One account alone, two from one address, and one where more people are at home."""
    visits = [
        Visit(0, "ada@party.example", "recovery", home_bits=-2.0),
        Visit(1, "bob@party.example", "recovery", home_bits=-2.0),
        Visit(2, "eve@party.example", "recovery", home_bits=-2.0),
    ]
    places = {"address": ["203.0.113.1", SERVER, SERVER]}
    few, many = suspects_of(visits, places), suspects_of(visits, places, owners=40)

    assert kinds_of_places(few, away(few)).tolist() == [ALONE, AMONG_OTHERS, AMONG_OTHERS]
    assert kinds_of_places(many, away(many)).tolist() == [OFFICE] * 3


def tenant(*, owners: int) -> list[int]:
    """Return the sessions that a hunt by conduct begins with, where all are on the roster.

    Twelve accounts are recovered from one server; sixty people are away and sign in.
    """
    pressed = [
        Visit(n, f"person{n}@party.example", "recovery", protected=True, home_bits=-2.0)
        for n in range(12)
    ]
    people = [
        Visit(12 + n, f"person{n}@party.example", "sign-in", protected=True, home_bits=-2.0)
        for n in range(60)
    ]
    places = [SERVER] * 12 + [f"203.0.113.{n}" for n in range(60)]
    found = suspects_of([*pressed, *people], {"address": places}, owners=owners)
    all_listed = replace(found, entered_share=0.9)
    seed = find_seed(all_listed, np.zeros(len(all_listed.session_ids)))
    return [] if seed is None else np.flatnonzero(seed.members).tolist()


def test_where_all_are_listed_conduct_tells() -> None:
    assert tenant(owners=0) == list(range(12))
    assert tenant(owners=100) == []


def test_without_a_roster_conduct_tells() -> None:
    found = suspects_of([Visit(0, "ada@party.example", "recovery")])

    assert not whom_says_nothing(found)
    assert whom_says_nothing(replace(found, rostered=False))


@pytest.mark.parametrize(("share", "by_conduct"), [(0.49, False), (0.5, True)])
def test_half_of_those_who_get_in(share: float, by_conduct: bool) -> None:  # noqa: FBT001
    """From there on nobody can go for protected people twice as often as chance has it."""
    found = replace(suspects_of([Visit(0, "ada@party.example", "recovery")]), entered_share=share)

    assert whom_says_nothing(found) is by_conduct
    assert {hunt.how is How.CONDUCT for hunt in all_hunts(found)} == {by_conduct}
