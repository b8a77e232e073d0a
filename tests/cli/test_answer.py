"""Four organisations get four answers, none tells of another, and no change of one passes."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.command import Told, rasid
from rasid.languages import LANGUAGES
from rasid.scenarios import Simulated

ELSEWHERE = "Amber Reading Room"


@pytest.fixture(scope="module")
def gappy(tmp_path_factory: pytest.TempPathFactory, month: Simulated) -> Path:
    """Return a home that lacks four days of logs, and knows somebody with an account elsewhere."""
    folder = tmp_path_factory.mktemp("gappy")
    for path in [*sorted(month.logs.iterdir())[:10], *sorted(month.logs.iterdir())[14:]]:
        shutil.copy(path, folder)
    rows = list(csv.reader(month.roster.read_text(encoding="utf-8").splitlines()))
    column = {name: place for place, name in enumerate(rows[0])}
    stranger = ["" for _ in rows[0]]
    told = {"person_id": "P9", "organisation": ELSEWHERE, "account": "x@elsewhere.example"}
    for name, value in {**told, "name": "X Y", "category": "c", "account_kind": "personal"}.items():
        stranger[column[name]] = value
    with (folder / "roster.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*rows, stranger])
    home = folder / "case"
    rasid("import", "logs", *sorted(folder.glob("mail*")), home=home)
    rasid("import", "people", folder / "roster.csv", home=home)
    assert 0 == rasid("analyse", home=home).code
    return home


def _window(home: Path) -> tuple[str, ...]:
    days = sorted(path.name.removeprefix("day=") for path in (home / "events").iterdir())
    return ("--from", days[0], "--to", days[-1])


def _ask(home: Path, organisation: str, *more: str | Path) -> Told:
    return rasid("answer", organisation, *_window(home), *more, home=home)


def _statement(home: Path, organisation: str) -> dict[str, Any]:
    return dict(_ask(home, organisation, "--json").document["statement"])


def _organisations(home: Path, *, hit: bool) -> list[str]:
    people = rasid("show", "people", "--json", home=home).document
    touched = {row["organisation"] for row in people if row["attacked"] or row["attempts"]}
    every = {row["organisation"] for row in people} - {ELSEWHERE}
    return sorted(touched if hit else every - touched)


def test_organisation_that_was_hit(analysed: Path) -> None:
    hit = _organisations(analysed, hit=True)[0]
    told = _statement(analysed, hit)
    people = [
        row
        for row in rasid("show", "people", "--json", home=analysed).document
        if row["organisation"] == hit
    ]

    assert "hit" == told["verdict"]
    assert told["campaigns"][0]["accounts_attacked"] == sum(row["attacked"] for row in people)
    assert "Yes." in told["text"]


def test_organisation_that_was_not_with_full_logs(analysed: Path) -> None:
    told = _statement(analysed, _organisations(analysed, hit=False)[0])

    assert ("not seen", []) == (told["verdict"], told["campaigns"])
    assert [0] == [len(log["days_without_events"]) for log in told["logs"]]


def test_organisation_that_was_not_with_a_gap(gappy: Path) -> None:
    told = _statement(gappy, _organisations(gappy, hit=False)[0])

    assert ("gaps", [4]) == (
        told["verdict"],
        [len(log["days_without_events"]) for log in told["logs"]],
    )
    assert "logs are missing for" in told["text"]


def test_organisation_whose_people_are_elsewhere(gappy: Path) -> None:
    told = _statement(gappy, ELSEWHERE)

    assert ("cannot say", []) == (told["verdict"], told["logs"])
    assert "We cannot say" in told["text"]


def test_nothing_of_another_organisation_is_told(analysed: Path) -> None:
    """Its own counts and no sum: what others suffered cannot be had by subtraction."""
    first, second = _organisations(analysed, hit=True)[:2]
    told = json.dumps(_statement(analysed, first), ensure_ascii=False)
    (campaign,) = rasid("show", "campaigns", "--json", home=analysed).document[:1]

    assert second not in told
    assert str(campaign["attempts"]) not in re.findall(r"\d+", told.split('"campaigns"')[1])


def test_every_language_has_the_same_numbers(analysed: Path) -> None:
    hit = _organisations(analysed, hit=True)[0]
    western = {ord(own): str(n) for one in LANGUAGES.values() for n, own in enumerate(one.digits)}
    numbers = []
    for code in LANGUAGES:
        text = _ask(analysed, hit, "--lang", code).out.translate(western).replace("٬", ",")
        lines = text.split("\n\n")
        numbers.append(re.findall(r"\d[\d,]*", lines[3]))

    assert numbers[0]
    assert all(
        set(numbers[0]) >= {n for n in other if len(n) > 2} - {"1403", "1404"} for other in numbers
    )


@pytest.mark.parametrize("form", ["json", "pdf"])
def test_changed_byte_does_not_hold(analysed: Path, tmp_path: Path, form: str) -> None:
    hit = _organisations(analysed, hit=True)[0]
    path = tmp_path / f"a.{form}"
    _ask(analysed, hit, "--format", form, "--output", path)
    key = analysed / "keys" / "signing.pub.pem"
    whole = path.read_bytes()
    kept = rasid("answer", "--verify", path, "--trusted", key)
    changed = []
    for at in range(40, len(whole) - 40, len(whole) // 25):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        changed.append(rasid("answer", "--verify", path, "--trusted", key).code)

    assert (0, "holds: ") == (kept.code, kept.out[:7])
    assert 0 not in changed


def test_another_key_is_not_trusted(analysed: Path, tmp_path: Path) -> None:
    hit = _organisations(analysed, hit=True)[0]
    _ask(analysed, hit, "--format", "json", "--output", tmp_path / "a.json")
    told = rasid("answer", "--verify", tmp_path / "a.json", "--trusted", "0" * 64)

    assert (1, "DOES NOT HOLD") == (told.code, told.out[:13])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["Nobody at all"], "no organisation 'Nobody at all' is on the roster"),
        ([""], "say what is asked"),
    ],
)
def test_wrong_question_is_a_sentence(analysed: Path, words: list[str], sentence: str) -> None:
    assert sentence in _ask(analysed, *words).sentence


def test_days_that_were_not_judged_are_no_no(analysed: Path, imported: Path) -> None:
    hit = _organisations(analysed, hit=True)[0]
    later = rasid("answer", hit, "--from", "2030-01-01", "--to", "2030-02-01", home=analysed)

    assert "of other days nothing can be said" in later.sentence
    assert rasid("answer", hit, *_window(imported), home=imported).sentence
