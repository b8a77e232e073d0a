"""Four organisations get four answers, none tells of another, and no change of one passes."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.command import Told, rasid
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.signing import signer_of

ELSEWHERE = "Amber Reading Room"


@pytest.fixture(scope="module")
def gappy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home that lacks four days of logs, and knows somebody with an account elsewhere."""
    folder = tmp_path_factory.mktemp("gappy")
    month = simulate("quiet", 7, tmp_path_factory.mktemp("quiet"), scale=0.02)
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


def test_organisation_that_was_hit(larger: Path) -> None:
    assert 0 == rasid("analyse", home=larger).code
    hit = _organisations(larger, hit=True)[0]
    told = _statement(larger, hit)
    people = [
        row
        for row in rasid("show", "people", "--json", home=larger).document
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
    assert "4 days without a log" in told["text"]


def test_organisation_whose_people_are_elsewhere(gappy: Path) -> None:
    told = _statement(gappy, ELSEWHERE)

    assert ("cannot say", []) == (told["verdict"], told["logs"])
    assert "We cannot say" in told["text"]


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


def test_signed_by_another_program_is_told_without_its_words(tmp_path: Path) -> None:
    """Whoever has a key can sign what they like: what is no answer of ours is not read out."""
    path = tmp_path / "a.json"
    home = Home(tmp_path)
    path.write_text(json.dumps(signer_of(home).sign("answer", {"from": 1})), encoding="utf-8")
    told = rasid("answer", "--verify", path)

    assert (0, 2) == (told.code, len(told.out.splitlines()))


@pytest.mark.parametrize("name", ["none.json", "none.pdf"])
def test_what_is_not_there_cannot_be_checked(tmp_path: Path, name: str) -> None:
    assert "cannot read the answer" in rasid("answer", "--verify", tmp_path / name).sentence


def test_page_without_what_vouches_for_it_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "a.PDF").write_bytes(b"%PDF-1.7")

    assert "a.PDF.json" in rasid("answer", "--verify", tmp_path / "a.PDF").sentence


def test_wrong_use_is_a_sentence(analysed: Path, tmp_path: Path) -> None:
    hit = _organisations(analysed, hit=True)[0]
    written = _ask(analysed, hit, "--format", "json", "--output", tmp_path / "none" / "a.json")

    assert "cannot write" in written.sentence
    assert "say what is asked" in _ask(analysed, "").sentence
    assert "is on the roster" in _ask(analysed, "Nobody at all").sentence


def test_days_that_were_not_judged_are_no_no(analysed: Path, imported: Path) -> None:
    quiet = _organisations(analysed, hit=False)[0]
    later = rasid("answer", quiet, "--from", "2030-01-01", "--to", "2030-02-01", home=analysed)

    assert "of other days nothing can be said" in later.sentence
    assert (
        "nothing has been analysed"
        in rasid("answer", quiet, *_window(imported), home=imported).sentence
    )


def test_logs_that_came_after_the_analysis_are_judged_first(analysed: Path, tmp_path: Path) -> None:
    quiet = _organisations(analysed, hit=False)[0]
    late = tmp_path / "late.ndjson"
    record: dict[str, Any] = {
        "class_uid": 3002,
        "activity_id": 1,
        "time": 1722900000000,
        "status_id": 2,
    }
    record |= {"user": {"email_addr": "x@mail.example"}, "metadata": {"uid": "late-1"}}
    record |= {"src_endpoint": {"ip": "192.0.2.7"}}
    late.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert 0 == rasid("import", "logs", late, home=analysed).code

    assert "changes of: logs" in _ask(analysed, quiet).sentence
