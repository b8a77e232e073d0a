from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from rasid.engines.duckdb import DuckDB
from rasid.reports import terminal
from rasid.reports.explain import explain
from rasid.reports.facts import campaign_facts
from rasid.reports.funnel import Funnel
from rasid.reports.listing import background_list, campaign_list, people_list
from rasid.reports.wording import funnel_sentence
from reports.months import Month, OpenMonth, spoiled

HOSTILE = "[red]x[/red]\x1b[2J\x07\u202e<b>=1|\nnext"


def printed(shown: RenderableType, width: int = 120) -> str:
    """Return what a terminal of this width would get."""
    console = Console(file=StringIO(), width=width, force_terminal=False)
    console.print(shown)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_campaign_block_tells_the_numbers_first(engine: DuckDB) -> None:
    text = printed(terminal.campaigns(campaign_list(engine)))

    assert [
        "C-1",
        f"  {funnel_sentence(Funnel(5, 3, 3, 2))}",
        "  Attributed to Sable Heron: likely, 72 %; runner-up: unknown.",
        "  2026-03-02 to 2026-03-08, one campaign: above 99 %",
    ] == [row.rstrip() for row in text.splitlines()]


def test_campaign_states_who_is_not_among_the_compromised(engine: DuckDB) -> None:
    facts = campaign_facts(engine, "C-1", gaps=[date(2026, 3, 7)], utc_offset=timedelta(hours=3.5))
    text = printed(terminal.campaign(facts))

    assert "None of the 2 compromised accounts belongs to: academic, campaign, official." in text
    assert "Attributed to Sable Heron: likely (72 %). Runner-up: unknown (25 %)." in text
    assert "UTC+03:30" in text
    assert "No event at all was logged on 1 day: 2026-03-07." in text


def test_people_are_shown_without_names(engine: DuckDB) -> None:
    text = printed(terminal.people(people_list(engine)))

    assert "Campaigns touched 3 of the 4 people on the roster." in text
    assert "Name of" not in text
    assert "Name of p1" in printed(terminal.people(people_list(engine, names=True)))


def test_empty_home_is_said_in_words(empty: DuckDB) -> None:
    assert "No campaign has been found.\n" == printed(terminal.campaigns(campaign_list(empty)))
    assert "No untargeted crime" in printed(terminal.background(background_list(empty)))
    assert "0 of the 0 people" in printed(terminal.people(people_list(empty)))
    assert "No file was imported.\n" == printed(terminal.reconciliation([]))


@dataclass(frozen=True)
class Imported:
    """Stands in for what an import tells of a file."""

    name: str
    format: str = "ocsf"
    lines: int = 10
    new: int = 7
    duplicate: int = 1
    rejected: int = 2
    first: datetime | None = None
    last: datetime | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


def test_reconciliation_adds_the_files_up() -> None:
    text = printed(terminal.reconciliation([Imported("a"), Imported("b", problem="torn")]))

    assert "b: torn" in text
    assert (
        "2 files: 20 lines = 14 new + 2 duplicate + 4 rejected; every line is accounted for."
        == text.splitlines()[-1]
    )


def test_lost_line_is_not_glossed_over() -> None:
    assert "NOT EQUAL" in printed(terminal.reconciliation([Imported("a", lines=11)]))


def test_records_without_a_name_are_counted() -> None:
    files = [Imported("a", others={"x.y": 2}), Imported("b", others={"x.y": 1, "z": 1})]

    assert "Kept as `other`: x.y (3), z (1)" in printed(terminal.reconciliation(files))


@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_text_is_shown_and_not_obeyed(
    month: Month, open_month: OpenMonth, width: int
) -> None:
    """Every text field of every table carries markup, an escape sequence and a bidi override."""
    engine = open_month(spoiled(month, HOSTILE))
    campaign_id = "C-1" + HOSTILE
    found = explain(
        engine, campaign_id, raw_lines=lambda wanted: {uid: (1, HOSTILE) for uid, _, _ in wanted}
    )
    shown = [
        terminal.campaigns(campaign_list(engine)),
        terminal.campaign(campaign_facts(engine, campaign_id)),
        terminal.background(background_list(engine)),
        terminal.people(people_list(engine, names=True)),
        terminal.explanation(found),
        terminal.coverage([{"file" + HOSTILE: HOSTILE, "events": 1}]),
        terminal.reconciliation([Imported(HOSTILE, problem=HOSTILE, others={HOSTILE: 1})]),
    ]
    text = "".join(printed(part, width) for part in shown)

    assert [] == [character for character in "\x1b\x07\u202e" if character in text]
    assert "[red]" in text.replace("\n", "").replace(" ", "")
