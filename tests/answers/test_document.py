"""What is told of an answer: the same facts in each language, four different texts, one page."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from answers.conftest import Ask
from answers.made import (
    DAYS,
    ELSEWHERE,
    HERON,
    ROBIN,
    WINDOW,
    Rows,
    a_month,
    at,
    covered,
    days,
    event,
    silence,
)
from rasid.answers import Answer, Told, answer_pdf, digest_of, statement_of, texts_in, write_text
from rasid.answers.harm import Background, Counts
from rasid.answers.logs import Hole
from rasid.answers.seeing import nearest
from rasid.clock import Window
from rasid.languages import LANGUAGES, number
from rasid.signing import canonical

MADE = datetime(2026, 4, 1, tzinfo=UTC)
CODES = list(LANGUAGES)


def _told(answer: Answer, code: str = "en") -> Told:
    return Told(answer, texts_in(LANGUAGES[code]), MADE)


def _gappy() -> Rows:
    gone = set(days(3, 4, 5, 6))
    rows = a_month()
    return rows | {"events": [row for row in rows["events"] if row["time"].date() not in gone]}


@pytest.mark.parametrize("code", CODES)
def test_four_verdicts_are_four_texts(ask: Ask, code: str) -> None:
    answers = [
        ask(a_month(), HERON),
        ask(a_month(), ROBIN),
        ask(_gappy(), ROBIN),
        ask(a_month(), ELSEWHERE),
    ]
    heading = texts_in(LANGUAGES[code]).name("headings", "answer")
    verdicts = [
        write_text(_told(one, code)).split(f"\n{heading}\n")[1].split("\n")[0] for one in answers
    ]

    assert ["hit", "not seen", "gaps", "cannot say"] == [one.verdict for one in answers]
    assert 4 == len(set(verdicts))


@pytest.mark.parametrize("code", CODES)
def test_every_language_tells_every_number(ask: Ask, code: str) -> None:
    """Numbers from three on: Arabic says one and two with the noun alone."""
    answer = ask(a_month(), HERON)
    (hit,), measured = answer.hits, nearest(4600)
    counts = Counts(attempts=2741, identified=63, attacked=57, compromised=29, exploited=17)
    kinds = (("work", 31), ("personal", 19), ("recovery", 7))
    hit = replace(hit, counts=counts, people=43, attacked_by_kind=kinds)
    logs = replace(answer.logs[0], about=45000, own=1873, days=9, rejected=37)
    told = _told(
        replace(
            answer,
            hits=(hit,),
            logs=(logs,),
            background=Background(events=577, accounts=23, entered=5),
            people=(("journalist", 41), ("lawyer", 13)),
            about=4600,
            measured=measured,
        ),
        code,
    )
    numbers = [2741, 63, 57, 29, 17, 43, 31, 19, 7, 45000, 1873, 9, DAYS, 37, 577, 23, 5, 41, 13]
    numbers += [54, 4600, *(n for one in measured for n in (one.accounts, one.size.groups))]
    text = write_text(told)
    digits = LANGUAGES[code].digits
    said = re.findall(f"[{digits}][{digits},٬]*", text)

    assert [] == [n for n in numbers if n > 2 and number(n, LANGUAGES[code]) not in said]


def test_kinds_of_people_are_named_in_the_language(ask: Ask) -> None:
    """One that rasid has no word for stands as the roster has it."""
    answer = replace(ask(a_month(), HERON), people=(("journalist", 41), ("beekeeper", 13)))
    marks = str.maketrans("", "", "\u2068\u2069")
    said = {code: write_text(_told(answer, code)).translate(marks) for code in CODES}

    assert "(journalists: 41; beekeeper: 13)" in said["en"]
    assert "الصحفيون: ٤١" in said["ar"]
    assert "روزنامه‌نگاران: ۴۱" in said["fa"]


def test_gaps_are_named_of_one_that_was_hit_too(ask: Ask) -> None:
    text = write_text(_told(ask(_gappy(), HERON)))

    assert "4 days without a log: 4 March 2026 to 7 March 2026" in text
    assert "Yes. A tracked campaign" in text


def test_many_gaps_are_told_briefly(ask: Ask) -> None:
    start = WINDOW.start
    window = Window(start - timedelta(days=30), WINDOW.end)
    answer = ask(a_month(), ROBIN)
    silent = tuple((start - timedelta(days=2 * n)).date() for n in range(12, 0, -1))
    holes = tuple(Hole(start + timedelta(n), start + timedelta(n, 7200), 2) for n in range(10))
    logs = replace(answer.logs[0], silent=silent, holes=holes)
    text = write_text(_told(replace(answer, window=window, logs=(logs,))))

    assert "12 days without a log: 5 February 2026 to 27 February 2026, not in a row" in text
    assert 8 == text.count("a silence of 2 hours")
    assert "more silences, 4 hours together" in text


def test_doubtful_campaign_is_no_yes(ask: Ask) -> None:
    rows = a_month()
    rows["campaigns"][0]["campaign_probability"] = 0.6
    text = write_text(_told(ask(rows, HERON)))

    assert "Yes" not in text
    assert "touched by what may be one group's campaign; how likely that is: likely." in text


def test_accounts_that_are_not_in_the_logs_are_no_part_of_a_no(ask: Ask) -> None:
    rows = a_month()
    rows["events"] = [
        row for row in rows["events"] if row["account"] != "dia.personal@mail.example"
    ]
    text = write_text(_told(ask(rows, ROBIN)))

    assert "Another 1 account of its people are not in these logs" in text


def test_size_that_nothing_was_measured_near_to_is_told(ask: Ask) -> None:
    answer = replace(ask(a_month(), ROBIN), about=900_000, measured=nearest(900_000))

    assert "is not known: these logs tell of about 900,000 accounts" in write_text(_told(answer))


def test_simulated_month_is_called_so(ask: Ask) -> None:
    told = replace(_told(ask(a_month(), ROBIN)), simulated=True)

    assert statement_of(told)["simulated"]
    assert "nobody in it exists" in write_text(told)


def test_statement_is_canonical_and_its_digest_is_without_that_of_the_page(ask: Ask) -> None:
    statement = statement_of(_told(ask(a_month(), HERON)))

    assert canonical(statement)
    assert digest_of(statement) == digest_of(statement | {"pdf_sha256": "0" * 64})
    assert digest_of(statement) != digest_of(statement | {"verdict": "not seen"})


@pytest.mark.parametrize("code", CODES)
def test_page_is_one_and_the_same_each_time(ask: Ask, code: str) -> None:
    rows = _gappy()
    rows["events"].append(event("ann.work@mail.example", at(1), "mfa", provider="post"))
    answer = ask(rows, HERON, coverage=covered(rows, silences=[silence(at(8), 5)]))
    (hit,) = answer.hits
    told = _told(replace(answer, hits=(hit, hit), background=Background(577, 23, 5)), code)
    first, second = (answer_pdf(told, "ab" * 32, "cd" * 32) for _ in range(2))

    assert first == second
    assert [b"1"] == re.findall(rb"/Type ?/Pages\b.*?/Count (\d+)", first, re.DOTALL)
