"""A walk through the console with Debian's chromium, and what is found on the way."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from console.homes import paths
from rasid.settings import Home

CHROMIUM = shutil.which("chromium")

NARROW, WIDE = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
"""A small phone, and a usual screen."""

COLOURS = "color-contrast"
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""What axe-core judges by."""

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_JUDGE = """async asked => {
  const usual = { resultTypes: ["violations"], preload: false, iframes: false, ...asked };
  const { violations } = await axe.run(document, usual);
  return violations.map(one => [one.impact, one.id, one.nodes[0].html.slice(0, 200)].join(" "));
}"""
_FORM = """() => [
  document.documentElement.lang, document.documentElement.dir,
  document.documentElement.scrollWidth
]"""
_FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    name: one.tagName + " " + (one.getAttribute("href") || one.name || one.className),
    skips: one.classList.contains("skip"),
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.bottom > 0 && box.width > 0,
  };
}"""


def kinds() -> list[str]:
    """Return one address of every kind of page."""
    return list({path.partition("?")[0]: path for path in reversed(paths())}.values())[::-1]


@dataclass
class Tour:
    """A browser's window; `asked` is whom it asked, `said` what it complained of."""

    page: Page
    url: str
    home: Home
    asked: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)

    def go(self, path: str, language: str) -> int:
        """Open a page in a language, and return the status of the answer."""
        mark = "&" if "?" in path else "?"
        told = self.page.goto(f"{self.url.rstrip('/')}{path}{mark}lang={language}")
        return told.status if told else 0

    def shape(self) -> list[Any]:
        """Return language, direction and width of the page on a phone."""
        self.page.set_viewport_size({**NARROW})  # type: ignore[typeddict-item]
        found: list[Any] = self.page.evaluate(_FORM)
        self.page.set_viewport_size({**WIDE})  # type: ignore[typeddict-item]
        return found

    def judged(self, **asked: object) -> list[str]:
        """Return what axe-core finds wrong."""
        self.page.evaluate(_AXE)
        found: list[str] = self.page.evaluate(_JUDGE, asked)
        return found

    def reached(self, times: int) -> Sequence[Mapping[str, Any]]:
        """Return what the tabulator key reaches, one after the other."""
        found = []
        for _ in range(times):
            self.page.keyboard.press("Tab")
            found.append(self.page.evaluate(_FOCUS))
        return found


@contextmanager
def browsing() -> Iterator[BrowserContext]:
    """Open a browser that keeps nothing."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = launched.new_context(viewport={"width": WIDE["width"], "height": WIDE["height"]})
        yield context
        context.close()
        launched.close()


def touring(context: BrowserContext, url: str, home: Home) -> Tour:
    """Open a window that notes what happens in it."""
    tour = Tour(context.new_page(), url, home)

    def heard(message: ConsoleMessage) -> None:
        tour.said.append(f"{message.type} {message.text}")

    def requested(request: Request) -> None:
        tour.asked.add(urlsplit(request.url).netloc)

    tour.page.on("console", heard)
    tour.page.on("pageerror", lambda error: tour.said.append(str(error)))
    tour.page.on("request", requested)
    return tour
