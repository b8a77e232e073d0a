from dataclasses import replace

import pytest

from rasid.languages import LANGUAGES
from rasid.reports.blocks import Told
from rasid.reports.disclosure.claims import Where
from rasid.reports.disclosure.coarsening import coarsened, draft
from rasid.reports.disclosure.grouping import finest
from rasid.reports.disclosure.telling import called, phrase_of, tell
from rasid.reports.disclosure.texts import texts_in
from reports.disclosure.planted import AUTUMN_2019, against, exact, facts, of

EN = texts_in(LANGUAGES["en"])
HELD = against(AUTUMN_2019)
MADE = coarsened(draft(finest(AUTUMN_2019), HELD), HELD)


def told(**more: object) -> Told:
    return tell(facts(**more), MADE.grouping, MADE.claims, EN)  # type: ignore[arg-type]


def test_headline_is_the_numbers_with_their_nouns() -> None:
    expected = "2,713 attempts to identify accounts; 77 accounts attacked, 4 accounts compromised"

    assert expected == told().title


def test_those_who_were_spared_are_told() -> None:
    assert (
        "None of the accounts compromised belongs to: US presidential campaign, "
        "government official." in told().lede
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "That the group known as Ochre Sickle is behind it is very likely (93%)."),
        ({"likelihood": 0.9999}, "is behind it is almost certain (99%)."),
        ({"actor": ""}, "No group is named: for none is the evidence strong enough."),
        ({"producer": ""}, "Published on 1 April 2026. Counted with rasid 0.1.0."),
    ],
)
def test_what_is_known_is_told(more: dict[str, object], said: str) -> None:
    page = told(**more)

    assert any(said in one for one in (*page.lede, page.made))


def test_group_whose_name_is_withheld_is_passed_over() -> None:
    assert 3 == len(told(actor="", withheld=True).lede)


def test_what_is_empty_has_no_heading() -> None:
    full = {one.heading for one in told().sections}
    bare = {one.heading for one in told(techniques=(), traces=(), attempts_by_day=(9,)).sections}

    assert {"What was done", "Traces to look for", "When"} == full - bare


@pytest.mark.parametrize(
    ("where", "code", "expected"),
    [
        (Where(None, frozenset({"JO"}), "JO"), "en", "Jordan"),
        (Where(None, frozenset({"JO"}), "JO"), "ar", "الأردن"),
        (Where(None, frozenset({"Narnia"}), "Narnia"), "en", "Narnia"),
        (Where(None, frozenset({""}), ""), "fa", "نامعلوم"),
        (of("journalist"), "fa", "روزنامه‌نگاران"),
        (of("red team"), "ar", "\u2068red team\u2069"),
    ],
)
def test_people_are_called_in_the_language(where: Where, code: str, expected: str) -> None:
    assert expected == called(where, texts_in(LANGUAGES[code]))


def test_claim_is_a_phrase() -> None:
    claim = exact("attacked", 1, of("journalist"))

    assert "1 account attacked: journalists" == phrase_of(claim, EN)
    assert "1 account attacked" == phrase_of(replace(claim, where=Where()), EN)
