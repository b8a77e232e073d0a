from dataclasses import dataclass
from datetime import date, timedelta
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

BOUNDS = {"attempts": (4, 7), "identified": (3, 4), "attacked": (3, 3), "compromised": (1, 2)}
HOSTILE = "[red]x[/red]\x1b[2J\x07\u202e<b>=1|\nnext"


@dataclass(frozen=True)
class RawText:
    """Stands in for a record out of a kept file."""

    text: str
    line: int | None = 1
    problem: str = HOSTILE


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
        f"  {funnel_sentence(Funnel(5, 3, 3, 2), BOUNDS)}",
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
    assert "No logs have been imported.\n" == printed(terminal.coverage({"files": []}))


def imported(name: str, **more: object) -> dict[str, object]:
    """Return what an import tells of a file."""
    counts = {"lines": 10, "new": 7, "duplicate": 1, "rejected": 2}
    empty: dict[str, object] = {"first": None, "last": None, "others": {}, "problem": ""}
    return {"name": name, "format": "ocsf", **counts, **empty, **more}


def told_coverage(name: str = "a") -> dict[str, object]:
    """Return what the coverage of one file of one provider says as JSON."""
    ends = {"first": "2026-03-02T05:10:00Z", "last": "2026-03-05T06:10:00Z"}
    counts = {"lines": 10, "events": 7, "elsewhere": 1, "rejected": 2}
    provider = {
        "provider": name,
        "events": 7,
        **ends,
        "silent": [["2026-03-03", "2026-03-04"]],
        "astray": 1,
        "longest_gap_hours": 50,
        "gap_starts": ends["first"],
        "conflicts": 0,
        "empty": {"asn": 1.0, "country": 0.0},
        "actions": {"signin" + name: 7},
        "others": {},
    }
    days = [{"provider": name, "day": f"2026-03-0{day}", "events": day} for day in (2, 5)]
    files = [{"name": name, "format": name, **counts, **ends}]
    skew = {"ahead": name, "behind": name, "seconds": 12_600.0, "shared": 9, "matched": 8}
    late = {"provider": name, "arrival": "2026-03-05", "events": 2, "largest_seconds": 7200.0}
    silence = {"provider": name, "part": name, "kind": "drop", "expected": 9.6, "seen": 1}
    rhythm = {"provider": name, "learnt": "week", "noticed_from": 3}
    return {
        "files": files,
        "providers": [provider],
        "days": days,
        "rejects": {name: 2},
        "verdicts": [{"provider": name, "believed": "in part", "reasons": [name]}],
        "rhythms": [rhythm],
        "silences": [{**silence, "start": ends["first"], "end": ends["last"]}],
        "clocks": {
            "late": [late],
            "ahead": [],
            "skews": [{**skew, "zone": True}],
            "ordered": [name],
        },
        "lacks": [{"provider": name, "meaning": f"no address {name}"}],
    }


def test_reconciliation_adds_the_files_up() -> None:
    files = [imported("a"), imported("b", problem="b: torn")]
    text = printed(terminal.reconciliation(files))

    assert "b: torn" in text
    assert (
        "2 files: 20 lines = 14 new + 2 duplicate + 4 rejected; every line is accounted for."
        == text.splitlines()[-1]
    )


def test_lost_line_is_not_glossed_over() -> None:
    assert "NOT EQUAL" in printed(terminal.reconciliation([imported("a", lines=11)]))


def test_records_without_a_name_are_counted() -> None:
    files = [imported("a", others={"x.y": 2}), imported("b", others={"x.y": 1, "z": 1})]

    assert "Kept as `other`: x.y (3), z (1)." in printed(terminal.reconciliation(files))


def test_coverage_tells_what_is_missing() -> None:
    text = printed(terminal.coverage(told_coverage()))

    assert "Empty fields: asn 100 %" in text
    assert "country" not in text
    assert "No event from 2026-03-03 to 2026-03-04." in text
    assert "1 event dated outside this time: a wrong clock?" in text
    assert "▄  █" in text
    assert "can be believed in part:\n    - A." in "\n".join(map(str.rstrip, text.splitlines()))
    assert "a total silence shows from 3 hours on." in text
    assert "2 events came late, up to 2 h or more, in files of 2026-03-05." in text
    assert "a dates the same sign-ins 3 h 30 min later than a (8 of 9); local time" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_hostile_text_is_shown_and_not_obeyed(
    month: Month, open_month: OpenMonth, width: int
) -> None:
    """Every text field of every table carries markup, an escape sequence and a bidi override."""
    engine = open_month(spoiled(month, HOSTILE))
    campaign_id = "C-1" + HOSTILE
    found = explain(
        engine, campaign_id, raw_lines=lambda wanted: [RawText(HOSTILE) for _ in wanted]
    )
    shown = [
        terminal.campaigns(campaign_list(engine)),
        terminal.campaign(campaign_facts(engine, campaign_id)),
        terminal.background(background_list(engine)),
        terminal.people(people_list(engine, names=True)),
        terminal.explanation(found),
        terminal.coverage(told_coverage(HOSTILE)),
        terminal.reconciliation([imported(HOSTILE, problem=HOSTILE, others={HOSTILE: 1})]),
    ]
    text = "".join(printed(part, width) for part in shown)

    assert [] == [character for character in "\x1b\x07\u202e" if character in text]
    assert "[red]" in text.replace("\n", "").replace(" ", "")
