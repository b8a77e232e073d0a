"""A real browser walks through the console; skipped where Debian's chromium is not installed."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.browser import served
from console.homes import home_of, whole_month
from console.told import tell_all
from rasid.console import ENTER
from rasid.console.speech import speech_in
from rasid.languages import LANGUAGES

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


def page(profile: Path, url: str) -> tuple[str, str]:
    """Return the document as the browser has it in the end, and what it complained of."""
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--dump-dom",
    ]
    waiting = "--virtual-time-budget=5000"
    told = subprocess.run(
        [str(CHROMIUM), *options, waiting, f"--user-data-dir={profile}", url],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return told.stdout, "\n".join(re.findall(r".*(?:CONSOLE|Content Security).*", told.stderr))


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Return the profile of a browser that was let in, and the console's URL."""
    folder = tmp_path_factory.mktemp("chromium")
    home = home_of(whole_month(), folder / "home")
    tell_all(home)
    with served(home) as console:
        address = f"{console.url.rstrip('/')}{ENTER}?token={console.gate.issue()}"
        page(folder / "profile", address)
        yield folder / "profile", console.url


def test_the_browser_keeps_the_session(entered: tuple[Path, str]) -> None:
    profile, url = entered

    assert str(speech_in("en").say("overview.needs")) in page(profile, url)[0]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_tour_in_each_language(entered: tuple[Path, str], code: str) -> None:
    """The session is kept; the style sheet is let in; nothing is complained of."""
    profile, url = entered
    document, complaints = page(profile, f"{url}campaigns/C-1?lang={code}")

    assert f'<html lang="{code}" dir="{LANGUAGES[code].direction}">' in document
    assert str(speech_in(code).say("campaign.categories")) in document
    assert "" == complaints


@pytest.mark.parametrize("path", ["campaigns/C-1/graph", "disclosures/1"])
def test_pictures_and_bars_are_let_in_too(entered: tuple[Path, str], path: str) -> None:
    profile, url = entered
    document, complaints = page(profile, f"{url}{path}?lang=fa")

    assert "<svg" in document
    assert "" == complaints
