from dataclasses import replace

import pytest

from rasid.reports.disclosure.affected import Affected
from rasid.reports.disclosure.checking import Earlier, examine
from rasid.reports.disclosure.claims import Claim, Where
from rasid.reports.disclosure.knowledge import Known
from reports.disclosure.planted import affected, against, exact, of, people

NUMBER = "attacked"


def kinds(found: Affected, *claims: Claim, **more: object) -> set[str]:
    return {one.kind for one in examine(claims, against(found, **more)).findings}


@pytest.mark.parametrize(
    ("listed", "hit", "expected"),
    [
        (60, 12, set()),
        (60, 4, {"few are counted"}),
        (60, 5, set()),
        (60, 0, set()),
        (4, 2, {"few can be meant", "few are counted"}),
        (12, 12, {"everybody"}),
    ],
)
def test_one_kind_is_judged_by_its_crowd(listed: int, hit: int, expected: set[str]) -> None:
    found = affected({"lawyer": listed, "official": 50}, {"lawyer": hit, "official": 30}, {})

    assert expected == kinds(found, exact(NUMBER, hit, of("lawyer")))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["One Campaign"], {"few organisations"}),
        (["One Campaign", "one campaign "], {"few organisations"}),
        (["One Campaign", "Another"], {"few organisations"}),
        (["One Campaign", "Another", "A third"], set()),
        (["One Campaign", ""], set()),
    ],
)
def test_kind_of_few_organisations_names_them(names: list[str], expected: set[str]) -> None:
    """However many work there; who is of no organisation is one alone."""
    found = affected({"campaign": 60}, {"campaign": 12}, {})
    listed = tuple(
        replace(one, organisation=names[at % len(names)]) for at, one in enumerate(found.listed)
    )

    claim = exact(NUMBER, 12, of("campaign"))
    assert expected == kinds(Affected(found.hits, listed), claim)
    assert set() == kinds(Affected(found.hits, listed), exact(NUMBER, 0, of("campaign")))


@pytest.mark.parametrize(("outsiders", "expected"), [(12, {"everybody"}), (13, set()), (6, set())])
def test_everybody_whom_others_can_list_is_found(outsiders: int, expected: set[str]) -> None:
    """Where fewer are listed than counted, the list is not whole."""
    found = affected({"lawyer": 60}, {"lawyer": 12}, {})
    known = Known("list.csv", ({"category": "lawyer"},) * outsiders, {})

    assert expected == kinds(found, exact(NUMBER, 12, of("lawyer")), known=known)


def test_kinds_told_as_one_hide_one_person_in_their_crowd() -> None:
    found = affected({"lawyer": 9, "official": 9}, {"lawyer": 6, "official": 1}, {"official": 1})
    few = affected({"lawyer": 9, "official": 9}, {"lawyer": 2, "official": 1}, {"official": 1})
    claim = exact("compromised", 1, of("lawyer", "official"))

    assert set() == kinds(found, claim)
    assert {"few are counted"} == kinds(few, claim)


def test_small_total_of_everybody_who_was_attacked_is_found() -> None:
    """4 of 241 hide; 4 of 4 do not."""
    some = {"lawyer": 120, "official": 121}
    many = affected({"lawyer": 200, "official": 200}, some, {"lawyer": 2, "official": 2})
    all_of_them = affected({"lawyer": 400}, {"lawyer": 4}, {"lawyer": 4})
    total = exact("compromised", 4, Where())

    assert set() == kinds(many, total)
    assert {"few are counted"} == kinds(all_of_them, total)


def test_several_accounts_of_one_person_are_one_person() -> None:
    found = affected({"lawyer": 60}, {"lawyer": 12}, {})
    one = found.hits[NUMBER][0].person
    same = tuple(
        type(hit)(hit.account, one, hit.category, hit.country) for hit in found.hits[NUMBER]
    )
    crowded = Affected({**found.hits, NUMBER: same}, found.listed)

    assert {"few are counted"} == kinds(crowded, exact(NUMBER, 12, of("lawyer")))


def test_range_that_begins_with_none_says_of_nobody_that_they_were_hit() -> None:
    found = affected({"lawyer": 60}, {"lawyer": 1}, {})

    assert set() == kinds(found, Claim(NUMBER, of("lawyer"), 0, 9))
    assert {"few are counted"} == kinds(found, Claim(NUMBER, of("lawyer"), 1, 9))


def test_who_is_on_no_list_cannot_be_looked_up() -> None:
    found = affected({"unlisted": 1}, {"unlisted": 1}, {"unlisted": 1})

    assert set() == kinds(found, exact(NUMBER, 1, of("unlisted")))


def test_category_that_names_somebody_is_found() -> None:
    found = affected({"office of Ada": 60}, {"office of Ada": 12}, {})
    claim = exact(NUMBER, 12, of("office of Ada"))

    assert {"a name"} == kinds(found, claim, names=frozenset({"office of Ada"}))


def test_two_campaigns_that_differ_in_one_person_are_found() -> None:
    """The split-off campaign tells 11 lawyers, the one of before told 12."""
    found = affected({"lawyer": 60}, {"lawyer": 11}, {})
    accounts = frozenset(one.account for one in people("lawyer", 12))
    other = Earlier(
        "disclosure 1",
        (exact(NUMBER, 12, of("lawyer")),),
        same_campaign=False,
        accounts={NUMBER: accounts},
    )
    stranger = Earlier("disclosure 2", other.claims, same_campaign=False)

    assert {"difference"} == kinds(found, exact(NUMBER, 11, of("lawyer")), earlier=(other,))
    assert set() == kinds(found, exact(NUMBER, 11, of("lawyer")), earlier=(stranger,))


def test_country_within_a_category_that_follows_is_found() -> None:
    """All but one of those attacked are lawyers, and all but one are in one country."""
    found = affected({"lawyer": 60}, {"lawyer": 10}, {}, country="JO")
    others = affected({"official": 20}, {"official": 1}, {}, country="EG")
    hits = {key: (*found.hits[key], *others.hits[key]) for key in found.hits}
    both = Affected(hits, (*found.listed, *others.listed))
    jordan = Where(None, frozenset({"JO"}), "JO")
    claims = (exact(NUMBER, 11, Where()), exact(NUMBER, 10, jordan))
    examined = examine(claims, against(both))

    assert {("subtraction", "EG")} == {(one.kind, one.where.label) for one in examined.findings}


def test_small_count_of_three_disclosures_together_is_found() -> None:
    """Each two tell nothing: ab + bc - ac is twice b."""
    sizes = {"a": 12, "b": 1, "c": 13}
    found = affected(dict.fromkeys(sizes, 60), sizes, {})

    def told(*names: str) -> Claim:
        return exact(NUMBER, sum(sizes[one] for one in names), of(*names))

    total = exact(NUMBER, 26, Where())
    one, two = (
        Earlier(f"disclosure {at}", (claim,), same_campaign=True)
        for at, claim in enumerate((told("a", "b"), told("b", "c")))
    )
    examined = examine([told("a", "c")], against(found, earlier=(one, two)))

    assert set() == kinds(found, told("a", "c"), earlier=(one,))
    assert {("difference", "b")} == {(one.kind, one.where.label) for one in examined.findings}
    assert set() == kinds(found, total, earlier=(one,))


def test_what_was_told_already_is_not_found_again() -> None:
    """Once a small number is out, a coarser text beside it tells nothing new."""
    found = affected({"lawyer": 60, "official": 60}, {"lawyer": 1, "official": 12}, {})
    out = Earlier("disclosure 1", (exact(NUMBER, 1, of("lawyer")),), same_campaign=True)
    claim = exact(NUMBER, 13, of("lawyer", "official"))

    assert set() == kinds(found, claim, earlier=(out,))
