import csv
import json
from pathlib import Path
from typing import Any

import pytest

from cli.command import rasid
from rasid.scenarios import Simulated
from sharing.validator import stix2validator

FORMS = ("stix", "misp", "ocsf", "navigator", "csv")


def people(month: Simulated) -> set[str]:
    """Return every name, account and id of the roster."""
    with month.roster.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row[column] for row in rows for column in ("name", "account", "person_id")} - {""}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_names_nobody_and_stays_the_same(
    analysed: Path, month: Simulated, tmp_path: Path, form: str
) -> None:
    """At the widest; the file is for its owner's eyes."""
    files = [tmp_path / name for name in ("first", "second")]
    for file in files:
        told = rasid(
            "share", form, "--tlp", "red", "--profile", "trusted", "--output", file, home=analysed
        )
        assert (0, "") == (told.code, told.err)

    text = files[0].read_text(encoding="utf-8")
    assert text == files[1].read_text(encoding="utf-8")
    assert 0o600 == files[0].stat().st_mode & 0o777
    plain = text if form == "csv" else text.encode().decode("unicode_escape", "replace")
    assert set() == {one for one in people(month) if one in text or one in plain}


def test_the_validator_passes_a_simulated_month(analysed: Path, tmp_path: Path) -> None:
    """With no error, and no remark but on ids that follow from what they name."""
    file = tmp_path / "bundle.json"
    rasid("share", "stix", "--profile", "trusted", "--output", file, home=analysed)
    validator = stix2validator()
    (result,) = validator.validate_file(
        str(file), validator.ValidationOptions(version="2.1", enforce_refs=True)
    ).object_results

    assert result.is_valid, result.errors
    assert {True} == {"not a valid UUIDv4" in str(one) for one in result.warnings}


def test_a_dry_run_writes_nothing_and_tells_why(analysed: Path, tmp_path: Path) -> None:
    """As a table, and as JSON with the same lines."""
    told = rasid("share", "stix", "--dry-run", home=analysed)
    document: Any = rasid("share", "stix", "--dry-run", "--json", home=analysed).document

    assert all(word in told.out for word in ("Would leave", "Held back", "TLP:AMBER"))
    (campaign,) = document["campaigns"]
    held = {line["kind"] for line in campaign["lines"] if line["held"]}
    assert {"pseudonym"} <= held
    assert [] == list(tmp_path.glob("*.json"))


def test_a_person_is_named_only_if_somebody_says_so(
    analysed: Path, month: Simulated, tmp_path: Path, campaign: str
) -> None:
    """With a warning; an unknown one is refused, and nothing is written."""
    file = tmp_path / "bundle.json"
    rows = json.loads(rasid("show", "people", "--names", "--json", home=analysed).out)
    attacked = next(row for row in rows if row["campaigns"])
    who, name = attacked["person_id"], attacked["name"]
    told = rasid("share", "stix", "--name-person", who, "--output", file, home=analysed)

    assert f"{who} is told by name under TLP:AMBER" in told.err
    named = {o.get("name") for o in json.loads(file.read_text())["objects"]}
    assert name in named
    others = {one for one in people(month) if "@" not in one} - {name, who}
    assert not named & others
    refused = rasid("share", "stix", "--name-person", "P9999", "--output", file, home=analysed)
    assert "'P9999', who is not on the roster" in refused.sentence
    assert campaign


def test_a_dry_run_tells_what_would_be_revoked(analysed: Path, tmp_path: Path) -> None:
    """That somebody was named once stands no more; the dry run revokes nothing itself."""
    file = tmp_path / "bundle.json"
    rows = json.loads(rasid("show", "people", "--json", home=analysed).out)
    who = next(row["person_id"] for row in rows if row["campaigns"])
    asked = ("share", "stix", "--tlp", "green")
    rasid(*asked, "--name-person", who, "--output", file, home=analysed)
    told: Any = [rasid(*asked, "--dry-run", "--json", home=analysed).document for _ in range(2)]

    (revoked,) = told[0]["revoked"]
    assert told[0] == told[1]
    assert revoked.startswith("relationship--")
    shown = rasid(*asked, "--dry-run", home=analysed).out
    assert "Would leave as revoked" in shown
    assert revoked in shown


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "--output FILE says where to write"),
        (("--output", "x", "--tlp", "white"), "--tlp got 'white', expected one of: clear"),
        (("--output", "x", "--profile", "all"), "--profile got 'all', expected one of"),
        (("--output", "x", "--campaign", "C-9"), "there is no campaign 'C-9'"),
        (("--output", "."), "it is a folder"),
        (("--output", "no/x"), "No such file or directory"),
    ],
)
def test_wrong_use_is_one_sentence(analysed: Path, options: tuple[str, ...], why: str) -> None:
    assert why in rasid("share", "stix", *options, home=analysed).sentence


def test_nothing_is_shared_before_an_analysis(imported: Path) -> None:
    assert (
        "No analysis has been made"
        in rasid("share", "csv", "--output", "x", home=imported).sentence
    )


def test_a_peer_hunts_for_what_was_shared(analysed: Path, imported: Path, tmp_path: Path) -> None:
    """A home of the same logs that was never analysed finds the campaign's addresses."""
    file = tmp_path / "bundle.json"
    rasid("share", "stix", "--output", file, home=analysed)
    first = rasid("import", "indicators", file, home=imported)
    second = rasid("import", "indicators", file, home=imported)
    hits: Any = rasid("hunt", "--json", home=imported).document

    assert (0, 0) == (first.code, second.code)
    assert "0 added, 0 changed" in second.out
    assert hits
    assert all(hit["events"] and hit["inside"] for hit in hits)
    assert "evidence and never proof" in rasid("hunt", home=imported).out


def test_a_hostile_name_is_shown_and_not_obeyed(imported: Path, tmp_path: Path) -> None:
    """A script or an escape in an indicator's name is text."""
    file = tmp_path / "x.csv"
    file.write_text("kind,value,name\nnetwork,240.0.0.0/8,\x1b[2J<script>x</script>\n")
    rasid("import", "indicators", file, home=imported)
    told = rasid("hunt", home=imported)

    assert (0, False) == (told.code, "\x1b" in told.out)


def test_hunting_for_nothing_says_so(imported: Path) -> None:
    assert "No indicator is known" in rasid("hunt", home=imported).out
    assert [] == rasid("hunt", "--json", home=imported).document


def test_what_is_no_list_is_refused(imported: Path, tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("hello")

    assert (
        "no STIX bundle or MISP event"
        in rasid("import", "indicators", file, home=imported).sentence
    )
