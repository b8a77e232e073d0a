"""Hundreds of campaigns, many decisions: pages stay short, and count what they leave out."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from console.browser import Browser, served
from console.homes import home_of, whole_month
from rasid.campaigns import decide
from rasid.ledger import open_ledger
from reports.months import FIRST

CAMPAIGNS = 500


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    month = whole_month()
    for name in ("campaigns", "hostile", "evidence"):
        rows = month[name]
        month[name] = [
            *rows,
            *(
                {**row, "campaign_id": f"C-{number}", **later(name, row, number)}
                for number in range(2, CAMPAIGNS + 1)
                for row in rows
            ),
        ]
    home = home_of(month, tmp_path_factory.mktemp("many") / "home")
    with served(home) as console:
        yield console.browser()


def later(name: str, row: Mapping[str, object], number: int) -> dict[str, object]:
    """Return what of a row is another one's: the higher its number, the later a campaign."""
    if name == "campaigns":
        return {"last_seen": FIRST + timedelta(days=30, minutes=number)}
    return {"event_uid": f"{row['event_uid']}-{number}"} if name == "hostile" else {}


def test_the_first_page_tells_of_some_and_counts_the_others(browser: Browser) -> None:
    page = browser.get("/").text

    assert len(page.encode()) < 200_000
    assert [12, 1] == [page.count('class="card"'), page.count("488 earlier campaigns")]
    assert 'href="/campaigns/C-500"' in page
    assert "Nobody has decided on 495 more campaigns yet." in page
    assert "Accounts were entered in 495 more campaigns." in page


def test_the_list_has_them_all(browser: Browser) -> None:
    rows = browser.get("/campaigns?csv=campaigns").text.splitlines()

    assert 1 + CAMPAIGNS == len(rows)


def test_a_campaign_tells_of_its_latest_decisions(tmp_path: Path) -> None:
    home = home_of(whole_month(), tmp_path / "home")
    with open_ledger(home) as ledger:
        for number in range(20):
            decide(ledger, "confirm", why=f"{number}", by="B", now=FIRST, campaign_id="C-1")
    with served(home) as console:
        page = console.browser().get("/campaigns/C-1").text

    assert [12, 1] == [page.count('<li><a href="/decisions/'), page.count("9 earlier decisions")]
    assert 'href="/decisions/21"' in page
