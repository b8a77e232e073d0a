from dataclasses import replace
from html.parser import HTMLParser

import pytest

from notices.made import FACTS, NOW
from rasid.languages import LANGUAGES
from rasid.notices.shown import as_html, as_letters
from rasid.notices.texts import Text, text_of

HOSTILE = [
    '<script>alert(1)</script><a href="x">Ada</a>',
    '#panic("x") $x^$ *b* `c` ]',
    "{{ 7 * 7 }}{% raw %}",
    "ندا \u202e\u2069\u2067 رحیمی",
    "王小明",
]
FORBIDDEN = {"a", "img", "script", "link", "iframe", "form", "object", "svg", "base"}


class Tags(HTMLParser):
    """Collects the elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element; the parser's name."""
        self.found |= {tag} | {f"{tag}/{name}" for name, _ in attrs}


def texts(name: str) -> list[Text]:
    facts = replace(FACTS, name=name)
    return [text_of(facts, language, "7H3K-9QXM-2W4P") for language in LANGUAGES.values()]


@pytest.mark.parametrize("name", HOSTILE)
def test_page_has_nothing_to_follow_whatever_the_name(name: str) -> None:
    usual, tags = Tags(), Tags()
    usual.feed(as_html(texts("Ada")[0]))
    for text in texts(name):
        tags.feed(as_html(text))

    assert usual.found == tags.found
    assert set() == FORBIDDEN & tags.found
    assert not any(one.endswith(("/href", "/src")) for one in tags.found)


def test_page_says_its_language_and_direction() -> None:
    assert '<html lang="fa" dir="rtl">' in as_html(texts("Ada")[2])


@pytest.mark.parametrize("name", HOSTILE)
def test_letters_are_set_whatever_the_name(name: str) -> None:
    """All languages in one file, the same bytes each time; a name is no code of typst."""
    first = as_letters(texts(name), "Notices", NOW)

    assert first.startswith(b"%PDF-")
    assert first == as_letters(texts(name), "Notices", NOW)
    assert b"/URI" not in first
