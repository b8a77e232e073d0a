"""One hand in one person's accounts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.links import MISSING
from rasid.campaigns.persons import person_bits
from rasid.tables.sessions import HOME_BITS

NEEDED = 6.0
OFFICE = Visit(0, "ada@office.example", "reset", protected=True, person=7)
"""What is surely a campaign's in all cases: 9 bits."""

MAILBOX = Visit(0, "ada@mailbox.example", "acts inside", protected=True, person=7)
"""What alone is too little for it: 2 bits."""


def gained(other: Visit, *, sure: float = 9.0, client: str = "tool", most: float = 9.0) -> float:
    """Return what the other visit gains by the first."""
    values = {"address": ["192.0.2.1"] * 2, "client": ["tool", client], "hour": ["9", "10"]}
    suspects = suspects_of([OFFICE, other], values)
    suspects = replace(suspects, hours=suspects.hours % 24)
    bits = person_bits(suspects, np.array([sure, 2.0]), np.full(2, NEEDED), most)

    assert bits[0] == 0.0
    return float(bits[1])


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (MAILBOX, 7.0),
        (replace(MAILBOX, session=1), 7.0),
        (replace(MAILBOX, account=OFFICE.account), 0.0),
        (replace(MAILBOX, person=8), 0.0),
        (replace(MAILBOX, person=MISSING, protected=False), 0.0),
        (replace(MAILBOX, home_bits=HOME_BITS), 0.0),
    ],
    ids=["one session", "next hour", "same account", "another person", "unlisted", "at home"],
)
def test_another_account_of_the_person_is_as_sure(other: Visit, expected: float) -> None:
    """The mailbox that recovers an account is entered by who then resets that account."""
    assert expected == gained(other)


def test_another_program_is_another_hand() -> None:
    """Behind a shared exit the owner may come at the same hour, with what the owner uses."""
    assert 0.0 == gained(replace(MAILBOX, session=1), client="phone")


@pytest.mark.parametrize(
    ("tactic", "other", "expected"),
    [
        ("acts inside", replace(OFFICE, session=1, tactic="sign-in"), 7.0),
        ("acts inside", replace(OFFICE, session=1, tactic="sign-in", home_bits=HOME_BITS), 0.0),
        ("acts inside", replace(OFFICE, session=1, account="eve@office.example", person=8), 0.0),
        ("sign-in refused", replace(OFFICE, session=1, tactic="sign-in"), 0.0),
    ],
    ids=["got in by it", "at home", "another account", "never inside"],
)
def test_who_is_inside_got_in(tactic: str, other: Visit, expected: float) -> None:
    """One log tells of the sign-in, another of mail, each with a program of its own."""
    values = {"address": ["192.0.2.1"] * 2, "client": ["browser", "mail"]}
    suspects = suspects_of([replace(OFFICE, tactic=tactic), other], values)
    suspects = replace(suspects, hours=suspects.hours % 24)
    told = person_bits(suspects, np.array([9.0, 2.0]), np.full(2, NEEDED), 9.0)

    assert [0.0, expected] == told.tolist()


def test_elsewhere_another_is_inside() -> None:
    """Its owner signs in at home while somebody is inside from elsewhere."""
    visits = [replace(OFFICE, tactic="acts inside"), replace(OFFICE, session=1, tactic="sign-in")]
    suspects = suspects_of(visits, {"address": ["192.0.2.1", "192.0.2.2"], "client": ["tool"] * 2})
    suspects = replace(suspects, hours=suspects.hours % 24)

    assert not person_bits(suspects, np.array([9.0, 2.0]), np.full(2, NEEDED), 9.0).any()


def test_what_is_not_sure_lends_nothing() -> None:
    """A visit that is no campaign's by itself makes no other one its."""
    assert 0.0 == gained(MAILBOX, sure=NEEDED)


def test_what_it_lends_has_an_end() -> None:
    """No family of reasons weighs more than it may."""
    assert 5.0 == gained(MAILBOX, sure=30.0, most=5.0)


def test_hours_apart_are_two_sittings() -> None:
    """Who came back after two hours may be another."""
    visits = [OFFICE, replace(MAILBOX, session=1)]
    suspects = suspects_of(visits, {"address": ["192.0.2.1"] * 2, "client": ["tool"] * 2})
    suspects = replace(suspects, hours=np.array([9, 11]))

    assert not person_bits(suspects, np.array([9.0, 2.0]), np.full(2, NEEDED), 9.0).any()


def test_without_protected_people_nothing_is_gained() -> None:
    """Nobody is a person without a roster."""
    suspects = suspects_of([Visit(0, "a"), Visit(0, "b")], {"address": ["192.0.2.1"]})

    assert not person_bits(suspects, np.array([9.0, 2.0]), np.full(2, NEEDED), 9.0).any()


@pytest.mark.parametrize(
    ("later", "address", "crowd", "expected"),
    [
        ({}, "192.0.2.1", 1.0, 7.0),
        ({}, "192.0.2.9", 1.0, 0.0),
        ({}, "192.0.2.1", 50.0, 0.0),
        ({"home_bits": HOME_BITS}, "192.0.2.1", 1.0, 0.0),
        ({"account": "eve@office.example", "person": 8}, "192.0.2.1", 1.0, 0.0),
    ],
    ids=["their address", "another address", "others' exit", "at home", "another account"],
)
def test_who_was_inside_comes_back(
    later: dict[str, Any], address: str, crowd: float, expected: float
) -> None:
    """Days later, to an account that was surely entered, from wherever else the campaign came."""
    entry = replace(OFFICE, session=1, account="bob@office.example", person=9, tactic="sign-in")
    back = replace(OFFICE, session=2, tactic="acts inside", **later)
    values = {"address": ["192.0.2.7", "192.0.2.1", address], "client": ["tool", "tool", "phone"]}
    suspects = suspects_of([replace(OFFICE, tactic="sign-in"), entry, back], values)
    links = tuple(
        replace(one, crowd=np.full(len(one.crowd), crowd)) if one.link.title == "address" else one
        for one in suspects.links
    )
    told = person_bits(
        replace(suspects, links=links), np.array([9.0, 9.0, 2.0]), np.full(3, NEEDED), 9.0
    )

    assert [0.0, 0.0, expected] == told.tolist()


def test_who_came_before_is_not_lent_to() -> None:
    """What an account saw from there before anybody entered it is nobody's coming back."""
    before = replace(OFFICE, session=0, tactic="acts inside")
    entry = replace(OFFICE, session=1, tactic="sign-in")
    suspects = suspects_of([before, entry], {"address": ["192.0.2.1"] * 2})

    assert [0.0, 0.0] == person_bits(
        suspects, np.array([2.0, 9.0]), np.full(2, NEEDED), 9.0
    ).tolist()
