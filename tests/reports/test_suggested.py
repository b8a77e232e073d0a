"""Who is suggested is listed and written as a roster; what is provisional says so everywhere."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import campaign_list, terminal
from rasid.reports.facts import campaign_facts
from rasid.reports.page import render
from rasid.reports.suggested import suggested_count, suggested_list, write_roster_to_fill_in
from rasid.reports.terminal import suggestions
from rasid.roster import import_people, read_roster
from rasid.settings import Home
from reports.months import FIRST, Month, OpenMonth
from reports.test_terminal import printed

MARK = "No roster was imported: all of this is provisional."


def row(kind: str, subject: str, **more: object) -> dict[str, object]:
    return {
        "kind": kind,
        "campaign_id": "" if kind == "converging" else "C-1",
        "subject": subject,
        "person_id": f"suggested-{subject[:4]}",
        "events": 3,
        "sessions": 2,
        "sources": 2,
        "days": 2,
        "first_seen": FIRST,
        "last_seen": FIRST,
        "name": "Ada Lovell",
        "addresses": subject,
        "like_person": "",
        "reason": "in 2 sessions",
        "provisional": kind == "converging",
        **more,
    }


@pytest.fixture
def suggesting(month: Month, open_month: OpenMonth) -> Callable[..., DuckDB]:
    """Open a month with these suggestions."""
    return lambda *rows: open_month({**month, "suggested": list(rows)})


def test_likeliest_of_each_kind_is_first(suggesting: Callable[..., DuckDB]) -> None:
    """A name that is a listed person's is last: somebody has enrolled them."""
    engine = suggesting(
        row("name", "a@x.example", addresses="a@x.example", like_person=""),
        row("name", "b@x.example", addresses="b@x.example c@x.example"),
        row(
            "name", "d@x.example", addresses="d@x.example e@x.example f@x.example", like_person="p1"
        ),
        row("account", "g@x.example", bits=1.0),
        row("account", "h@x.example", bits=9.0),
    )

    assert ["h@x", "g@x", "b@x", "a@x", "d@x"] == [
        found["subject"][:3] for found in suggested_list(engine)
    ]
    assert ["b@x", "a@x"] == [found["subject"][:3] for found in suggested_list(engine, 2, 2)]
    assert suggested_count(engine) == 5


def test_roster_that_is_written_can_be_imported(
    suggesting: Callable[..., DuckDB], tmp_path: Path
) -> None:
    """Names without an account have to be filled in, which the import says with the line."""
    rows = suggested_list(
        suggesting(
            row("account", "ada@x.example", bits=1.0, name='Ada "A", Lovell'),
            row("converging", "ben@x.example", chance=0.2, name=""),
        )
    )
    target = tmp_path / "people.csv"
    home = Home(tmp_path / "home")
    home.create()

    assert 2 == write_roster_to_fill_in(rows, target)
    with open_ledger(home) as ledger:
        import_people(target, ledger)
        found = [(one.name, one.category, one.account) for one in read_roster(ledger)]
    assert [
        ('Ada "A", Lovell', "to be sorted", "ada@x.example"),
        ("somebody", "to be sorted", "ben@x.example"),
    ] == found


@pytest.mark.parametrize(
    ("suggestion", "line"),
    [
        (row("name", "a@x.example"), "suggested-a@x.,Ada Lovell,to be sorted,,,,"),
        (row("name", "a@x.example", like_person="p1"), ""),
        (row("account", "=1+1@x.example"), ""),
    ],
)
def test_line_of_a_suggestion(
    suggesting: Callable[..., DuckDB], suggestion: dict[str, object], line: str
) -> None:
    """No account for a name, none for who is listed, and no formula for a spreadsheet."""
    (found,) = suggested_list(suggesting(suggestion))

    assert line == found["roster_line"]


def test_roster_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write .*nowhere"):
        write_roster_to_fill_in([], tmp_path / "nowhere" / "people.csv")


def test_screen_tells_each_kind_apart(suggesting: Callable[..., DuckDB]) -> None:
    text = printed(
        suggestions(
            suggested_list(
                suggesting(
                    row("converging", "ada@x.example", chance=0.25),
                    row("account", "ben@x.example", bits=4.5),
                    row("name", "cy@x.example", addresses="cy@x.example c.y@x.example"),
                )
            )
        ),
        width=200,
    )

    for said in ("No roster", "25 %", "+4.5", "somebody called like", "c.y@x.example"):
        assert said in text


def test_nobody_suggested_is_said(empty: DuckDB) -> None:
    assert "Nobody" in printed(suggestions(suggested_list(empty)))


@pytest.mark.parametrize("file_format", ["html", "md"])
def test_report_without_a_roster_says_that_it_is_provisional(
    suggesting: Callable[..., DuckDB], engine: DuckDB, made_at: datetime, file_format: str
) -> None:
    firm = render(campaign_facts(engine, "C-1"), file_format, made_at=made_at)
    opened = suggesting(row("converging", "ada@x.example", chance=0.25))
    facts = campaign_facts(opened, "C-1")

    assert MARK not in firm
    assert 2 == render(facts, file_format, made_at=made_at).count(MARK)
    assert MARK in printed(terminal.campaign(facts)).replace("\n", " ")
    assert [True] == [one["provisional"] for one in campaign_list(opened)]
