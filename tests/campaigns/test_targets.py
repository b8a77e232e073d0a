"""Whom a session went for, against chance."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import beta, betabinom, binom

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.targets import (
    LEAST_LIFT,
    again_levels,
    aimed_bits,
    alikeness,
    beyond_chance_bits,
    describe_level,
    expected_hits,
    occasion_weights,
    target_levels,
)


def beyond(hits: float, tries: float, expected: float) -> float:
    """Return the bits of one count."""
    return float(beyond_chance_bits(*(np.array([float(n)]) for n in (hits, tries, expected)))[0])


@example(0, 134, 0.9921875)
@given(st.integers(0, 200), st.integers(1, 200), st.floats(0.001, 0.999))
def test_bits_are_the_bayes_factor(hits: int, tries: int, chance: float) -> None:
    """Beyond chance they are the ratio of two likelihoods, as scipy has them, down to -60."""
    hits = min(hits, tries)
    least = min(LEAST_LIFT * chance, (1.0 + chance) / 2.0)
    share = beta.logsf(least, hits + 1, tries - hits + 1) - np.log1p(-least)
    factor = betabinom.logpmf(hits, tries, 1, 1) + share - binom.logpmf(hits, tries, chance)
    bits = factor / np.log(2.0)
    expected = bits if hits > chance * tries else -abs(bits)

    assert max(float(expected), -60.0) == pytest.approx(
        max(beyond(hits, tries, chance * tries), -60.0), abs=1e-6
    )


@given(st.integers(1, 300), st.floats(0.001, 0.5))
def test_more_hits_say_more(tries: int, chance: float) -> None:
    """From the expected number on, every further hit speaks louder."""
    told = [
        beyond(hits, tries, chance * tries)
        for hits in range(tries + 1)
        if hits >= chance * tries + 1
    ]

    assert sorted(told) == told


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.0, 300.0))
def test_no_more_than_chance_never_speaks_for(hits: int, tries: int, expected: float) -> None:
    """Whatever the numbers, fewer hits than expected are no sign of aim, and bits are finite."""
    bits = beyond(min(hits, tries), tries, expected)

    assert np.isfinite(bits)
    assert bits <= 0.0 or min(hits, tries) > min(expected, tries) * (1 - 1e-6)


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.001, 0.9))
def test_equal_chances_are_one_count(hits: int, tries: int, chance: float) -> None:
    """Where chance hits all alike, accounts one by one say what their count says."""
    hits = min(hits, tries)
    wanted = np.arange(tries) < hits
    told = aimed_bits(np.ones(tries), wanted, np.full(tries, chance))

    assert beyond(hits, tries, chance * tries) == pytest.approx(told, rel=0.02, abs=0.05)


def test_hits_count_where_few_are_wanted() -> None:
    """Fifteen of a hundred in a large place are aim, though nearly as many are chance elsewhere."""
    chance = np.repeat([0.001, 0.1], 100)
    large, small, both = (np.isin(np.arange(200) % 100, range(15)) for _ in range(3))
    large[100:], small[:100] = False, False
    told = [aimed_bits(np.ones(200), wanted, chance) for wanted in (large, small, both)]

    assert told[0] > 50.0
    assert told[1] < 3.0
    assert told[2] > told[0]


def test_nothing_tried_says_nothing() -> None:
    nothing = np.zeros(0)

    assert pytest.approx(0.0, abs=1e-3) == aimed_bits(nothing, nothing > 0, nothing)


@pytest.mark.parametrize(
    ("hits", "tries", "expected", "least", "most"),
    [
        (0, 0, 0.0, -1e-9, 0.0),
        (1, 1, 0.02, 3.0, 6.0),
        (8, 8, 0.16, 30.0, 60.0),
        (2, 100, 2.0, -8.0, 0.0),
        (20, 1000, 20.0, -20.0, -10.0),
        (30, 1000, 20.0, -8.0, 0.0),
        (60, 1000, 20.0, 20.0, 60.0),
        (0, 1000, 20.0, -40.0, -10.0),
    ],
)
def test_size_of_bits_is_sensible(
    hits: float, tries: float, expected: float, least: float, most: float
) -> None:
    """One hit is little, eight of eight are much; a little more than chance is no aim."""
    assert least <= beyond(hits, tries, expected) <= most


def test_levels_have_words_of_their_own() -> None:
    """What an account is to the roster is put in words that tell levels apart."""
    plain = {describe_level(level) for level in range(12)}

    assert 12 == len(plain)
    assert plain.isdisjoint({describe_level(12), describe_level(13)})
    assert describe_level(12) == describe_level(13)


def test_protected_account_is_its_own_level() -> None:
    """Protected, alike, colleague, and whether it exists at all: each is seen."""
    found = suspects_of(
        [
            Visit(0, "p", protected=True),
            Visit(0, "like", alike=2),
            Visit(0, "mate", colleague=True),
            Visit(0, "none", exists=False),
        ]
    )
    words = [describe_level(level) for level in target_levels(found)]

    assert "went for a protected person" == words[0]
    assert "very like a protected person's" in words[1]
    assert words[2].endswith("in an organisation of protected people")
    assert "no account" in words[3]


def test_again_needs_another_session() -> None:
    """That a session itself went for an account is no sign that others did."""
    found = suspects_of(
        [
            Visit(0, "a"),
            Visit(1, "a"),
            Visit(2, "b"),
            Visit(3, "c", tactic="acts inside"),
            Visit(4, "c"),
            Visit(5, "a"),
        ]
    )
    members = np.array([1.0, 1.0, 1.0, 1.0, 0.0, 0.0])

    assert [1, 1, 0, 0, 2, 1] == again_levels(found, members).tolist()


def test_again_needs_another_address() -> None:
    """Whoever fails tries again from where they are: that tells of nobody else."""
    visits = [Visit(n, "a") for n in range(3)]
    found = suspects_of(visits, {"address": ["192.0.2.7", "192.0.2.7", "192.0.2.8"]})

    assert [0, 0, 1] == again_levels(found, np.array([1.0, 1.0, 0.0])).tolist()


def test_expectation_is_of_others_of_that_tactic() -> None:
    """How often chance hits is learnt from those who are no members and tried the same."""
    visits = [Visit(0, "p0", "look-up", protected=True)]
    visits += [Visit(n, f"a{n}", "look-up") for n in range(1, 20)]
    visits += [Visit(n, f"p{n}", "look-up", protected=True) for n in range(20, 25)]
    visits += [Visit(n, f"r{n}", tactic="recovery") for n in range(25, 45)]
    found = suspects_of(visits)
    members = np.zeros(45)
    members[0] = 1.0
    expected = expected_hits(found, members, found.protected, 0.02)

    assert (5 + 100 * 0.02) / (24 + 100) == pytest.approx(expected[0])
    assert 0.02 == pytest.approx(expected[44])


@pytest.mark.parametrize("away", [0, 40, 200])
def test_those_who_try_are_not_their_own_chance(away: int) -> None:
    """Two hundred addresses that try protected people are no chance, unless as many are away."""
    visits = [Visit(n, f"p{n}", protected=True) for n in range(200)]
    visits += [Visit(200 + n, f"q{n}", "sign-in", protected=n % 2 == 0) for n in range(away)]
    found = suspects_of(visits)
    chance = expected_hits(found, np.zeros(len(found.session_ids)), found.protected, 0.02)[0]
    tried, quiet = (200 + 100 * 0.02) / (200 + 100), (0.5 * away + 100 * 0.02) / (away + 100)

    assert chance == pytest.approx(min(tried, LEAST_LIFT * quiet))


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.floats(0.001, 0.9))
def test_expectation_is_never_below_the_share_of_all(hits: list[bool], usual: float) -> None:
    """That others hit fewer protected people than a list of everybody would says nothing."""
    found = suspects_of([Visit(n, f"a{n}", protected=hit) for n, hit in enumerate(hits)])
    expected = expected_hits(found, np.zeros(len(hits)), found.protected, usual)

    assert expected.min() >= usual


@pytest.mark.parametrize(
    ("occasions", "alike", "expected"),
    [
        ([], 0.3, []),
        ([5], 0.3, [1.0]),
        ([1, 2, 3], 0.3, [1.0] * 3),
        ([4] * 11, 0.3, [0.25] * 11),
        ([1, 9, 9], 0.3, [1.0, 1 / 1.3, 1 / 1.3]),
        ([4] * 11, 0.0, [1.0] * 11),
    ],
)
def test_accounts_of_one_occasion_count_for_fewer(
    occasions: list[int], alike: float, expected: list[float]
) -> None:
    """One alone counts for one, eleven of a team on a day count for less than three."""
    found = occasion_weights(np.array(occasions, dtype=np.int64), np.full(len(occasions), alike))

    assert expected == pytest.approx(found.tolist())


def test_large_domains_are_no_team() -> None:
    """Colleagues of a small organisation share a fate; two of a large provider hardly do."""
    visits = [Visit(0, f"a{n}@small") for n in range(10)]
    visits += [Visit(0, f"a{n}@large") for n in range(3000)]
    found = suspects_of(visits)
    alike = dict(zip(found.accounts, alikeness(found), strict=True))

    assert pytest.approx(0.3) == alike["a1@small"]
    assert pytest.approx(0.003) == alike["a1@large"]


def test_occasion_is_a_day_and_a_domain() -> None:
    """Colleagues of one day share it; another day or another domain is another."""
    found = suspects_of(
        [Visit(0, "a@x"), Visit(0, "b@x"), Visit(0, "a@y"), Visit(1, "a@x"), Visit(1, "c@x")]
    )
    codes = found.occasion.tolist()

    assert codes[0] == codes[1]
    assert codes[3] == codes[4]
    assert 3 == len(set(codes))


def test_expectation_leaves_out_what_does_not_count() -> None:
    """Addresses that are no account dilute nothing."""
    visits = [Visit(n, f"p{n}", "recovery", protected=True) for n in range(5)]
    visits += [Visit(n, f"g{n}", "recovery", exists=False) for n in range(5, 400)]
    found = suspects_of(visits)
    real = found.exists[found.visit_account] > 0
    everything = expected_hits(found, np.zeros(400), found.protected, 0.02)
    real_ones = expected_hits(found, np.zeros(400), found.protected, 0.02, real)

    assert 0.02 == pytest.approx(everything[0])
    assert LEAST_LIFT * 0.02 == pytest.approx(real_ones[0])


def test_who_asks_for_what_is_no_account_is_expected_by_itself() -> None:
    """The public asks for public people, who have accounts; it guesses at nobody's name."""
    visits = [Visit(n, f"p{n}", "look-up", protected=True) for n in range(60)]
    visits += [Visit(60 + n, f"g{n}", "look-up", exists=False, alike=2) for n in range(90)]
    visits += [Visit(150 + n, f"h{n}", "look-up", exists=False) for n in range(90)]
    found = suspects_of(visits)
    wanted = found.protected | (found.alike == 2)
    expected = expected_hits(found, np.zeros(240), wanted, 0.1)

    assert expected[0] == pytest.approx((60 + 100 * 0.1) / (60 + 100))
    assert {LEAST_LIFT * 0.1} == set(expected[60:].round(9).tolist())
