from collections.abc import Callable

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.sharing.crowds import Cell
from rasid.sharing.facts import believed_since, read_facts
from reports.months import Month
from sharing.worlds import a_month, entry

Opened = Callable[[Month], DuckDB]


def test_traces_are_counted_with_everybody_elses(opened: Opened) -> None:
    """Other accounts that get in, and protected ones among them though they were attacked."""
    month = a_month()
    month["events"] += [
        entry(0, "j1@mail.example"),
        entry(0, "neighbour@mail.example"),
        entry(0, "failed@mail.example", outcome="failure"),
    ]
    traces = {t.value: t for t in read_facts(opened(month), "C-1", ()).traces}

    first = traces["198.51.100.0"]
    assert (2, 1, 1, 1) == (first.events, first.sessions, first.others, first.protected)
    assert (64500, "Example Transit") == (first.asn, first.as_name)
    assert ("fingerprint", 16, 0) == (
        traces["t13d_rare"].kind,
        traces["t13d_rare"].events,
        traces["t13d_rare"].others,
    )


@pytest.mark.parametrize(
    ("address", "protected"),
    [("2001:db8:0:7::1", 0), ("2001:db8:0:8:1::", 1), ("2001:db8:0:8:2::9", 1)],
)
def test_a_household_is_one_place(opened: Opened, address: str, protected: int) -> None:
    """An address of IPv6 changes by the day; its first 64 bits are where somebody lives."""
    month = a_month()
    month["hostile"][0]["source_ip"] = month["events"][0]["source_ip"] = address
    month["events"].append(entry(0, "j5@mail.example", source_ip="2001:db8:0:8:2::9"))
    traces = {t.value: t for t in read_facts(opened(month), "C-1", ()).traces}

    assert protected == traces[address].protected


def test_people_are_counted_by_category(opened: Opened) -> None:
    cells = read_facts(opened(a_month()), "C-1", ()).cells

    assert {"journalist": Cell(6, 6, 8), "official": Cell(1, 1, 1), "unlisted": Cell(0, 0, 0)} == (
        cells["attacked"]
    )
    assert Cell(1, 1, 8, 6) == cells["compromised"]["journalist"]


def test_an_unknown_campaign_is_one_sentence(opened: Opened) -> None:
    with pytest.raises(UsageError, match="there is no campaign 'C-9'"):
        read_facts(opened(a_month()), "C-9", ())


def test_belief_begins_with_the_analysis_that_found_it(opened: Opened) -> None:
    assert "2026-04-01T09:00:00.250000+00:00" == believed_since(opened(a_month())).isoformat()
