import hashlib
import re
from base64 import b64encode
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.facts import CampaignFacts, campaign_facts
from rasid.reports.page import TEXTS, render, write_report
from reports.months import Month, OpenMonth, spoiled

VOID = {"meta", "br"}


class Outline(HTMLParser):
    """Reads a page strictly: every element closed in order, every attribute seen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: D102
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: D102
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:  # noqa: D102
        self.text += data


@pytest.fixture
def facts(engine: DuckDB) -> CampaignFacts:
    return campaign_facts(
        engine, "C-1", gaps=[date(2026, 3, 7)], utc_offset=timedelta(hours=3, minutes=30)
    )


@pytest.fixture
def page(facts: CampaignFacts, made_at: datetime) -> str:
    return render(facts, "html", made_at=made_at)


@pytest.mark.parametrize("file_format", TEXTS)
def test_report_says_the_numbers_and_who_is_spared(
    facts: CampaignFacts, made_at: datetime, file_format: str
) -> None:
    text = render(facts, file_format, made_at=made_at)

    assert "made 5 attempts to identify accounts, identified 3, attacked 3 and comp" in text
    assert "None of the 2 compromised accounts belongs to: academic, campaign, official." in text
    assert "rasid explain C-1 --number compromised" in text
    assert "(4\u20137)" in text if file_format == "html" else "| 4\u20137 |" in text
    assert "No event at all was logged on 1 day: 2026-03-07." in text


@pytest.mark.parametrize("file_format", TEXTS)
def test_report_says_what_each_entry_rests_on(
    facts: CampaignFacts, made_at: datetime, file_format: str
) -> None:
    text = render(facts, file_format, made_at=made_at)

    assert 2 == text.count("6.5 bits above the 3 bits that a visit needs that got in; resting on")
    assert "<!doctype html>" == text[:15] or file_format == "md"


def test_page_is_well_formed(page: str) -> None:
    outline = Outline(page)
    ids = [value for name, value in outline.attributes if name == "id"]
    labels = [value for name, value in outline.attributes if name == "aria-labelledby"]

    assert [] == outline.open
    assert 1 == outline.tags.count("h1")
    assert len(ids) == len(set(ids))
    assert set(labels) <= set(ids)


def test_page_loads_nothing_and_runs_nothing(page: str) -> None:
    outline = Outline(page)
    names = {name for name, _ in outline.attributes}

    assert not {"script", "link", "img", "iframe", "a", "form"} & set(outline.tags)
    assert not {"src", "href", "style", "srcset"} & names
    assert not [name for name in names if name.startswith("on")]
    assert None is re.search(r"https?:|url\(|@import", page)


def test_policy_lets_in_this_very_style(page: str) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page


@pytest.mark.parametrize("file_format", TEXTS)
def test_report_holds_no_name_and_no_account(
    month: Month, open_month: OpenMonth, made_at: datetime, file_format: str
) -> None:
    month["evidence"].append(
        {**month["evidence"][-1], "reason": "like NAME OF P1 and stranger@else.example"}
    )
    text = render(campaign_facts(open_month(month), "C-1"), file_format, made_at=made_at)

    assert "like p1 and" in text
    assert "Name of p1".lower() not in text.lower()
    assert None is re.search(r"@\w+\.example", text)


@pytest.mark.parametrize("simulated", [True, False])
@pytest.mark.parametrize("file_format", TEXTS)
def test_simulated_data_is_said_to_be(
    facts: CampaignFacts, made_at: datetime, file_format: str, *, simulated: bool
) -> None:
    text = render(facts, file_format, made_at=made_at, simulated=simulated)

    assert simulated == ("Nobody in this report exists" in text)


def test_hostile_text_cannot_leave_its_place(
    month: Month, open_month: OpenMonth, made_at: datetime
) -> None:
    bad = "</style><script>alert(1)</script>\"'><img src=x onerror=y>\x1b[2J\u202e{{7*7}}"
    engine = open_month(spoiled(month, bad))
    outline = Outline(render(campaign_facts(engine, f"C-1{bad}"), "html", made_at=made_at))

    assert not {"script", "img"} & set(outline.tags)
    assert "<script>alert(1)</script>" in outline.text
    assert "{{7*7}}" in outline.text
    assert [] == [character for character in "\x1b\u202e" if character in outline.text]


def test_hostile_text_stays_text_in_markdown(
    month: Month, open_month: OpenMonth, made_at: datetime
) -> None:
    bad = "<b>|`x`[y](z)\n# h\x1b\u202e http://w.example ![i](j)"
    engine = open_month(spoiled(month, bad))
    text = render(campaign_facts(engine, f"C-1{bad}"), "md", made_at=made_at)
    outline = Outline(MarkdownIt("commonmark").enable("table").render(text))

    assert not {"a", "b", "img", "em"} & set(outline.tags)
    assert 1 == outline.tags.count("h1")
    assert [] == [character for character in "\x1b\u202e" if character in text]


def test_written_report_is_reproducible(
    facts: CampaignFacts, made_at: datetime, tmp_path: Path
) -> None:
    first = write_report(facts, tmp_path / "a", made_at=made_at)
    second = write_report(facts, tmp_path / "b", made_at=made_at)

    assert "C-1.html" == first.name
    assert first.read_bytes() == second.read_bytes()
    assert [first] == list(first.parent.iterdir())


def test_campaign_id_is_no_path(
    month: Month, open_month: OpenMonth, made_at: datetime, tmp_path: Path
) -> None:
    facts = campaign_facts(open_month(spoiled(month, "/../../x")), "C-1/../../x")

    assert tmp_path / "C-1-x.md" == write_report(facts, tmp_path, "md", made_at=made_at)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (("html", "fa"), r"reports in fa are not built yet; language: en\."),
        (("docx", "en"), "unknown format 'docx', expected: html, pdf, md"),
    ],
)
def test_unknown_formats_and_later_languages_are_refused(
    facts: CampaignFacts,
    tmp_path: Path,
    made_at: datetime,
    wish: tuple[str, str],
    message: str,
) -> None:
    with pytest.raises(UsageError, match=message):
        write_report(facts, tmp_path, *wish, made_at=made_at)


def test_unwritable_folder_is_named(
    facts: CampaignFacts, tmp_path: Path, made_at: datetime
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot write .*file/C-1\.html"):
        write_report(facts, tmp_path / "file", made_at=made_at)


@pytest.mark.parametrize("file_format", TEXTS)
def test_campaign_without_evidence_or_roster_is_still_told(
    month: Month, open_month: OpenMonth, made_at: datetime, file_format: str
) -> None:
    bare: Month = {**month, "evidence": [], "attributions": [], "roster": [], "imports": []}
    text = render(campaign_facts(open_month(bare), "C-1"), file_format, made_at=made_at)

    assert "No attribution has been made." in text


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent"])
def test_text_stands_out_from_the_paper(page: str, scheme: int, ink: str) -> None:
    colours = [re.findall(rf"--{name}: (#\w{{6}})", page)[scheme] for name in (ink, "paper")]

    assert contrast(*colours) >= 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it."""
    lights = sorted(luminance(colour) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
