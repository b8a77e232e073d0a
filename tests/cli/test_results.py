import csv
import json
from pathlib import Path

import pytest

from cli.command import rasid

NUMBERS = {
    "attempts": "attempts",
    "identified": "accounts_identified",
    "attacked": "accounts_attacked",
    "compromised": "accounts_compromised",
}
HOSTILE = (
    "event_uid,campaign_id,stage,time,account,person_id,category,source_ip,session_id,bits,reason"
)


def hostile_rows(home: Path, target: Path) -> list[dict[str, str]]:
    """Export the hostile events and read them back."""
    told = rasid("export", "hostile", "--format", "csv", "--output", target, home=home)
    assert (0, "") == (told.code, told.err)
    with target.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_numbers_follow_from_the_export(analysed_home: Path, tmp_path: Path) -> None:
    rows = hostile_rows(analysed_home, tmp_path / "hostile.csv")
    for campaign in rasid("show", "campaigns", "--json", home=analysed_home).document:
        mine = [row for row in rows if row["campaign_id"] == campaign["campaign_id"]]
        late = {row["account"] for row in mine if row["stage"] in ("compromise", "exploit")}

        assert campaign["attempts"] == sum(row["stage"] == "discover" for row in mine)
        assert campaign["accounts_compromised"] == len(late)
        assert campaign["accounts_attacked"] == len(
            late | {row["account"] for row in mine if row["stage"] == "attack"}
        )
    assert len(rows) == len({row["event_uid"] for row in rows})


@pytest.mark.parametrize("number", NUMBERS)
def test_number_is_explained_to_its_raw_lines(
    analysed_home: Path, campaign: str, number: str
) -> None:
    listed = rasid("show", "campaigns", "--json", home=analysed_home).document
    stated = next(row for row in listed if row["campaign_id"] == campaign)
    told = rasid("explain", campaign, "--number", number, "--json", home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert stated[NUMBERS[number]] == told.document["count"]
    assert stated[NUMBERS[number]] == told.document["firmness"]["counted"]
    assert stated["bounds"][NUMBERS[number]] == told.document["bounds"]
    for visit in told.document["visits"]:
        assert visit["bits"] == pytest.approx(visit["reasons"][-1]["running"])
        assert visit["turning"]["margin"] > 0.0
    for event in told.document["events"]:
        assert event["event_uid"] == json.loads(event["record"]["text"])["metadata"]["uid"]


@pytest.mark.parametrize("by", ["account", "session", "address"])
def test_what_was_left_out_is_explained_to_its_raw_lines(
    analysed_home: Path, tmp_path: Path, by: str
) -> None:
    """Of an account that was attacked, its session and its address: each visit ends somewhere."""
    (row, *_) = hostile_rows(analysed_home, tmp_path / "hostile.csv")
    value = row["source_ip" if by == "address" else "session_id" if by == "session" else by]
    told = rasid("explain", f"--{by}", value, "--json", home=analysed_home)
    found = told.document

    assert (0, "") == (told.code, told.err)
    assert row["campaign_id"] in found["campaigns"]
    assert len(found["events"]) == sum(visit["events"] for visit in found["visits"])
    assert len(found["visits"]) == sum(step["visits"] for step in found["steps"])
    for event in found["events"]:
        assert event["event_uid"] == json.loads(event["record"]["text"])["metadata"]["uid"]
    for visit in found["visits"]:
        if visit["bits"] is not None:
            assert visit["bits"] == pytest.approx(visit["reasons"][-1]["running"])
            assert (visit["step"] == "member") == (visit["turning"]["margin"] > 0.0)


def test_raw_lines_are_as_many_as_asked_for(analysed_home: Path, campaign: str) -> None:
    told = rasid("explain", campaign, "--lines", "2", "--json", home=analysed_home)

    assert 2 == sum(event["record"]["text"] is not None for event in told.document["events"])


def test_left_out_is_readable(analysed_home: Path, tmp_path: Path) -> None:
    (row, *_) = hostile_rows(analysed_home, tmp_path / "hostile.csv")
    told = rasid("explain", "--account", row["account"], home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert told.out.startswith(f"account {row['account']}: ")
    assert "What became of it" in told.out
    assert "Raw lines" in told.out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "nothing to explain: a CAMPAIGN is missing, or --account, --session or --address."),
        (["--number", "attempts"], "--number is of a campaign, but no CAMPAIGN was given."),
        (["--account", "nobody@mail.example"], "no visit in the analysed time fits: account nob"),
        (["--address", "here"], "--address got 'here', expected an address such as 192.0.2.1."),
    ],
)
def test_wrong_question_without_a_campaign_is_a_sentence(
    analysed_home: Path, options: list[str], sentence: str
) -> None:
    assert sentence in rasid("explain", *options, home=analysed_home).sentence


def test_explanation_is_readable(analysed_home: Path, campaign: str) -> None:
    told = rasid("explain", campaign, "--number", "attempts", home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert told.out.startswith(f"campaign {campaign}, number attempts: ")
    assert "Raw lines" in told.out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--number", "shoes"], "--number got 'shoes', expected one of: attempts,"),
        (["--account", "nobody@mail.example"], "no hostile event fits: "),
        (["--lines", "-1"], "Invalid value for '--lines'"),
    ],
)
def test_wrong_question_is_a_sentence(
    analysed_home: Path, campaign: str, options: list[str], sentence: str
) -> None:
    assert sentence in rasid("explain", campaign, *options, home=analysed_home).sentence


@pytest.mark.parametrize("what", ["events", "sessions", "hostile", "campaigns"])
@pytest.mark.parametrize("file_format", ["csv", "parquet", "json"])
def test_everything_is_exported(
    analysed_home: Path, tmp_path: Path, what: str, file_format: str
) -> None:
    target = tmp_path / "out"
    told = rasid(*("export", what, "--format", file_format, "--output", target), home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert f"to {target}." in told.out
    assert target.stat().st_size


def test_events_are_exported_as_ocsf(imported_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "lake"
    told = rasid("export", "events", "--format", "ocsf", "--output", target, home=imported_home)

    assert 0 == told.code
    assert f"rows to {target}." in told.out
    assert [*target.glob("eventDay=*/*.parquet")]


def test_empty_export_has_its_header(imported_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "hostile.csv"
    told = rasid("export", "hostile", "--format", "csv", "--output", target, home=imported_home)

    assert (0, f"{HOSTILE}\n") == (told.code, target.read_text())
    assert "No analysis has been made yet" in told.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["shoes", "--output", "x"], "cannot export 'shoes', expected one of: events,"),
        (["hostile", "--format", "xls", "--output", "x"], "unknown format 'xls'"),
        (["hostile", "--format", "ocsf", "--output", "x"], "only events are exported as OCSF"),
        (["hostile", "--output", "none/x"], "cannot write none/x: No such file or directory."),
        (["hostile", "--output", "."], "cannot write .: it is a folder"),
        (["hostile"], "Missing option '--output'."),
    ],
)
def test_wrong_export_is_a_sentence(
    imported_home: Path, arguments: list[str], sentence: str
) -> None:
    told = rasid("export", *arguments, home=imported_home)

    assert (2, "") == (told.code, told.out)
    assert sentence in told.err.splitlines()[-1]


@pytest.mark.parametrize("file_format", ["html", "md"])
def test_report_is_written_into_the_home(analysed: Path, campaign: str, file_format: str) -> None:
    told = rasid("report", campaign, "--format", file_format, home=analysed)
    target = analysed / "reports" / f"{campaign}.{file_format}"

    assert (0, f"Wrote {target}.\n") == (told.code, told.out)
    assert campaign in target.read_text("utf-8")
    assert "imulated data" not in target.read_text("utf-8")


def test_report_in_other_languages_is_a_sentence(analysed_home: Path, campaign: str) -> None:
    told = rasid("report", campaign, "--lang", "fa", home=analysed_home)

    assert "reports in fa are not built yet" in told.sentence
