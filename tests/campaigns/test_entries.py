"""How readily somebody gets in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import betabinom

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.entries import (
    COMMON,
    HABITS,
    RARE,
    least_entry_bits,
    let_in_bits,
    own_team,
    settled_bits,
    usual_settling,
)

HOTEL, SERVER = "192.0.2.7", "198.51.100.7"


@given(st.integers(0, 80), st.integers(0, 80))
def test_bits_are_a_bayes_factor(entered: int, failed: int) -> None:
    """They are the ratio of two likelihoods, as scipy has them, where that speaks against."""
    tried = entered + failed
    ratio = betabinom.logpmf(entered, tried, *RARE) - betabinom.logpmf(entered, tried, *COMMON)
    told = float(let_in_bits(np.array(float(entered)), np.array(float(tried))))

    assert min(0.0, ratio / np.log(2.0)) == pytest.approx(told, abs=1e-6)


@given(st.integers(0, 80), st.integers(0, 80), st.floats(0.001, 0.3))
def test_settling_is_a_bayes_factor(settled: int, not_so: int, usual: float) -> None:
    """Any share against one about the usual, where there are more than usual; else nothing."""
    entered = settled + not_so
    habits = HABITS * usual, HABITS * (1.0 - usual)
    ratio = betabinom.logpmf(settled, entered, 1, 1) - betabinom.logpmf(settled, entered, *habits)
    told = float(settled_bits(np.array(float(settled)), np.array(float(entered)), usual))

    more = settled > usual * entered
    assert (max(0.0, ratio / np.log(2.0)) if more else 0.0) == pytest.approx(told, abs=1e-6)


def visits_of(place: str, accounts: list[str], tactic: str) -> list[tuple[str, str, str]]:
    return [(place, account, tactic) for account in accounts]


def teams(visits: list[tuple[str, str, str]], *, others: int = 0) -> list[bool]:
    """Return which of these visits, one a session and all members, are of a team of its own."""
    told = [Visit(n, account, tactic) for n, (_, account, tactic) in enumerate(visits)]
    crowd = [Visit(len(told) + n, f"other{n}@party.example", "sign-in") for n in range(others)]
    places = [place for place, _, _ in visits] + [f"203.0.113.{n}" for n in range(others)]
    suspects = suspects_of([*told, *crowd], {"address": places})
    members = np.arange(len(suspects.session_ids)) < len(visits)
    return [bool(one) for one in own_team(suspects, members.astype(float))[: len(visits)]]


STAFF = [f"person{n}@party.example" for n in range(5)]
STRANGERS = [f"person{n}@place{n}.example" for n in range(5)]


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        (visits_of(HOTEL, STAFF, "sign-in"), True),
        (visits_of(HOTEL, STAFF, "sign-in after trouble"), True),
        (visits_of(HOTEL, STAFF[:2], "sign-in"), False),
        (visits_of(HOTEL, STAFF[:1] * 5, "sign-in"), False),
        (visits_of(HOTEL, STAFF, "sign-in refused"), False),
        (visits_of(HOTEL, STAFF, "look-up"), False),
        (visits_of(HOTEL, STRANGERS, "sign-in"), False),
    ],
)
def test_team_gets_in_at_one_place(visits: list[tuple[str, str, str]], expected: object) -> None:
    """Several of one organisation, entered from one address: not one, not refused, not anybody."""
    assert {expected} == set(teams(visits))


def test_who_was_tried_elsewhere_does_not_count() -> None:
    """Whoever got passwords comes back for them, from a place of its own."""
    tried = visits_of(SERVER, STAFF, "sign-in refused")
    entered = visits_of(HOTEL, STAFF, "sign-in")

    assert {False} == set(teams([*tried, *entered]))


@pytest.mark.parametrize(("elsewhere", "team"), [("sign-in refused", True), ("acts inside", False)])
def test_where_others_come_too_a_team_was_only_tried(*, elsewhere: str, team: bool) -> None:
    """A spray of all of them tells no password; a group that was inside comes back anywhere."""
    tried, entered = (
        [Visit(5 * part + n, account, tactic) for n, account in enumerate(STAFF)]
        for part, tactic in enumerate((elsewhere, "sign-in"))
    )
    others = [Visit(10 + n, f"guest{n}@else{n}.example", "sign-in") for n in range(12)]
    places = [f"198.51.100.{n}" for n in range(5)] + [HOTEL] * 17
    suspects = suspects_of([*tried, *entered, *others], {"address": places})
    told = own_team(suspects, (np.arange(22) < 10).astype(float))

    assert [team] * 5 == told[5:10].tolist()
    assert not told[:5].any()


@pytest.mark.parametrize(("handed", "team"), [(0, True), (1, True), (5, False)])
def test_way_in_that_was_handed_on_makes_no_team(*, handed: int, team: bool) -> None:
    """Nobody is refused at it, and who came by it comes back; the others may be a team still."""
    came = visits_of(HOTEL, STAFF[:handed], "signed-in session carried there")
    back = visits_of(HOTEL, [*STAFF, "another@party.example"], "acts inside")

    assert team == teams([*back, *came])[-1 if handed else 0]


def test_without_addresses_there_is_no_team() -> None:
    suspects = suspects_of([Visit(n, account, "sign-in") for n, account in enumerate(STAFF)])

    assert not own_team(suspects, np.ones(5)).any()


def test_of_a_large_organisation_few_belong_together() -> None:
    """Five of two hundred who come from one address may be anybody's victims."""
    assert {False} == set(teams(visits_of(HOTEL, STAFF, "sign-in"), others=200))


def test_addresses_that_are_no_account_are_not_tried() -> None:
    """A team's misspelt and guessed addresses do not make it one that seldom gets in."""
    guessed = [f"guess{n}@party.example" for n in range(12)]
    visits = [Visit(n, account, "sign-in") for n, account in enumerate(STAFF)]
    visits += [
        Visit(len(STAFF) + n, account, "sign-in refused", exists=False)
        for n, account in enumerate(guessed)
    ]
    suspects = suspects_of(visits, {"address": [HOTEL] * len(visits)})

    assert own_team(suspects, np.ones(len(visits))).all()


@pytest.mark.parametrize(("kinds", "team"), [(1, True), (2, False)], ids=["read", "lead out too"])
def test_who_settles_in_is_no_team(*, kinds: int, team: bool) -> None:
    """Stolen sessions let an intruder in everywhere; what is done inside is not what others do."""
    ours = [
        Visit(n, account, "acts inside", home_bits=-6.0, follow_up_kinds=kinds)
        for n, account in enumerate(STAFF)
    ]
    others = [
        Visit(5 + n, f"other{n}@place{n}.example", "acts inside", follow_up_kinds=1)
        for n in range(200)
    ]
    places = [HOTEL] * 5 + [f"203.0.113.{n}" for n in range(200)]
    suspects = suspects_of([*ours, *others], {"address": places})
    members = (np.arange(205) < 5).astype(float)

    assert {team} == set(own_team(suspects, members)[:5].tolist())
    assert 0.5 / 201 == pytest.approx(usual_settling(suspects, members))


@pytest.mark.parametrize(
    ("tactic", "sought", "owners", "expected"),
    [
        ("sign-in", 0, 0, -3.0),
        ("sign-in", 0, 1, -4.0),
        ("sign-in", 0, 7, -6.0),
        ("sign-in", 2, 2, -3.0),
        ("sign-in", 2, 5, -5.0),
        ("sign-in after trouble", 0, 7, -3.0),
    ],
)
def test_entry_among_owners_says_less(
    tactic: str, sought: int, owners: int, expected: float
) -> None:
    """Twice as many owners at an exit, and a quiet sign-in there is twice as likely one's."""
    entry = Visit(0, "a@mail.example", tactic)
    others = [Visit(1 + n, f"p{n}@mail.example", "sign-in", protected=True) for n in range(sought)]
    address = {"address": [HOTEL] * (1 + sought)}
    suspects = suspects_of([entry, *others], address, owners=owners)
    told = least_entry_bits(suspects, np.zeros(1 + sought), -3.0)

    assert expected == told[0]
