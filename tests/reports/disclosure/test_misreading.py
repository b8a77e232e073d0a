"""Attempts are never attacks, and every number has its noun: in any headline, in each language."""

from dataclasses import replace

import pytest

from rasid.languages import LANGUAGES
from rasid.reports.blocks import Table, Told
from rasid.reports.disclosure.coarsening import coarsened, draft
from rasid.reports.disclosure.grouping import finest, ranged
from rasid.reports.disclosure.misreading import counted, misread_page, misread_text
from rasid.reports.disclosure.telling import tell
from rasid.reports.disclosure.texts import texts_in
from reports.disclosure.planted import AUTUMN_2019, affected, against, facts

HELD = against(AUTUMN_2019)
MADE = coarsened(draft(finest(AUTUMN_2019), HELD), HELD)
NUMBERS = counted(facts(), MADE.claims)
EN = texts_in(LANGUAGES["en"])


def told(code: str = "en") -> Told:
    return tell(facts(), MADE.grouping, MADE.claims, texts_in(LANGUAGES[code]))


def whys(text: str, code: str = "en") -> list[str]:
    return [one.why for one in misread_text(text, NUMBERS, texts_in(LANGUAGES[code]))]


@pytest.mark.parametrize(
    "headline",
    [
        "2,713 attempts to identify accounts; 77 accounts attacked",
        "A group made more than 2,700 attempts to identify accounts, then attacked 77",
        "In 30 days of March 2026 the group attacked 77 accounts and compromised 4",
        "4 accounts were compromised",
        "Three things to do, in 12 steps",
    ],
)
def test_right_headline_passes(headline: str) -> None:
    assert [] == whys(headline)


@pytest.mark.parametrize(
    ("headline", "why"),
    [
        ("2,713 attacks on accounts", "of attempts to identify accounts, not of accounts attacked"),
        ("Hackers launch 2,700 attacks", "of attempts to identify accounts, not of accounts att"),
        ("2,713 accounts hacked", "of attempts to identify accounts, not of accounts compromised"),
        ("Group attempted 77 break-ins", ", not of attempts to identify"),
        ("Group behind 2,713 attempted attacks", "an attempt to identify is no attack"),
        ("More than 2,700 hacking attempts", "an attempt to identify is no attack"),
        ("77 cyberattacks on accounts; 2,713 intrusions", ", not of accounts compromised"),
        ("Thousands of attack attempts", "an attempt to identify is no attack"),
        ("77 accounts were compromised", ", not of accounts compromised"),
        ("241 accounts were attacked", "241 is no number of accounts attacked that is told"),
        ("Group goes after 2,713", "2,713 stands without its noun"),
        ("77 people attacked", "77 counts accounts or attempts, not people"),
    ],
)
def test_misleading_headline_is_found(headline: str, why: str) -> None:
    assert any(why in one for one in whys(headline))


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("ar", "٢٬٧١٣ هجومًا على الحسابات", "٢٬٧١٣ محاولة للتعرّف على الحسابات"),
        ("ar", "محاولات اختراق الحسابات", "اختراق ٤ حسابات"),
        ("fa", "۲٬۷۱۳ حمله به حساب‌ها", "۲٬۷۱۳ تلاش برای شناسایی حساب‌ها"),
        ("fa", "تلاش برای نفوذ به حساب‌ها", "به ۷۷ حساب حمله شد"),
    ],
)
def test_other_languages_are_read_too(code: str, wrong: str, right: str) -> None:
    assert whys(wrong, code)
    assert [] == whys(right, code)


@pytest.mark.parametrize("code", LANGUAGES)
def test_own_words_pass(code: str) -> None:
    texts = texts_in(LANGUAGES[code])

    assert [] == misread_page(told(code), facts(), MADE.claims, texts)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_own_words_pass_for_each_form_of_the_plural(code: str, count: int) -> None:
    found = affected({"lawyer": 200}, {"lawyer": count}, {"lawyer": count})
    grouping, _ = ranged(finest(found), "identified")
    made, texts = draft(grouping, against(found)), texts_in(LANGUAGES[code])
    page = tell(facts(count), made.grouping, made.claims, texts)

    assert [] == misread_page(page, facts(count), made.claims, texts)


def test_swapped_columns_are_found() -> None:
    page = told()
    (at, table) = next(
        (at, block)
        for at, section in enumerate(page.sections)
        for block in section.blocks
        if isinstance(block, Table) and block.keys
    )
    head = (table.head[0], table.head[2], table.head[1], *table.head[3:])
    section = replace(page.sections[at], blocks=(replace(table, head=head),))
    swapped = replace(page, sections=(section,))
    found = misread_page(swapped, facts(), MADE.claims, EN)

    assert {"the column counts accounts identified", "the column counts accounts attacked"} == {
        one.why for one in found
    }


def test_number_in_a_sentence_of_its_own_is_found() -> None:
    page = replace(told(), title="2,713 and counting", sections=())

    assert "a number without its noun" in [
        one.why for one in misread_page(page, facts(), MADE.claims, EN)
    ]
