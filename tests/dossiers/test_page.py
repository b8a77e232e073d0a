"""A dossier as HTML, PDF and CSV: whatever the records say stays text."""

import csv
import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

import pytest

from rasid.dossiers import Dossier, dossier_html, dossier_pdf, sections_of, write_csv
from rasid.evidence import Exhibit

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PDFTOTEXT = which("pdftotext")
EVIL = '=cmd()<script>alert(1)</script>\u202e#eval("1")'
BAIT = {
    "domain": "xn--pypal-4ve.com",
    "group": "Group A",
    "source": EVIL,
    "first_seen": "2019-01-01",
    "ip": "192.0.2.7",
    "registrar": '=HYPERLINK("https://x.test")',
    "registrar_abuse_contact_email": "+1<b>@r.example",
}
BESIDE = {"domain": "known.test", "group": "Group A", "ip": "192.0.2.7", "first_seen": "2019-01-02"}
SHOT = Exhibit(
    *(3, "0" * 64, EVIL, EVIL, "2019-01-01T00:00:00+00:00", "Sam"),
    {"domain": "xn--pypal-4ve.com"},
)

Gathered = Callable[..., Dossier]


def test_html_obeys_nothing(gathered: Gathered) -> None:
    page = dossier_html(gathered(BAIT, exhibits=[SHOT]), NOW)

    assert "<script" not in page
    assert "\u202e" not in page
    assert "http:" not in page
    assert "xn--pypal-4ve.com" in page
    assert page == dossier_html(gathered(BAIT, exhibits=[SHOT]), NOW)


def test_cells_are_no_formulas(gathered: Gathered) -> None:
    (row,) = csv.DictReader(io.StringIO(write_csv(gathered(BAIT, exhibits=[SHOT]))))

    assert not any(value.startswith(tuple("=+@\t")) for value in row.values())
    assert ("yes", "192.0.2.7", "0" * 64) == (
        row["proposed"],
        row["addresses"],
        row["exhibits_sha256"],
    )
    assert "p\u0430ypal.com" == row["shown"]


def test_pdf_is_made_and_made_again(gathered: Gathered) -> None:
    told = gathered(BAIT, exhibits=[SHOT])
    made = dossier_pdf(told, NOW)

    assert made.startswith(b"%PDF-")
    assert made == dossier_pdf(told, NOW)


@pytest.mark.skipif(not PDFTOTEXT, reason="nothing here reads a PDF")
def test_hashes_are_copied_out_of_a_pdf_as_they_are(gathered: Gathered, tmp_path: Path) -> None:
    """A hash stands in parts with spaces between them, and nothing that nobody sees."""
    made = tmp_path / "dossier.pdf"
    made.write_bytes(dossier_pdf(gathered(BAIT, exhibits=[replace(SHOT, digest="ab12" * 16)]), NOW))
    command = [str(PDFTOTEXT), str(made), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout

    assert 4 <= text.count("ab12" * 4)
    assert "a\u200bb" not in text


def test_nobody_is_named(gathered: Gathered) -> None:
    """Neither an account nor who it belongs to is in any form; what is not known is said."""
    told = gathered(BAIT, links=[("!a@victims.example", "official", "https://led.test/")])
    texts = dossier_html(told, NOW), write_csv(told)

    assert not any("victims.example" in text for text in texts)
    assert "official 1" in texts[0]
    assert "not known from the imported records" in texts[0]


def test_numbers_are_those_of_the_tables(gathered: Gathered) -> None:
    """The first table counts what the lists below it hold."""
    links = [("a@x.example", "official", "https://music-river42.example/")]
    told = gathered(BAIT, BESIDE, links=links)
    summary, proposed, spared, shared, registrars, *_ = sections_of(told, NOW)
    counts = {row[1]: row[0] for block in summary.blocks for row in block.rows[:6]}

    assert str(len(proposed.blocks[1].rows)) == counts["proposed to be taken"]
    assert str(len(spared.blocks[1].rows)) == counts["not to be taken"]
    assert "1" == counts["accounts led there"]
    assert [("address", "192.0.2.7", "known.test, xn--pypal-4ve.com", "2")] == list(
        shared.blocks[1].rows
    )
    served = [row[2] for block in registrars.blocks for row in block.rows if len(row) > 2]
    assert {"known.test", "xn--pypal-4ve.com"} == set(served)
    assert re.search(r"very likely|almost certain", summary.blocks[1].text)
