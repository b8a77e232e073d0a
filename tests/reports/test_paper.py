"""The PDF says what the Markdown says, and a log's words are words in it."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.blocks import Cell, Table
from rasid.reports.facts import CampaignFacts, campaign_facts
from rasid.reports.page import render, write_report
from rasid.reports.paper import read_markdown

DAY = date(2026, 4, 1)
TEXT = r"""# A title, with \*stars\*

> **Simulated data.** Nobody exists.

First of all.

## One

| name | \| number |
|---|---:|
| \<b\>x\</b\> \\ | **1,204** |
| `a \| b` | 2 |

- a point
- another \_point\_

## Two

Something.

The foot &amp; the end.
"""


@pytest.fixture
def facts(engine: DuckDB) -> CampaignFacts:
    return campaign_facts(engine, "C-1")


def test_markdown_is_read_back() -> None:
    told = read_markdown(TEXT, DAY)
    table = Table(
        ("name", "| number"),
        (
            (Cell("<b>x</b> \\"), Cell("1,204", "number")),
            (Cell("a | b", "code"), Cell("2", "number")),
        ),
    )

    assert "A title, with *stars*" == told.title
    assert "Simulated data. Nobody exists." == told.banner
    assert ("First of all.",) == told.lede
    assert [("One", (table, ("a point", "another _point_"))), ("Two", ("Something.",))] == [
        (one.heading, one.blocks) for one in told.sections
    ]
    assert "The foot & the end." == told.made


def test_every_part_of_the_report_is_read(facts: CampaignFacts, made_at: datetime) -> None:
    text = render(facts, "md", made_at=made_at)
    told = read_markdown(text, DAY)
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]

    assert headings == [one.heading for one in told.sections]
    assert all(one.blocks for one in told.sections)
    assert told.made.startswith("Made by rasid")


@pytest.mark.parametrize("words", ["plain", '#panic("x") $y$ <b>', "\u202eevil | `q`"])
def test_pdf_is_written_whatever_a_log_says(
    facts: CampaignFacts, made_at: datetime, tmp_path: Path, words: str
) -> None:
    said = replace(facts, networks=(replace(facts.networks[0], as_name=words),))
    first, second = (
        write_report(said, tmp_path, "pdf", made_at=made_at).read_bytes() for _ in range(2)
    )

    assert first == second
    assert b"<pdfaid:part>2</pdfaid:part>" in first
