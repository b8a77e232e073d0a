"""A chain is shown as such wherever a campaign is told, and names nobody."""

from datetime import datetime

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports import explain, terminal
from rasid.reports.chains import chains_of
from rasid.reports.facts import campaign_facts
from rasid.reports.page import render
from reports.months import FIRST, Month, OpenMonth
from reports.test_terminal import printed

BOX, ACCOUNT = "p1@home.example", "p1@mail.example"
REASON = "the campaign had entered the mailbox that resets this account 3.0 hours before"


@pytest.fixture
def chained(month: Month, open_month: OpenMonth) -> DuckDB:
    """Return a month with one chain."""
    month["chains"] = [
        {
            "campaign_id": "C-1",
            "person_id": "p1",
            "mailbox": BOX,
            "mailbox_event": "uid-9-1",
            "mailbox_at": FIRST,
            "account": ACCOUNT,
            "account_event": "uid-1-1",
            "account_at": FIRST.replace(hour=8),
            "kind": "mailbox",
            "reason": REASON,
        }
    ]
    return open_month(month)


@pytest.mark.parametrize("file_format", ["html", "md"])
def test_report_has_the_chain(chained: DuckDB, made_at: datetime, file_format: str) -> None:
    text = render(campaign_facts(chained, "C-1"), file_format, made_at=made_at)

    assert "Accounts entered by recovery" in text
    assert "3.0" in text
    assert BOX not in text


@pytest.mark.parametrize("file_format", ["html", "md"])
def test_report_without_a_chain_says_nothing_of_it(
    engine: DuckDB, made_at: datetime, file_format: str
) -> None:
    facts = campaign_facts(engine, "C-1")

    assert "entered by recovery" not in render(facts, file_format, made_at=made_at)


def test_campaign_page_has_the_chain(chained: DuckDB) -> None:
    text = printed(terminal.campaign(campaign_facts(chained, "C-1")))

    assert "Accounts entered by recovery" in text
    assert BOX not in text


@pytest.mark.parametrize(("account", "found"), [(ACCOUNT, 1), (BOX, 1), ("p2@mail.example", 0)])
def test_chain_is_found_from_both_ends(chained: DuckDB, account: str, found: int) -> None:
    assert found == len(chains_of(chained, "C-1", account))


def test_explanation_of_an_account_has_its_chain(chained: DuckDB) -> None:
    told = explain(chained, "C-1", raw_lines=lambda _: [], account=ACCOUNT, most_lines=0)

    assert [REASON] == [chain.reason for chain in told.chains]
    assert "Accounts entered by recovery" in printed(terminal.explanation(told))
