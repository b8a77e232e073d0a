"""What every page must be, whatever its data says and in each language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, paths, whole_month
from console.told import tell_all
from rasid.console.assets import asset_link
from rasid.languages import LANGUAGES
from reports.months import spoiled

MOST = 200 * 1024
"""Bytes of a page with its style sheet."""

BAD = (
    "<i hx-get=/ data-hx-get=/>"
    "<script>alert(1)</script>"
    "\"><img src=x onerror='alert(1)'>"
    "{{7*7}}{% raw %}${7*7}"
    "\u202e\u2066gnp.exe\u200f\x1b[2J"
    "' onmouseover='x"
)
UNSEEN = re.compile("[\u202a-\u202e\u200e\u200f\x00-\x08\x0b-\x1f]")
VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})
PEOPLE = re.compile(r"@(?:mail|home)\.example|Name of p\d", re.IGNORECASE)


SCRIPTS = (
    *("htmx.min.js", "turning.js", "live.js", "passkeys.js"),
    *("echarts.min.js", "nodes.js"),
)


TURNING = {"data-hx-boost:inherited", "data-hx-preserve"}
"""What pages ask of htmx."""


class Checked(HTMLParser):
    """A page as a parser sees it; `faults` are what no page may have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self._scripts_hold = ""
        self.feed(text)
        self.close()
        self._judge()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that begins."""
        told = dict(attrs)
        self.tags.append((tag, told))
        if any(name.startswith("on") or name == "style" for name in told):
            self.faults.append(f"{tag} has {told}")
        if {name for name in told if "hx-" in name} - TURNING:
            self.faults.append(f"{tag} asks htmx for {told}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a tag that ends."""
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        """Note what stands within a script."""
        if self._open[-1:] == ["script"]:
            self._scripts_hold += data

    def _all(self, tag: str) -> list[dict[str, str | None]]:
        return [told for name, told in self.tags if name == tag]

    def _judge(self) -> None:
        names = {name for name, _ in self.tags}
        ids = [told["id"] for _, told in self.tags if "id" in told]
        links = [str(told.get("href") or told.get("src") or "/") for _, told in self.tags]
        labelled = {told.get("for") for told in self._all("label")}
        scripts = self._all("script")
        checks = {
            "a style or a frame": not names & {"style", "iframe", "object", "embed"},
            "a script but ours": {*map(asset_link, SCRIPTS)} >= {s.get("src") for s in scripts},
            "a script within": self._scripts_hold == "",
            "not one h1": 1 == len(self._all("h1")),
            "not one main": 1 == len(self._all("main")),
            "an id twice": len(ids) == len(set(ids)),
            "a heading without scope": all("scope" in told for told in self._all("th")),
            "a picture without a text": all("alt" in told for told in self._all("img")),
            "a link outside": all(link.startswith(("/", "#")) for link in links),
            "a protocol's link": not any(link.startswith("//") for link in links),
            "an input without label": all(
                told.get("id") in labelled for told in self._all("input") if told.get("id")
            ),
            "tags left open": not self._open,
        }
        self.faults += [fault for fault, is_well in checks.items() if not is_well]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", paths())
def test_page_is_whole(browser: Browser, language: str, path: str) -> None:
    told = browser.get(path, Accept_Language=f"{language}-XX,de;q=0.5")
    page = Checked(told.text)
    (root,) = [told for tag, told in page.tags if tag == "html"]

    assert 200 == told.status
    assert [] == page.faults
    assert "\\u206" not in told.text, "what our own sentences keep apart is no stray mark"
    assert (language, LANGUAGES[language].direction) == (root["lang"], root["dir"])
    assert len(told.text.encode()) + len(browser.get("/assets/console.css").text) < MOST


@pytest.mark.parametrize("path", paths())
def test_people_stand_under_pseudonyms(browser: Browser, path: str) -> None:
    """In no page and in no file of one of its tables stands a name or an account."""
    text = browser.get(path).text
    links = re.findall(r'href="([^"]*csv=[^"]*)"', text)
    files = [browser.get(link.replace("&amp;", "&")) for link in links]

    assert [] == PEOPLE.findall(text)
    assert [200] * len(files) == [file.status for file in files]
    assert [] == [found for file in files for found in PEOPLE.findall(file.text)]


def test_a_strangers_page_is_whole(console: Served) -> None:
    assert [] == Checked(console.stranger().get("/").text).faults


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return a browser in the console of a month whose texts all end in something bad."""
    month = whole_month()
    ours = {name: month.pop(name) for name in ("analyses", "rule_runs", "campaign_history")}
    (signal,), (site,) = month.pop("signals"), month.pop("websites")
    rows = {
        **spoiled(month, BAD),
        **ours,
        "signals": [{**signal, "reason": f"why{BAD}", "title": f"it{BAD}"}],
        "websites": [{**site, "shown": f"x{BAD}", "likeliest_group": BAD, "notices": [BAD]}],
    }
    for one in rows["signal_events"]:
        one["signal_id"] = signal["signal_id"]
    for one in (row for listed in rows.values() for row in listed if "source_ip" in row):
        one["source_ip"] = one["source_ip"].removesuffix(BAD)  # no log can make it anything else
    root = tmp_path_factory.mktemp("spoilt") / "home"
    home = home_of(rows, root, f"Sable Heron{BAD}")
    tell_all(home, BAD)
    with served(home) as opened:
        yield opened.browser()


@pytest.mark.parametrize("path", paths(BAD), ids=paths())
def test_what_a_log_says_is_text(spoilt: Browser, path: str) -> None:
    """Markup, templates and marks of direction in it are shown, and none is obeyed."""
    told = spoilt.get(path)

    assert 200 == told.status
    assert [] == Checked(told.text).faults
    assert [] == UNSEEN.findall(told.text)
    assert "49" not in re.findall(r"[^\d](\d+)\$", told.text)


def test_what_a_script_draws_is_visible_text(spoilt: Browser) -> None:
    (page,) = (path for path in paths(BAD) if path.endswith("/graph"))
    figure = spoilt.get(f"{page}?figure=nodes").document
    names = [node[3] for node in figure["nodes"]] + [group[2] for group in figure["groups"]]

    assert any("<script>" in name for name in names)
    assert [] == UNSEEN.findall("".join(names))


def test_it_stands_on_the_pages(spoilt: Browser) -> None:
    """So that the test above looks at something."""
    shown = "&lt;script&gt;alert(1)&lt;/script&gt;"
    asked = ("/campaigns", "/actors", "/notices", "/evidence", "/answers", "/disclosures/1")

    assert [True] * len(asked) == [shown in spoilt.get(path).text for path in asked]
    assert "{{7*7}}" in spoilt.get("/campaigns").text
