import pytest

from rasid.reports.disclosure.claims import Where
from rasid.reports.disclosure.grouping import (
    EVERYBODY,
    Grouping,
    bracket,
    broader,
    broader_of,
    claims_of,
    finest,
    without_countries,
    without_kinds,
)
from reports.disclosure.planted import affected, of

COUNTRIES = tuple(Where(None, frozenset({one}), one) for one in ("AR", "EG", "JO"))


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        ("US presidential campaign", "politics"),
        ("Officials", "politics"),
        ("journalist", "society"),
        ("صحفي", "society"),
        ("روزنامه‌نگار", "society"),
        ("red team", EVERYBODY),
    ],
)
def test_category_has_a_broader_kind(category: str, expected: str) -> None:
    assert expected == broader_of(category)


@pytest.mark.parametrize(
    ("count", "k", "expected"),
    [(0, 5, (0, 9)), (9, 5, (0, 9)), (10, 5, (10, 19)), (241, 5, (200, 499)), (12, 15, (0, 19))],
)
def test_count_is_told_in_a_range(count: int, k: int, expected: tuple[int, int]) -> None:
    assert expected == bracket(count, k)


def test_ranges_have_no_end() -> None:
    low, high = bracket(123_456_789, 5)

    assert low <= 123_456_789 <= high


def test_kind_is_told_with_those_of_its_broader_kind() -> None:
    grouping = Grouping(tuple(map(of, ("campaign", "official", "lawyer", "unlisted"))), ())
    politics, said = broader(grouping, of("campaign"))
    everybody, _ = broader(politics, of("campaign", "official"))
    same, nothing = broader(everybody, of("campaign", "official", "lawyer"))

    assert "tell campaign, official together as “politics”" == said
    assert {of("campaign", "official"), of("lawyer"), of("unlisted")} == set(politics.kinds)
    assert {of("campaign", "official", "lawyer"), of("unlisted")} == set(everybody.kinds)
    assert (everybody, "") == (same, nothing)


def test_country_is_told_elsewhere_and_at_last_none_is() -> None:
    grouping = Grouping((), COUNTRIES)
    fewer, _ = broader(grouping, COUNTRIES[0])
    two, _ = broader(fewer, COUNTRIES[1])
    none, said = broader(two, two.countries[-1])

    assert [("EG",), ("JO",), ("AR",)] == [tuple(one.countries or ()) for one in fewer.countries]
    assert frozenset({"AR", "EG"}) == two.countries[-1].countries
    assert ((), "leave countries out") == (none.countries, said)
    assert (none, "") == without_countries(none)


def test_kinds_are_left_out_at_last() -> None:
    grouping, said = without_kinds(Grouping((of("lawyer"),), COUNTRIES))

    assert (((), COUNTRIES), "leave kinds of people out") == (
        (grouping.kinds, grouping.countries),
        said,
    )
    assert (grouping, "") == without_kinds(grouping)


def test_countries_are_told_where_there_are_several() -> None:
    found = affected({"lawyer": 60}, {"lawyer": 12}, {}, country="JO")

    assert () == finest(found).countries
    assert {"identified", "attacked", "compromised"} == {
        one.number for one in claims_of(found, finest(found), 5)
    }
