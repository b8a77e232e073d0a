"""Pictures of every kind of page, each four times: `scripts/console-pictures HOME --all`.

Of a small month that has something on each page: in English on a screen, in Arabic on a dark
screen, in Persian on a phone, in Arabic on a phone in the dark, side by side.
"""

import base64
import re
from pathlib import Path

from playwright.sync_api import Browser

from console.browser import Served, served
from console.homes import home_of, whole_month
from console.told import tell_all
from console.tour import kinds
from rasid.console import ENTER

LOOKS = (
    ("en", "light", (1280, 900), 560),
    ("ar", "dark", (1280, 900), 560),
    ("fa", "light", (390, 900), 171),
    ("ar", "dark", (390, 900), 171),
)
"""Language, light or dark, size of the window, width in the picture."""

_SHEET = """<body style="margin:0;display:flex;gap:8px;background:#999">{}</body>"""
_ONE = """<img src="data:image/png;base64,{}" style="width:{}px;height:394px">"""


def picture_all(browser: Browser, folder: Path, root: Path) -> None:
    """Write one picture of each kind of page, and the page of docs that shows them."""
    home = home_of(whole_month(), root)
    tell_all(home)
    folder.mkdir(exist_ok=True)
    names = {path: _name(path) for path in kinds()}
    with served(home) as console:
        looks = [_looks(browser, console, *look) for look in LOOKS]
    page = browser.new_page(viewport={"width": 1486, "height": 394})
    for place, name in enumerate(names.values()):
        shown = "".join(
            _ONE.format(base64.b64encode(taken[place]).decode(), width)
            for taken, (*_, width) in zip(looks, LOOKS, strict=True)
        )
        page.set_content(_SHEET.format(shown))
        page.screenshot(path=str(folder / f"{name}.jpg"), type="jpeg", quality=60)
    page.close()
    told = "".join(f"\n## {n}\n\n![{n}](console/all/{n}.jpg)\n" for n in names.values())
    about = __doc__.partition("\n\n")[2]
    target = folder.parents[1] / "console-pages.md"
    target.write_text(f"# Every page of the console\n\n{about}{told}", "utf-8")


def _looks(
    browser: Browser, console: Served, language: str, scheme: str, size: tuple[int, int], _: int
) -> list[bytes]:
    """Return a picture of each page in one language, size and colour."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(f"{console.url.rstrip('/')}{ENTER}?token={console.gate.issue()}")
    page.wait_for_url(console.url)
    taken = []
    for path in kinds():
        joint = "&" if "?" in path else "?"
        page.goto(f"{console.url.rstrip('/')}{path}{joint}lang={language}")
        taken.append(page.screenshot())
    context.close()
    return taken


def _name(path: str) -> str:
    """Return what a page is called by its address, without what is named in it."""
    area, _, of = path.partition("?")[0].strip("/").partition("/")
    last = of.rpartition("/")[2] if "/" in of else ("one" if of else "")
    return re.sub(r"[^a-z]+", "-", "-".join(filter(None, (area or "overview", last))))
