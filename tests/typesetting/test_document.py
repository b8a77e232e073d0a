"""PDF that is archival, the same each time, and takes every word as a word."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.languages import LANGUAGES
from rasid.typesetting import Page, typeset
from rasid.typesetting.letters import displayable

TEMPLATE = """#import "frame.typ": *
#show: framed.with(footer: data.words)
= #data.words
#code(data.words)
#table-of((1fr, auto), ("A", data.words), ((data.words, code(data.words)),))
"""
AT = datetime(2026, 3, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typ") / "try.typ"
    path.write_text(TEMPLATE)
    return path


@pytest.mark.parametrize("code", LANGUAGES)
def test_document_is_archival_tagged_and_reproducible(template: Path, code: str) -> None:
    page = Page(LANGUAGES[code], "رأينا", AT)
    first, second = (typeset(template, page, {"words": "دیدیم 12"}) for _ in range(2))

    assert first == second
    assert first.startswith(b"%PDF-")
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in first


@pytest.mark.parametrize("words", ['#panic("x")', "$x^$ \\ *b", "```", '#include "/etc/passwd"'])
def test_no_word_is_markup(template: Path, words: str) -> None:
    assert typeset(template, Page(LANGUAGES["en"], words, AT), {"words": words})


def test_letter_without_a_glyph_is_written_as_its_code_point() -> None:
    told = displayable({"name": ["王 Ω", "ناصر"]}, lambda letters: "王" not in letters)

    assert told == {"name": ["[U+738B] Ω", "ناصر"]}


def test_lines_stay_lines_and_controls_go() -> None:
    assert displayable("a\x1f\u202e\nb", lambda _: True) == "a\nb"


@given(st.text(max_size=60))
@settings(max_examples=30, deadline=None)
def test_every_text_can_be_set(template: Path, words: str) -> None:
    assert typeset(template, Page(LANGUAGES["fa"], words, AT), {"words": words})
