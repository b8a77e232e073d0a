"""Texts in three languages: the same facts in each, and nothing that can be clicked."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.made import ATTACKED, ENTERED, FACTS, LOOKED_FOR
from rasid.languages import LANGUAGES, Language, day, isolated, moment, number
from rasid.notices.advice import advice_for
from rasid.notices.facts import ACTS, Facts
from rasid.notices.pieces import pieces_of
from rasid.notices.texts import text_of, unlinked

CODE = "7H3K-9QXM-2W4P"
CLICKED = re.compile(r"@|://|//|www|\w\.\w|mailto|tel:", re.IGNORECASE)
ADMINISTRATOR = replace(FACTS, audience="administrator", name="Party Example")
EVERYTHING = replace(FACTS, accounts=(replace(ENTERED, acts=ACTS), ATTACKED, LOOKED_FOR))
OF = {"person": FACTS, "administrator": ADMINISTRATOR, "everything": EVERYTHING}

Words = st.text(min_size=1, max_size=40)


def plain(facts: Facts, code: str) -> str:
    """Return a text without its marks of direction."""
    text = text_of(facts, LANGUAGES[code], CODE).plain()
    return re.sub("[\u2066-\u2069]", "", text)


def expected(facts: Facts, language: Language) -> set[str]:
    """Return every fact as a language writes it."""
    covered = facts.covered
    told = {day(covered.first, language), day(covered.last, language)}
    told |= {number(covered.missing_days, language), facts.writer.telephone, CODE}
    told |= {unlinked(facts.name), facts.writer.organisation, facts.writer.help_desk}
    pieces = pieces_of(language.code)
    for one in facts.accounts:
        told |= {number(n, language) for n in (one.lookups, one.tries) if n}
        told |= {day(at.date(), language) for at in (one.first_at, one.last_at)}
        told |= {moment(at, language) for at in (one.entered_at,) if at}
        kind = pieces.sentence(facts.audience, "kind", one.kind)
        told |= {kind.format(address=unlinked(one.address))}
        told |= {pieces.sentence("letter", "done", act) for act in one.acts}
        if one.finding == "compromised":
            unseen = (act for act in ACTS if act not in one.acts)
            told |= {pieces.sentence("letter", "act", act) for act in unseen}
    told |= {pieces.advice[name] for name in advice_for(facts)}
    return {re.sub("[\u2066-\u2069]", "", one) for one in told}


@pytest.mark.parametrize("facts", OF.values(), ids=OF)
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_fact_is_told_in_every_language(code: str, facts: Facts) -> None:
    """Each number, day, moment, account, kind, act and piece of advice."""
    text = plain(facts, code)

    assert [] == sorted(one for one in expected(facts, LANGUAGES[code]) if one not in text)


@pytest.mark.parametrize("facts", OF.values(), ids=OF)
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_can_be_clicked(code: str, facts: Facts) -> None:
    """No address, domain or path, in the subject as little as in the text."""
    text = text_of(facts, LANGUAGES[code], CODE)

    assert [] == CLICKED.findall(text.plain() + text.subject)


@pytest.mark.parametrize("code", LANGUAGES)
def test_languages_tell_as_many_things(code: str) -> None:
    """Block by block the same kinds."""
    kinds = [
        [block.kind for block in text_of(FACTS, LANGUAGES[one], CODE).blocks]
        for one in ("en", code)
    ]

    assert kinds[0] == kinds[1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada.old@mail.example", "ada (dot) old (at) mail (dot) example"),
        ("J.R. Example", "J. R. Example"),
        ("https://evil.example/x", "https: / /evil (dot) example/x"),
        ("Ada\r\nBcc: eve@evil.example", "Ada Bcc: eve (at) evil (dot) example"),
        ("Ada\u202eelpmaxe", "Adaelpmaxe"),
        ("ندا رحیمی", "ندا رحیمی"),
        ("mail\u3002example", "mail (dot) example"),
    ],
)
def test_words_of_others_lead_nowhere(text: str, shown: str) -> None:
    assert shown == unlinked(text)


@given(name=Words, desk=Words, organisation=Words)
def test_no_name_makes_a_link_or_breaks_a_line(name: str, desk: str, organisation: str) -> None:
    """Nor are braces in a name read as a place for another value."""
    writer = replace(FACTS.writer, help_desk=desk, organisation=organisation)
    facts = replace(FACTS, name=f"{name}{{telephone}}", writer=writer)
    text = text_of(facts, LANGUAGES["fa"], CODE).plain()
    usual = text_of(FACTS, LANGUAGES["fa"], CODE).plain()

    assert usual.count("\n") == text.count("\n")
    assert not re.search(r"@|://|\w\.\w", text)
    assert unlinked("{telephone}") in text


@pytest.mark.parametrize("code", ["ar", "fa"])
def test_foreign_words_stand_isolated(code: str) -> None:
    """An address, a telephone and a code run from left to right and move nothing around them."""
    text = text_of(FACTS, LANGUAGES[code], CODE).plain()

    for foreign in (unlinked(ENTERED.address), FACTS.writer.telephone, CODE):
        assert isolated(foreign, technical=True) in text
    assert text.count("\u2069") == text.count("\u2066") + text.count("\u2068")


def test_digits_and_calendars_are_the_readers_own() -> None:
    """Jalali before Gregorian in Persian, grouped digits in both."""
    facts = replace(FACTS, covered=replace(FACTS.covered, first=date(2026, 3, 21)))

    assert "۱ فروردین ۱۴۰۵ (۲۱ مارس ۲۰۲۶)" in plain(facts, "fa")
    assert "٢١ مارس ٢٠٢٦".translate(str.maketrans("٢", "٢")) in plain(facts, "ar")
    assert "۱٬۱۰۴" in plain(facts, "fa")
    assert "١٬١٠٤" in plain(facts, "ar")
    assert "1,104" in plain(facts, "en")


def test_english_has_no_marks_of_direction_where_none_is_needed() -> None:
    text = text_of(FACTS, LANGUAGES["en"], CODE).plain()
    with_name = text_of(replace(FACTS, name="ندا"), LANGUAGES["en"], CODE).plain()

    assert text.isascii()
    assert "Dear \u2068ندا\u2069," in with_name
