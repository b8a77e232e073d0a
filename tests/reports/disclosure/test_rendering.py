import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from rasid.languages import LANGUAGES
from rasid.reports.blocks import Bars, Told
from rasid.reports.blocks_pdf import picture
from rasid.reports.disclosure.coarsening import draft
from rasid.reports.disclosure.grouping import finest
from rasid.reports.disclosure.rendering import FORMATS, rendered
from rasid.reports.disclosure.telling import tell
from rasid.reports.disclosure.texts import texts_in
from reports.disclosure.planted import AUTUMN_2019, affected, against, facts
from reports.test_page import Outline

HOSTILE = "<script>x</script> **bold** [a](http://evil.example) #panic(1) \u202eabc | `q`"


def told(code: str, **more: object) -> Told:
    made = draft(finest(AUTUMN_2019), against(AUTUMN_2019))
    return tell(facts(**more), made.grouping, made.claims, texts_in(LANGUAGES[code]))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("file_format", FORMATS)
def test_same_words_give_the_same_bytes(code: str, file_format: str) -> None:
    first, second = (rendered(told(code), LANGUAGES[code], file_format) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("code", LANGUAGES)
def test_page_says_the_same_in_each_language(code: str) -> None:
    page = Outline(rendered(told(code), LANGUAGES[code], "html").decode())

    assert [] == page.open
    assert ("dir", LANGUAGES[code].direction) in page.attributes
    assert 1 == page.tags.count("h1")
    assert 8 >= page.tags.count("h2") >= 7
    assert "198[.]51[.]100[.]7" in page.text
    assert "198.51.100.7" not in page.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_pdf_is_archival_and_tagged(code: str) -> None:
    made = rendered(told(code), LANGUAGES[code], "pdf")

    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"/MarkInfo" in made or b"<pdfaid:conformance>A</pdfaid:conformance>" in made


@pytest.mark.parametrize("where", ["category", "actor", "producer"])
@pytest.mark.parametrize("file_format", FORMATS)
def test_words_of_others_are_words(where: str, file_format: str) -> None:
    name = HOSTILE if where == "category" else "lawyer"
    found = affected({name: 60}, {name: 12}, {})
    made = draft(finest(found), against(found))
    more = {} if where == "category" else {where: HOSTILE}
    page = tell(facts(**more), made.grouping, made.claims, texts_in(LANGUAGES["en"]))  # type: ignore[arg-type]
    shown = rendered(page, LANGUAGES["en"], file_format)

    if file_format == "html":
        assert "script" not in Outline(shown.decode()).tags
    if file_format == "md":
        html = MarkdownIt("commonmark").enable("table").render(shown.decode())
        assert not re.search(r"<script|<a |<strong>bold|\u202e", html)


def test_time_runs_as_the_language_is_read() -> None:
    bars = Bars((1, 2, 9), "said")
    heights = {
        code: re.findall(r'height="([\d.]+)"', str(picture(bars, LANGUAGES[code])))[:3]
        for code in ("en", "fa")
    }

    assert heights["en"] == heights["fa"][::-1]


def test_simulated_says_so_in_every_form() -> None:
    page = replace(told("en"), banner="Simulated data.")

    assert all(b"Simulated data" in rendered(page, LANGUAGES["en"], one) for one in ("html", "md"))
