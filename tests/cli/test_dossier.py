"""Dossiers from the command line."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from cli.command import rasid

DOMAINS = [
    {"domain": "com-session-verify.test", "ip": "192.0.2.7", "first_seen": "2019-01-01"},
    {"domain": "account-session-verify.test", "ip": "192.0.2.7", "first_seen": "2019-01-02"},
]


@pytest.mark.slow
def test_dossier_of_an_actor(tmp_path: Path) -> None:
    """In each form the same domains; each is in the evidence log with its SHA-256."""
    home, file = tmp_path / "case", tmp_path / "seen.ndjson"
    rows = [DOMAINS[0] | {"group": "Group A", "source": "a report"}, DOMAINS[1]]
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    rasid("import", "domains", file, home=home)
    page = tmp_path / "page.png"
    page.write_text("a page")
    attached = rasid(
        *("evidence", "attach", page, "--domain", DOMAINS[0]["domain"], "--what", "the page"),
        home=home,
    )
    assert attached.out.startswith("Attached page.png as entry 1, SHA-256 ")

    for form in ("pdf", "html", "csv"):
        told = rasid("websites", "dossier", "group a", "--format", form, home=home)
        assert 0 == told.code
        assert "2 domains proposed to be taken, 0 not." in told.out

    made = {path.suffix: path for path in (home / "reports").iterdir()}
    with made[".csv"].open(newline="") as rows_:
        listed = {row["domain"]: row for row in csv.DictReader(rows_)}
    assert {row["domain"] for row in DOMAINS} == listed.keys()
    log = rasid("evidence", "log", "--json", home=home).document
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in made.values()} == {
        row["hashes"]["dossier"] for row in log if row["what"] == "dossier made"
    }
    assert "is no campaign and no group that is known" in (
        rasid("websites", "dossier", "Nobody", home=home).sentence
    )
    assert 0 == rasid("evidence", "verify", home=home).code


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--format", "docx"], "--format got 'docx', expected one of pdf, html, csv."),
        (["--lang", "fa"], "--lang got 'fa'; dossiers are written in en alone."),
    ],
)
def test_wrong_use_is_one_sentence(options: list[str], sentence: str, tmp_path: Path) -> None:
    assert sentence == rasid("websites", "dossier", "X", *options, home=tmp_path).sentence
