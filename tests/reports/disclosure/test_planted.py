"""The flaws that are planted are found, and what is worded more coarsely passes."""

from pathlib import Path

import pytest

from rasid.reports.disclosure.checking import Against, Earlier, Examination, examine
from rasid.reports.disclosure.claims import Where
from rasid.reports.disclosure.coarsening import coarsened, draft, proposals
from rasid.reports.disclosure.grouping import broader, claims_of, finest
from rasid.reports.disclosure.knowledge import read_known
from reports.disclosure.planted import (
    AUTUMN_2019,
    CANDIDATE,
    OFFICIAL,
    ONE_JOURNALIST,
    affected,
    against,
    of,
)

CANDIDATES = Path(__file__).parents[3] / "docs" / "disclosure" / "candidates.csv"

POLITICS = affected({"campaign": 20, "official": 40}, {"campaign": 13, "official": 14}, {})
ONE_OFFICIAL = affected({"campaign": 20, "official": 40}, {"campaign": 13, "official": 1}, {})


def told(examined: Examination) -> set[tuple[str, str, str, int]]:
    return {(one.kind, one.number, one.where.label, one.size) for one in examined.findings}


def an_earlier(found: Against, *, broad: bool) -> Earlier:
    """Return what was told of these people before: by category, or politics as one."""
    grouping = finest(found.affected)
    if broad:
        grouping, _ = broader(grouping, of("campaign"))
    return Earlier("disclosure 1", claims_of(found.affected, grouping, found.k), same_campaign=True)


def autumn_2019(*given: str) -> Against:
    return against(AUTUMN_2019, known=read_known(CANDIDATES, given))


def test_cell_of_one_person_is_found() -> None:
    found = draft(finest(ONE_JOURNALIST), against(ONE_JOURNALIST))

    assert {("few are counted", "compromised", "journalist", 1)} == told(found.examined)
    assert [
        "tell activist, journalist together as “society”",
        "tell compromised as ranges",
        "leave kinds of people out",
    ] == proposals(found.grouping, found.examined.findings[0])


def test_held_back_cell_that_follows_by_subtraction_is_found() -> None:
    everything = claims_of(ONE_JOURNALIST, finest(ONE_JOURNALIST), 5)
    held = [
        one for one in everything if (one.number, one.where.label) != ("compromised", "journalist")
    ]

    assert {("subtraction", "compromised", "journalist", 1)} == told(
        examine(held, against(ONE_JOURNALIST))
    )


def test_pair_of_disclosures_that_isolates_one_is_found() -> None:
    """Politics was told as 14 before; telling the 13 of campaigns now leaves one official."""
    before = an_earlier(against(ONE_OFFICIAL), broad=True)
    now = [
        one
        for one in claims_of(ONE_OFFICIAL, finest(ONE_OFFICIAL), 5)
        if one.where == of("campaign")
    ]

    assert () == examine(before.claims, against(ONE_OFFICIAL)).findings
    assert () == examine(now, against(ONE_OFFICIAL)).findings
    assert {
        ("difference", "identified", "official", 1),
        ("difference", "attacked", "official", 1),
    } == told(examine(now, against(ONE_OFFICIAL, earlier=(before,))))


def test_one_more_than_told_before_is_found() -> None:
    more = affected({"campaign": 20, "official": 40}, {"campaign": 13, "official": 15}, {})
    before = an_earlier(against(POLITICS), broad=False)
    found = draft(finest(more), against(more, earlier=(before,)))

    assert {
        ("difference", "identified", "official", 1),
        ("difference", "attacked", "official", 1),
    } == told(found.examined)


def test_phrase_with_three_candidates_is_found() -> None:
    """“A US presidential campaign” is one of 19, and of 3 for who knows whose mail they use."""
    wide, near = (
        draft(finest(AUTUMN_2019), autumn_2019(*given)).examined
        for given in ((), ("mail_provider=ours",))
    )
    before, after = (
        next(
            one
            for one in examined.phrases
            if (one.claim.number, one.claim.where) == ("attacked", of(CANDIDATE))
        )
        for examined in (wide, near)
    )

    assert (6, 19, ("mail_provider", "ours", 3), ()) == (
        before.claim.low,
        before.known,
        before.narrowed,
        before.findings,
    )
    assert (3, ("public_statement", "no comment", 1)) == (after.known, after.narrowed)
    assert ("few can be meant", "attacked", CANDIDATE, 3) in told(near)


@pytest.mark.parametrize(
    "held",
    [
        against(ONE_JOURNALIST),
        against(POLITICS),
        against(ONE_OFFICIAL),
        against(ONE_OFFICIAL, earlier=(an_earlier(against(ONE_OFFICIAL), broad=True),)),
        autumn_2019("mail_provider=ours"),
    ],
)
def test_coarsened_disclosure_passes(held: Against) -> None:
    made = coarsened(draft(finest(held.affected), held), held)

    assert () == made.examined.findings


def test_political_organisation_is_what_2019_could_have_said() -> None:
    made = coarsened(
        draft(finest(AUTUMN_2019), autumn_2019("mail_provider=ours")),
        autumn_2019("mail_provider=ours"),
    )
    kinds = {one.label: one.categories for one in made.grouping.kinds}
    (politics,) = [
        one
        for one in made.examined.phrases
        if (one.claim.number, one.claim.where.label) == ("attacked", "politics")
    ]

    assert (17, 8) == (politics.claim.low, politics.known)
    assert frozenset({CANDIDATE, OFFICIAL}) == kinds["politics"]
    assert frozenset({"journalist", "diaspora"}) == kinds["society"]
    assert Where() in [one.where for one in made.claims]
