"""Make the pictures of docs/console.md anew: `scripts/console-pictures HOME`.

HOME is an analysed demo. Debian's chromium takes them; convert (ImageMagick), where it is there,
makes them small. Look at every one before it is committed.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from console.browser import Served, served
from rasid.clock import utc_now
from rasid.console import ENTER, Folder
from rasid.settings import Home
from sources.hostile_files import GOOD, OTHER

ROOT = Path(__file__).resolve().parents[2]

Asked = Mapping[str, tuple[str, tuple[int, int]]]

SCREEN, PHONE = (1280, 900), (390, 844)
PICTURES = {
    "overview-en": ("/", SCREEN),
    "rows-en": ("/campaigns/{campaign}/events?number=compromised", SCREEN),
    "graph-fa": ("/campaigns/{campaign}/graph", (1180, 760)),
    "campaign-ar": ("/campaigns/{campaign}", SCREEN),
    "phone-en": ("/campaigns/{campaign}", PHONE),
    "phone-ar": ("/", PHONE),
    "phone-fa": ("/", PHONE),
}
BROUGHT = {"imports-en": ("/imports", (1180, 860))}
"""What each shows, and how large; its language stands in its name. The last are of a home to which
files were brought, which a demo does not take."""


@contextmanager
def browsing() -> Iterator[Browser]:
    """Open Debian's chromium."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield launched
        launched.close()


def take(browser: Browser, console: Served, asked: Asked, folder: Path) -> None:
    """Take pictures of a console."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{console.url.rstrip('/')}{ENTER}?token={console.gate.issue()}")
    page.wait_for_url(console.url)
    for name, (path, (width, height)) in asked.items():
        page.set_viewport_size({"width": width, "height": height})
        joint = "&" if "?" in path else "?"
        page.goto(f"{console.url.rstrip('/')}{path}{joint}lang={name[-2:]}")
        target = folder / f"{name}.png"
        page.screenshot(path=str(target))
        if shutil.which("convert"):
            small = ["convert", str(target), "+dither", "-colors", "64", f"PNG8:{target}"]
            subprocess.run(small, check=True)
        print(target)  # noqa: T201 - a script
    context.close()


def bring(console: Served, home: Home) -> None:
    """Bring a log with a line that cannot be read, and a file that is no log."""
    lines = b"\n".join([GOOD, OTHER, b'{"time": '])
    files = (("mail-2026-03-01.ndjson", lines), ("minutes.txt", b"nothing happened\n"))
    console.browser().bring(*files)
    while any(one.state == "waiting" for one in Folder(home, utc_now).all()):
        time.sleep(0.1)


def main() -> None:
    """Serve homes and take the pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "console"
    with tempfile.TemporaryDirectory() as made, browsing() as browser:
        empty = Home(Path(made) / "home")
        empty.create()
        with served(empty) as console:
            bring(console, empty)
            take(browser, console, BROUGHT, folder)
        with served(Home(Path(sys.argv[1]))) as console:
            text = console.browser().get("/campaigns?csv=campaigns").text
            campaign = text.splitlines()[1].split(",")[0]
            asked = {n: (path.format(campaign=campaign), s) for n, (path, s) in PICTURES.items()}
            take(browser, console, asked, folder)


if __name__ == "__main__":
    main()
