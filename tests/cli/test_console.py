"""The console shows what the commands tell, and is served as they say."""

import csv
import io
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.command import rasid, rasid_process
from console.browser import Browser, served
from rasid.accounts import code_at
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.roster import read_roster
from rasid.settings import Home

GOOD = "tulip vase nine moon"
NUMBERS = {
    "attempts": "attempts",
    "identified": "accounts_identified",
    "attacked": "accounts_attacked",
    "compromised": "accounts_compromised",
}


@pytest.fixture(scope="module")
def home(analysed_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an analysed home that the console may keep a key in."""
    return Path(shutil.copytree(analysed_home, tmp_path_factory.mktemp("console") / "home"))


@pytest.fixture(scope="module")
def browser(home: Path) -> Iterator[Browser]:
    """Return a browser that was let in."""
    with served(Home(home)) as console:
        yield console.browser()


@pytest.fixture(scope="module")
def told(home: Path) -> Any:  # noqa: ANN401 - what `show campaigns --json` prints
    return max(
        rasid("show", "campaigns", "--json", home=home).document, key=lambda r: r["attempts"]
    )


def table(browser: Browser, path: str, name: str) -> list[dict[str, str]]:
    """Return a table of a page as its file."""
    joined = "&" if "?" in path else "?"
    answer = browser.get(f"{path}{joined}csv={name}")
    assert 200 == answer.status
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_campaigns_are_those_of_the_command(browser: Browser, home: Path) -> None:
    said = rasid("show", "campaigns", "--json", home=home).document
    keys = ["campaign_id", *NUMBERS.values()]
    shown = table(browser, "/campaigns", "campaigns")

    assert [[str(row[key]) for key in keys] for row in said] == [
        [row[key] for key in keys] for row in shown
    ]


def test_categories_are_those_of_the_command(browser: Browser, told: Any) -> None:  # noqa: ANN401
    shown = table(browser, f"/campaigns/{told['campaign_id']}", "categories")

    assert told["by_category"] == {
        row["category"]: {key: int(row[key]) for key in NUMBERS} for row in shown
    }


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_opens_its_rows(browser: Browser, told: Any, number: str) -> None:  # noqa: ANN401
    """As many as it says: events for attempts, accounts for the others; whole and by category."""
    path = f"/campaigns/{told['campaign_id']}/events?number={number}"
    said = {"": told[NUMBERS[number]]}
    said |= {category: numbers[number] for category, numbers in told["by_category"].items()}
    counted = {}
    for category in said:
        rows = table(browser, f"{path}&category={category}" if category else path, "events")
        counted[category] = len(rows if number == "attempts" else {r["account"] for r in rows})

    assert said == counted


def test_people_are_those_of_the_command(browser: Browser, home: Path) -> None:
    said = rasid("show", "people", "--json", home=home).document
    keys = ("person_id", "attempts", "identified", "attacked", "compromised")
    shown = table(browser, "/people", "people")

    assert [[str(row[k]) for k in keys] for row in said] == [
        [row[k] for k in keys] for row in shown
    ]


def test_every_row_opens_its_raw_line(browser: Browser, home: Path, told: Any) -> None:  # noqa: ANN401
    """With nobody's name or account in it."""
    page = browser.get(f"/campaigns/{told['campaign_id']}/events?number=compromised").text
    lines = dict.fromkeys(re.findall(r'href="(/line[^"]+)"', page))
    with open_ledger(Home(home)) as ledger:
        people = {text.lower() for one in read_roster(ledger) for text in (one.account, one.name)}

    for line in list(lines)[:8]:
        answer = browser.get(line.replace("&amp;", "&"))
        (raw,) = re.findall(r"<pre[^>]*>(.+?)</pre>", answer.text, re.DOTALL)
        assert "{" == raw[0]
        assert [] == [person for person in people if person in answer.text.lower()]
    assert lines


@contextmanager
def serving(home: Path, *options: str) -> Iterator[list[str]]:
    """Run `rasid serve`; yields the lines that it prints at once."""
    with rasid_process("serve", "--port", "0", *options, home=home) as process:
        assert process.stdout
        lines: list[str] = []
        try:
            for line in process.stdout:
                lines.append(line.strip())
                if re.search(r"/enter\?|not served|has an account", line):
                    break
            yield lines
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def test_serve_prints_an_address_that_works_once(home: Path) -> None:
    with serving(home) as lines:
        assert "Console, for one browser and once:" == lines[-2]
        url, _, path = lines[-1].partition("/enter")
        browsers = [Browser(url) for _ in range(2)]
        statuses = [one.get(f"/enter{path}").status for one in browsers]

        assert [200, 401] == statuses
        assert [200, 401] == [one.get("/").status for one in browsers]
        assert 401 == browsers[0].get("/taxii2/").status, "a session opens the console alone"


def test_beyond_this_machine_accounts_let_in(home: Path) -> None:
    """By invitation, password and authenticator; the proxy says from where; nothing else does."""
    add = ("serve", "accounts", "add", "Ada", "--role", "analyst")
    invitation = rasid(*add, home=home).out.strip()
    with serving(home, "--tls-in-front") as lines:
        url = lines[-1].split()[-1]
        browser = Browser(url, origin=url.rstrip("/").replace("http:", "https:"))
        password = GOOD
        told = {"name": "Ada", "invitation": invitation, "password": password, "again": password}
        page = browser.post("/join", told).text
        (secret,) = re.findall(r'class="secret">([A-Z2-7]+)<', page)
        (joining,) = re.findall(r'name="joining" value="([^"]+)"', page)
        code = code_at(secret, utc_now())
        codes = re.findall(
            r"(?:\w{4}-){5}\w{4}",
            browser.post("/join/code", {"joining": joining, "code": code}).text,
        )
        came = {"X_Forwarded_For": "203.0.113.7"}
        form = {"name": "ada", "password": password, "code": codes[0]}
        entered = browser.post("/sign-in", form, **came)
        pages = [browser.get("/campaigns", **came), Browser(url).get("/enter?token=x")]

    last = rasid("show", "audit", "--json", home=home).document["entries"][-1]
    assert f"Console, for who has an account: {url}" == lines[-1]
    assert (303, [200, 401]) == (entered.status, [one.status for one in pages])
    assert {"__Host-rasid-console", "__Host-rasid-device"} <= browser.cookies.keys()
    assert ("Ada", "203.0.113.7") == (last["who"], last["place"])


def test_without_accounts_there_is_no_console_beyond_this_machine(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    rasid("init", home=empty)
    told = rasid("serve", "--tls-in-front", "--port", "0", home=empty)
    assert "the console needs accounts: `rasid serve accounts add` makes one" in told.sentence
    with serving(empty, "--tls-in-front", "--no-console") as lines:
        url = lines[0].split()[-1].removesuffix("taxii2/.")

        assert "The console is not served." == lines[-1]
        assert [404, 404] == [Browser(url).get(path).status for path in ("/", "/enter?token=x")]
