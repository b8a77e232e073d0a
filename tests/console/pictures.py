"""Make the pictures of docs/console.md and docs/access.md anew: `scripts/console-pictures HOME`.

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
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from accounts.authenticator import Authenticator
from cli.command import rasid
from console.browser import Served, served
from console.homes import home_of, whole_month
from console.pictures_of_all import picture_all
from notices.made import SETTINGS
from rasid.access_settings import ProviderSettings
from rasid.accounts import (
    Role,
    asked_to_make,
    find_account,
    invite,
    join,
    keep_passkey,
    new_secret,
    site_of,
)
from rasid.clock import utc_now
from rasid.console import ENTER, Folder, Person
from rasid.ledger import open_ledger
from rasid.notices import approve, last_plan
from rasid.settings import Home
from sources.hostile_files import GOOD, OTHER

ROOT = Path(__file__).resolve().parents[2]

Asked = Mapping[str, tuple[str, tuple[int, int]]]

PHRASE = "tulip vase nine moon"
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
        joint = "&" if "?" in path else "?"
        place = f"{console.url.rstrip('/')}{path}{joint}lang={name[-2:]}"
        shot(page, place, folder / f"{name}.png", (width, height))
    context.close()


def bring(console: Served, home: Home) -> None:
    """Bring a log with a line that cannot be read, and a file that is no log."""
    lines = b"\n".join([GOOD, OTHER, b'{"time": '])
    files = (("mail-2026-03-01.ndjson", lines), ("minutes.txt", b"nothing happened\n"))
    console.browser().bring(*files)
    while any(one.state == "waiting" for one in Folder(home, utc_now).all()):
        time.sleep(0.1)


def come_in(browser: Browser, folder: Path, root: Path) -> None:
    """Take pictures of how people come in, and of one's own passkeys; the people are fictional."""
    home = home_of(whole_month(), root)
    elsewhere = ProviderSettings(issuer="https://login.example", name="Example ID", client_id="x")
    local = site_of("http://localhost")
    with served(home, site=local, provider=elsewhere) as console:
        desk, url = console.desk, console.url.replace("127.0.0.1", "localhost")
        desk.site = site_of(url)
        token = invite(desk.store, "Ada Example", Role.ANALYST, by="root", now=console.clock[0])
        join(desk.store, "Ada Example", token, PHRASE, new_secret(), 0, console.clock[0])
        account = find_account(desk.store, "Ada Example")
        if account is None:
            raise LookupError("the account is not there")
        for name in ("Blue key", "Telephone"):
            asked = asked_to_make(desk.store, account, local, desk.challenges.issue("make", "x"))
            made = Authenticator(local.origin).make(asked)
            keep_passkey(desk.store, account, local, name, made, console.clock[0])
        context = browser.new_context()
        page = context.new_page()
        shot(page, f"{url}?lang=en", folder / "ways-in-en.png", (900, 760))
        person = Person(account.name, account.role, account.also, account.mark)
        secret, port = console.gate.open(person, "192.0.2.9"), urlsplit(url).port
        context.add_cookies([{"name": f"rasid-console-{port}", "value": secret, "url": url}])
        shot(page, f"{url}account?lang=ar", folder / "passkeys-ar.png", (1180, 1120))
        context.close()


def send(browser: Browser, folder: Path, root: Path) -> None:
    """Take a picture of approved notices before they are sent."""
    home = home_of(whole_month(), root)
    with home.settings_file.open("a") as file:
        file.write(SETTINGS.format(port=25, seconds=2))
    if rasid("notify", "plan", "C-1", "--by", "Ada", home=home.root).code:
        raise LookupError("there is no plan")
    with open_ledger(home) as ledger:
        approve(ledger, last_plan(ledger, "C-1"), by="Bo", now=utc_now())
    with served(home) as console:
        take(browser, console, {"sending-en": ("/notices/C-1", (1180, 820))}, folder)


def choose(browser: Browser, console: Served, campaign: str, target: Path) -> None:
    """Take a picture of every node of a campaign, with a person of the roster chosen."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{console.url.rstrip('/')}{ENTER}?token={console.gate.issue()}")
    page.wait_for_url(console.url)
    page.goto(f"{console.url.rstrip('/')}/campaigns/{campaign}/graph?lang=en")
    page.wait_for_selector("[data-drawn]")
    page.fill(".nodes input", "P0")
    page.locator("[data-found] button").first.click()
    page.locator(".nodes").screenshot(path=str(target))
    page.close()
    _made_small(target)


def shot(page: Page, address: str, target: Path, size: tuple[int, int]) -> None:
    """Take one picture, and make it small."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    page.screenshot(path=str(target))
    _made_small(target)


def _made_small(target: Path) -> None:
    if shutil.which("convert"):
        small = ["convert", str(target), "+dither", "-colors", "64", f"PNG8:{target}"]
        subprocess.run(small, check=True)
    print(target)  # noqa: T201 - a script


def main() -> None:
    """Serve homes and take the pictures."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "console"
    if sys.argv[-1] == "--all":
        with tempfile.TemporaryDirectory() as made, browsing() as browser:
            picture_all(browser, ROOT / "docs" / "console" / "all", Path(made) / "home")
        return
    with tempfile.TemporaryDirectory() as made, browsing() as browser:
        empty = Home(Path(made) / "home")
        empty.create()
        with served(empty) as console:
            bring(console, empty)
            take(browser, console, BROUGHT, folder)
        come_in(browser, folder, Path(made) / "ways")
        send(browser, folder, Path(made) / "notices")
        with served(Home(Path(sys.argv[1]))) as console:
            text = console.browser().get("/campaigns?csv=campaigns").text
            campaign = text.splitlines()[1].split(",")[0]
            asked = {n: (path.format(campaign=campaign), s) for n, (path, s) in PICTURES.items()}
            take(browser, console, asked, folder)
            choose(browser, console, campaign, folder / "nodes-en.png")


if __name__ == "__main__":
    main()
