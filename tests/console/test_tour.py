"""All pages in a real browser, in three languages; skipped where chromium is not installed."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload

from console.browser import served
from console.homes import MADE, home_of, whole_month
from console.told import tell_all
from console.tour import CHROMIUM, COLOURS, NARROW, STANDARDS, Tour, browsing, kinds, touring
from rasid.campaigns import decide
from rasid.console import ENTER
from rasid.languages import LANGUAGES
from rasid.ledger import open_ledger
from sources.hostile_files import GOOD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]

ALL = {"runOnly": STANDARDS}
NO_COLOURS = {**ALL, "rules": {COLOURS: {"enabled": False}}}
ONLY_COLOURS = {"runOnly": [COLOURS]}


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Return a window that was let in to the console of a whole month."""
    home = home_of(whole_month(), tmp_path_factory.mktemp("tour") / "home")
    tell_all(home)
    with served(home) as console, browsing() as context:
        tour = touring(context, console.url, home)
        tour.page.goto(f"{console.url.rstrip('/')}{ENTER}?token={console.gate.issue()}")
        tour.page.wait_for_url(console.url)
        yield tour


@pytest.mark.parametrize(("code", "asked"), [("en", ALL), ("ar", NO_COLOURS), ("fa", NO_COLOURS)])
def test_every_page_in_each_language(tour: Tour, code: str, asked: dict[str, object]) -> None:
    """Colours are the same in each, so they are judged once."""
    own = [code, LANGUAGES[code].direction, NARROW["width"]]
    status, shapes, faults = {}, {}, {}
    for path in kinds():
        status[path] = tour.go(path, code)
        shapes[path], faults[path] = tour.shape(), tour.judged(**asked)

    assert dict.fromkeys(kinds(), 200) == status
    assert dict.fromkeys(kinds(), own) == shapes
    assert {path: [] for path in kinds()} == faults


def test_the_dark_has_contrast_too(tour: Tour) -> None:
    asked = (
        "/",
        "/campaigns/C-1",
        "/calendar",
        "/campaigns/C-1/graph",
        "/notices/C-1",
        "/coverage",
    )
    tour.page.emulate_media(color_scheme="dark")
    faults = {path: (tour.go(path, "fa"), tour.judged(**ONLY_COLOURS)) for path in asked}
    tour.page.emulate_media(color_scheme="light")

    assert dict.fromkeys(asked, (200, [])) == faults


def test_by_keyboard(tour: Tour) -> None:
    """First comes the link to the content; whatever has the focus is seen to have it."""
    tour.go("/", "ar")
    first, *others = tour.reached(25)

    assert first["skips"]
    assert [] == [one["name"] for one in (first, *others) if not one["seen"]]
    assert len({one["name"] for one in others}) > 15
    tour.go("/", "en")
    tour.reached(1)
    tour.page.keyboard.press("Enter")
    assert "content" == tour.page.evaluate("document.activeElement.id")


def test_news_is_told_on_the_page(tour: Tour) -> None:
    """By the script, which is let in; what it says is text."""
    tour.go("/campaigns/C-1", "en")
    with open_ledger(tour.home) as ledger:
        decide(ledger, "confirm", why="seen", by="Ben", now=MADE, campaign_id="C-<b>1")
    tour.page.wait_for_selector(".news li")

    assert "Somebody decided on C-<b>1." == re.sub(
        "[\u2066-\u2069]", "", tour.page.inner_text(".news li")
    )
    tour.page.click(".news a")
    tour.page.wait_for_load_state()
    assert 0 == tour.page.locator(".news li").count()


def test_a_file_is_brought_and_the_page_says_how_far_it_is(tour: Tour) -> None:
    """Without being loaded again."""
    tour.go("/imports", "en")
    file: FilePayload = {"name": "a.ndjson", "mimeType": "text/plain", "buffer": GOOD}
    tour.page.set_input_files("#files", [file])
    tour.page.click(".bring button")
    told = tour.page.wait_for_selector("[data-upload]:has-text('One line: 1 new')")

    assert told
    assert tour.page.url.endswith("/imports")


def test_nodes_are_drawn_and_found_by_keyboard(tour: Tour) -> None:
    """A node is looked for by its name, chosen, and left for what it is tied to."""
    tour.go("/campaigns/C-1/graph", "fa")
    page = tour.page
    page.wait_for_selector("[data-drawn]")
    session = page.locator("[data-chosen] ul button").first
    page.fill(".nodes input", "p1")
    page.press(".nodes input", "Tab")
    person = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    told = page.inner_text("[data-chosen] h3 a"), session.inner_text()
    faults = tour.judged(**NO_COLOURS)
    session.press("Enter")
    after = page.inner_text("[data-chosen] h3 a")
    page.click("[data-chosen] h3 a")
    page.wait_for_load_state()

    assert (person, after) == told
    assert [] == faults
    assert after in page.url


def test_tables_are_turned_in_place(tour: Tour) -> None:
    """The page stays the one that was loaded; going back loads the one before."""
    tour.go("/people", "en")
    page = tour.page
    page.evaluate("document.documentElement.id = 'once'")
    page.select_option(".filter select >> nth=0", index=1)
    page.press(".filter button", "Enter")
    page.wait_for_url("**category=*")
    page.wait_for_selector("main select >> nth=0 >> option:nth-child(2):checked", state="attached")

    assert "once" == page.evaluate("document.documentElement.id")
    assert "category=" in str(page.get_attribute(".tongues a", "href"))
    assert 1 == page.locator("main").count()
    page.go_back()
    page.wait_for_selector("html:not(#once)")
    assert "category=" not in page.url


def test_nobody_else_was_asked_and_nothing_complained_of(tour: Tour) -> None:
    """Stands last: it looks back at all pages of the tests before."""
    assert [] == tour.said
    assert {tour.url.split("/")[2]} == tour.asked
