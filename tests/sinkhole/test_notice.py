import base64
import hashlib
from html.parser import HTMLParser

from rasid.sinkhole.notice import HEADERS, STYLE, notice


class Read(HTMLParser):
    """Reads a page: the tags, the languages with their direction, and the attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.languages: list[tuple[str | None, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag in."""
        told = dict(attrs)
        self.tags.add(tag)
        self.attributes |= told.keys()
        if "lang" in told:
            self.languages.append((told["lang"], told.get("dir")))


def read(operator: str = "") -> Read:
    page = Read()
    page.feed(notice(operator).decode())
    return page


def test_three_languages_run_their_own_way() -> None:
    assert [("en", "ltr"), ("en", "ltr"), ("ar", "rtl"), ("fa", "rtl")] == read().languages


def test_page_asks_for_nothing_and_leads_nowhere() -> None:
    page = read("A CERT")

    assert not page.tags & {"script", "a", "img", "link", "form", "input", "iframe", "base"}
    assert not page.attributes & {"src", "href", "action", "style", "onload", "http-equiv"}
    assert b"://" not in notice("A CERT")


def test_operator_is_named_as_text() -> None:
    page = notice("CERT <script> & 'X'").decode()

    assert 3 == page.count("<bdi>CERT &lt;script&gt; &amp; &#x27;X&#x27;</bdi>")
    assert "$" not in page


def test_only_our_style_may_run() -> None:
    policy = dict(HEADERS)["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
