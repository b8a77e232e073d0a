"""Telling victims from the command line: planned, approved by another, sent once, checked."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.command import rasid
from notices.made import REPORT, SETTINGS
from notices.mail_server import MailServer


@pytest.fixture(scope="module")
def running() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def mail(running: MailServer) -> MailServer:
    running.forget()
    return running


@pytest.fixture(scope="module")
def planned_home(
    analysed_home: Path, tmp_path_factory: pytest.TempPathFactory, running: MailServer
) -> tuple[Path, str]:
    """Return a home with a plan that ann made, and its campaign; for copies only."""
    home = Path(shutil.copytree(analysed_home, tmp_path_factory.mktemp("planned") / "case"))
    with (home / "rasid.toml").open("a") as file:
        file.write(SETTINGS.format(port=running.port, seconds=5))
    found = rasid("show", "campaigns", "--json", home=home).document
    campaign = str(max(found, key=lambda row: row["attempts"])["campaign_id"])
    assert 0 == rasid("notify", "plan", campaign, "--by", "ann", home=home).code
    return home, campaign


@pytest.fixture
def planned(planned_home: tuple[Path, str], tmp_path: Path) -> tuple[Path, str]:
    home, campaign = planned_home
    return Path(shutil.copytree(home, tmp_path / "planned")), campaign


def shown(home: Path, campaign: str, *options: str) -> Any:  # noqa: ANN401 - a JSON document
    return rasid("notify", "show", campaign, "--json", *options, home=home).document


def approve(home: Path, campaign: str) -> None:
    assert 0 == rasid("notify", "approve", campaign, "--by", "bob", home=home).code


def test_from_plan_to_sent(planned: tuple[Path, str], mail: MailServer) -> None:
    """Nothing leaves unapproved or unasked; then each once, and a code tells that it is ours."""
    home, campaign = planned
    refused = rasid("notify", "send", campaign, "--send", home=home).sentence
    assert "plan 1 is not approved" in refused
    own = rasid("notify", "approve", campaign, "--by", "ann", home=home).sentence
    assert "somebody else must approve it" in own
    approve(home, campaign)
    dry = rasid("notify", "send", campaign, "--json", home=home).document
    assert [] == mail.taken

    told = rasid("notify", "send", campaign, "--send", home=home)
    assert (0, "") == (told.code, told.err)
    assert len(dry["would_send"]) == len(mail.taken) == dry["totals"]["waiting"] > 0
    assert 0 == rasid("notify", "send", campaign, "--send", home=home).code
    assert {1} == set(mail.copies.values())
    totals = shown(home, campaign)["totals"]
    assert totals.pop("planned") == sum(totals.values())
    assert (len(mail.taken), 0) == (totals["sent"], totals["waiting"])

    codes = rasid("notify", "codes", campaign, "--json", home=home).document
    sent = next(row for row in codes if row["state"] == "sent")
    typed = sent["code"].lower().split("-")
    checked = rasid("notify", "verify", *typed, "--json", home=home).document
    assert (True, sent["name"]) == (checked["genuine"], checked["addressee"])
    others = {row["name"] for row in codes} - {sent["name"]}
    assert not any(name in json.dumps(checked, ensure_ascii=False) for name in others)
    assert any(sent["code"] in one.get_content() for one in mail.taken)


def test_mail_that_came_back_is_recorded_once(
    planned: tuple[Path, str], mail: MailServer, tmp_path: Path
) -> None:
    """A reply and a delivery report, in a folder and in an mbox; what is of nothing is counted."""
    home, campaign = planned
    approve(home, campaign)
    assert 0 == rasid("notify", "send", campaign, "--send", home=home).code
    answered, bounced = (one["Message-ID"] for one in mail.taken[:2])
    folder = tmp_path / "inbox"
    (folder / "new").mkdir(parents=True)
    (folder / "new" / "1").write_text(f"In-Reply-To: {answered}\n\nThank you.\n")
    (folder / "2").write_text("Subject: something else\n\n")
    report = REPORT.format(action="failed", kind="message/rfc822", notice=bounced[1:25])
    (tmp_path / "mbox").write_text(f"From a b\n{report}\n\nFrom c d\nSubject: else\n\n")
    came = ("notify", "returned", folder, tmp_path / "mbox", "--by", "ann")
    first, again = rasid(*came, home=home).out, rasid(*came, home=home).out
    marks = {row["notice_id"]: row["marks"] for row in shown(home, campaign)["notices"]}

    assert "1 bounced and 1 answered; 2 messages" in first
    assert "0 bounced and 0 answered; 2 messages" in again
    assert [["answered"], ["bounced"]] == [marks[one[1:25]] for one in (answered, bounced)]


def test_what_is_shown_names_nobody_unasked(planned: tuple[Path, str]) -> None:
    home, campaign = planned
    without, named = shown(home, campaign), shown(home, campaign, "--names")
    row = next(row for row in named["notices"] if row["address"])

    assert row["address"] not in json.dumps(without)
    assert row["name"] not in json.dumps(without, ensure_ascii=False)
    assert row["name"] not in rasid("notify", "show", campaign, home=home).out


def test_code_that_never_left_is_no_proof(planned: tuple[Path, str]) -> None:
    """Neither is one that nobody has; both leave with 1, a slip with 2."""
    home, campaign = planned
    waiting = rasid("notify", "codes", campaign, "--json", home=home).document[0]["code"]
    told = rasid("notify", "verify", waiting, home=home)
    forged = rasid("notify", "verify", "0000-0000-0000", home=home)

    assert (1, True) == (told.code, "was not sent" in told.out)
    assert (1, True) == (forged.code, "forgery" in forged.out)
    slipped = ("0" if waiting[0] != "0" else "2") + waiting[1:]
    assert "was misread" in rasid("notify", "verify", slipped, home=home).sentence


def test_failures_are_told_and_tried_again(planned: tuple[Path, str], mail: MailServer) -> None:
    home, campaign = planned
    approve(home, campaign)
    mail.fail = ("rcpt", "5xx")
    told = rasid("notify", "send", campaign, "--send", "--json", home=home)
    assert 1 == told.code
    assert "the server refused the address: 550" in told.err
    failed = told.document["totals"]["failed"]
    mail.fail = None

    assert 0 == rasid("notify", "send", campaign, "--send", home=home).code
    assert failed == shown(home, campaign)["totals"]["sent"] == len(mail.taken)


def test_who_says_no_after_the_plan_is_left_out(
    planned: tuple[Path, str], mail: MailServer, tmp_path: Path
) -> None:
    home, campaign = planned
    approve(home, campaign)
    due = rasid("notify", "send", campaign, "--json", home=home).document["would_send"]
    who = due[0]["addressee"]
    row = next(
        row
        for row in rasid("show", "people", "--names", "--json", home=home).document
        if row["person_id"] == who
    )
    file = tmp_path / "people.csv"
    file.write_text(
        "person_id,name,category,organisation,country,language,account,account_kind,consent\n"
        f'{who},"{row["name"]}",{row["category"]},,,,new-{who}@home.example,personal,no\n'
    )
    assert 0 == rasid("import", "people", file, home=home).code
    told = rasid("notify", "send", campaign, "--send", home=home)

    assert "1 notice stayed here: by the roster or the logs of today" in told.err
    assert len(due) - 1 == len(mail.taken)


def test_texts_letters_and_codes_are_written(planned: tuple[Path, str], tmp_path: Path) -> None:
    """A preview has no code that holds; letters need the approval that mail needs."""
    home, campaign = planned
    preview = rasid("notify", "preview", campaign, "--lang", "fa", home=home)
    assert (0, True) == (preview.code, "0000-0000-0000" in preview.out)
    assert "\\u" not in preview.out
    pdf = tmp_path / "letters.pdf"
    options = ("notify", "letters", campaign, "--output", pdf)
    assert "is not approved" in rasid(*options, home=home).sentence
    approve(home, campaign)
    assert 0 == rasid(*options, home=home).code
    assert 0 == rasid("notify", "codes", campaign, "--output", tmp_path / "c.pdf", home=home).code

    assert pdf.read_bytes().startswith(b"%PDF-")
    assert 0o600 == pdf.stat().st_mode & 0o777


def test_what_people_learn_is_recorded(planned: tuple[Path, str]) -> None:
    """A letter that was handed over counts as sent; what was not sent cannot come back."""
    home, campaign = planned
    row = next(row for row in shown(home, campaign)["notices"] if row["state"] == "withheld")
    record = ("notify", "record", campaign, row["addressee"])
    refused = rasid(*record, "bounced", "--why", "mailbox full", home=home).sentence
    assert "none that was sent" in refused
    assert 0 == rasid(*record, "delivered", "--why", "told in person", home=home).code
    assert 0 == rasid(*record, "answered", "--why", "called back", home=home).code
    found = next(r for r in shown(home, campaign)["notices"] if r["notice_id"] == row["notice_id"])

    assert ("sent", ["answered"], "told in person") == (
        found["state"],
        found["marks"],
        found["why"],
    )


def test_batch_is_a_decision_and_waits(planned: tuple[Path, str]) -> None:
    home, campaign = planned
    batch = ("notify", "plan", campaign, "--when", "batch", "--until", "2999-01-01")
    assert "waiting is a decision" in rasid(*batch, home=home).sentence
    told = rasid(*batch, "--why", "all at once", "--by", "ann", "--json", home=home).document
    approve(home, campaign)

    assert (2, "batch", "all at once") == (told["plan"], told["when"], told["why"])
    assert "may be entered while their owners know nothing" in told["risk"]
    refused = rasid("notify", "send", campaign, "--send", home=home).sentence
    assert "is a batch for 2999-01-01" in refused


def test_simulated_people_are_not_told(planned: tuple[Path, str], mail: MailServer) -> None:
    home, campaign = planned
    approve(home, campaign)
    (home / "simulated.json").write_text('{"simulated": true, "seed": 1}')

    assert "nobody to tell" in rasid("notify", "send", campaign, "--send", home=home).sentence
    assert [] == mail.taken


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("plan", "C-9"), "there is no campaign 'C-9'"),
        (("plan", "{}", "--when", "soon"), "--when got 'soon', expected one of: now, batch"),
        (("plan", "{}", "--until", "2999-01-01"), "--until is of a batch"),
        (("plan", "{}", "--channel", "pigeon"), "--channel got 'pigeon'"),
        (("plan", "{}"), "does not say organisation in [notify]"),
        (("show", "{}"), "no notices are planned"),
        (("approve", "{}"), "no notices are planned"),
        (("preview", "{}", "--format", "pdf"), "--format pdf needs --output"),
        (("preview", "{}", "--format", "doc"), "--format got 'doc'"),
        (("verify", "abc"), "is no code"),
        (("record", "{}", "P1", "lost", "--why", "x"), "expected one of: delivered, bounced"),
    ],
)
def test_wrong_use_is_one_sentence(
    analysed_home: Path, campaign: str, options: tuple[str, ...], why: str
) -> None:
    asked = [one.format(campaign) for one in options]

    assert why in rasid("notify", *asked, home=analysed_home).sentence
