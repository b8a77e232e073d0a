"""Evidence from the command line, on an analysed month."""

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from cli.command import rasid


@pytest.fixture(scope="module")
def pack(analysed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the pack of the campaign with most attempts, beside the home that made it."""
    folder = tmp_path_factory.mktemp("evidence")
    home = Path(shutil.copytree(analysed_home, folder / "case"))
    found = rasid("show", "campaigns", "--json", home=home).document
    campaign = max(found, key=lambda row: row["attempts"])["campaign_id"]
    told = rasid("evidence", "pack", campaign, "--output", folder / "pack", home=home)
    assert 0 == told.code
    assert "nobody is named beside them. It is confidential." in told.err
    return folder / "pack"


def test_pack_equals_the_export(
    pack: Path, analysed_home: Path, campaign: str, tmp_path: Path
) -> None:
    """The same events, stages and numbers, each with the line that it came from."""
    rasid("export", "hostile", "--output", tmp_path / "all.csv", home=analysed_home)
    exported = [row for row in _rows(tmp_path / "all.csv") if row["campaign_id"] == campaign]
    lines = [json.loads(line) for line in (pack / "lines.ndjson").read_text().splitlines()]
    shown = rasid("show", "campaigns", "--json", home=analysed_home).document
    (row,) = (one for one in shown if one["campaign_id"] == campaign)

    assert exported == _rows(pack / "hostile.csv")
    assert sorted((one["event_uid"], one["stage"]) for one in exported) == sorted(
        (one["event_uid"], one["stage"]) for one in lines
    )
    behind = Counter(name for line in lines for name in line["numbers"])
    told = json.loads((pack / "numbers.json").read_text())
    attacked = {line["account"] for line in lines if "attacked" in line["numbers"]}
    assert (row["attempts"], row["accounts_attacked"]) == (behind["attempts"], len(attacked))
    assert row["accounts_compromised"] == told["numbers"]["compromised"]
    assert all(line["raw_line"] and line["event_uid"] in line["raw"] for line in lines)


def test_pack_is_verified_without_a_home(pack: Path, tmp_path: Path) -> None:
    key = pack.parent / "case" / "keys" / "signing.pub.pem"

    told = rasid("evidence", "verify", pack, "--trusted", key, home=tmp_path / "none")

    assert (0, "") == (told.code, told.err)
    assert told.out.startswith(f"holds: {pack}, 0 log entries, ")
    found = rasid("evidence", "verify", pack, "--json", home=tmp_path / "none").document
    assert (True, []) == (found["holds"], found["findings"])


def test_changed_pack_is_told_with_exit_1(pack: Path) -> None:
    path = pack / "lines.ndjson"
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"discover", b"attacked", 1))
    try:
        told = rasid("evidence", "verify", pack)
    finally:
        path.write_bytes(raw)

    assert (1, "") == (told.code, told.err)
    assert told.out.startswith(
        "DOES NOT HOLD: lines.ndjson: its SHA-256 is not the signed one; it was changed.\n"
    )


@pytest.mark.slow
def test_names_and_exhibits_stay_out_unless_asked_for(
    pack: Path, analysed: Path, campaign: str, tmp_path: Path
) -> None:
    people = rasid("show", "people", "--names", "--json", home=analysed).document
    names = {row["name"] for row in people}
    for number in ("1", "2"):
        (tmp_path / number).write_text(number)
        about = ("--domain", f"bait{number}.test", "--what", "a page")
        rasid("evidence", "attach", tmp_path / number, *about, home=analysed)
    options = ("--with-names", "--domain", "bait2.test")
    rasid("evidence", "pack", campaign, "--output", tmp_path / "p", *options, home=analysed)

    texts = "".join(path.read_text() for path in pack.rglob("*.[ctj]*") if path.is_file())
    texts += (pack / "lines.ndjson").read_text()
    assert not any(name in texts for name in names)
    listed = {row["name"] for row in _rows(tmp_path / "p" / "people.csv")}
    assert listed
    assert listed <= names
    assert ["2"] == [path.read_text() for path in (tmp_path / "p" / "attachments").iterdir()]
    assert "bait1.test" not in (tmp_path / "p" / "log.ndjson").read_text()
    assert "people.csv names the protected people" in (tmp_path / "p" / "README.txt").read_text()


def test_hold_is_on_whole_log_files(analysed: Path, campaign: str) -> None:
    """Who has an event in a held file stays, for erasing would change that file."""
    rasid("export", "hostile", "--output", analysed / "h.csv", home=analysed)
    hit = {row["person_id"] for row in _rows(analysed / "h.csv")}
    people = rasid("show", "people", "--json", home=analysed).document
    others = sorted({row["person_id"] for row in people} - hit)
    rasid("evidence", "hold", campaign, "--why", "a court asks", "--by", "Sam", home=analysed)

    told = rasid("erase", others[0], "--why", "they asked", home=analysed).sentence

    assert f"{others[0]} cannot be erased: campaign {campaign} is held since" in told
    assert "by Sam: a court asks" in told


def test_log_tells_what_was_done(analysed: Path, campaign: str, tmp_path: Path) -> None:
    page = tmp_path / "\x1b[31mpage.html"
    page.write_text("<script>alert(1)</script>")
    rasid("evidence", "attach", page, "--campaign", campaign, "--what", "a page", home=analysed)
    rasid("evidence", "attach", page, "--domain", "bait.test", "--what", "a page", home=analysed)
    rasid("evidence", "hold", campaign, "--why", "a court asks", home=analysed)
    told = rasid("evidence", "log", home=analysed).out
    rows = rasid("evidence", "log", "--json", home=analysed).document

    assert ["page attached", "page attached", "hold placed"] == [row["what"] for row in rows]
    assert "\x1b" not in told
    assert f"On hold: campaign {campaign} is held since" in told
    head = rasid("evidence", "verify", "--json", home=analysed).document["head"]
    assert rows[-1]["sha256"] == head
    assert 0 == rasid("evidence", "verify", "--head", head, home=analysed).code
    assert 1 == rasid("evidence", "verify", "--head", "0" * 64, home=analysed).code
    assert 0 == rasid("doctor", home=analysed).code


FAILURES = [
    ("evidence attach x --what y", "an exhibit is of one --domain or of one --campaign."),
    ("evidence attach none --domain bait.test --what y", "cannot attach none: "),
    ("evidence attach x --domain login.bait.test --what y", "DOMAIN got 'login.bait.test'"),
    ("evidence attach x --campaign C-9 --what y", "there is no campaign 'C-9'"),
    ("evidence pack C-9 --output p", "there is no campaign 'C-9'"),
    ("evidence hold C-9 --why y", "there is no campaign 'C-9'"),
    ("evidence release C-9 --why y", "campaign C-9 is not on hold."),
    ("evidence verify none.zip", "there is no none.zip."),
]


@pytest.mark.parametrize(("command", "sentence"), FAILURES)
def test_wrong_use_is_one_sentence(command: str, sentence: str, tmp_path: Path) -> None:
    rasid("init", home=tmp_path / "case")

    assert rasid(*command.split(), home=tmp_path / "case").sentence.startswith(sentence)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
