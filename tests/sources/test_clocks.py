from datetime import timedelta

import numpy as np
import pytest

from rasid.sources.clocks import clocks
from sources.event_rows import HOUR, MONDAY, event_table, hourly, working_month
from sources.log_home import Site

Rows = list[dict[str, object]]


def daily_files(*, days: int = 5) -> Rows:
    """Return a working week, one file a day."""
    rows = hourly(working_month(1, days=days))
    return [{**row, "raw_file": f"ndjson:{_day(row)}"} for row in rows]


def _day(row: dict[str, object]) -> str:
    return str(row["time"])[:10]


def test_late_events_are_told_by_day_of_arrival(site: Site) -> None:
    """Forty events of Tuesday noon come with Thursday's file."""
    tuesday, thursday = (MONDAY + timedelta(days=n) for n in (1, 3))
    late = {"time": tuesday + 12 * HOUR, "n": 40, "raw_file": f"ndjson:{thursday:%Y-%m-%d}"}
    event_table(site.engine, [*daily_files(), late])

    found = clocks(site.engine, 1)

    (arrival,) = [a for a in found.late if a.events >= 40]
    assert (thursday.date(), 40) == (arrival.arrival, arrival.events)
    assert timedelta(hours=24) < timedelta(seconds=arrival.largest_seconds) < timedelta(hours=36)
    assert ((), ("mail",)) == (found.ahead, found.ordered)


def test_events_dated_after_their_file_are_told(site: Site) -> None:
    tuesday = MONDAY + timedelta(days=1)
    early = {"time": MONDAY + timedelta(days=3, hours=12), "n": 5}
    event_table(site.engine, [*daily_files(), {**early, "raw_file": f"ndjson:{tuesday:%Y-%m-%d}"}])

    (arrival,) = clocks(site.engine, 1).ahead

    assert (tuesday.date(), 5) == (arrival.arrival, arrival.events)


def test_file_of_late_events_does_not_accuse_others(site: Site) -> None:
    """Of a file delivered later, a fifth is of Monday, and the rest of Thursday."""
    again = [
        {"time": MONDAY + timedelta(days=days, hours=12), "n": n, "raw_file": "ndjson:again"}
        for days, n in ((0, 10), (3, 40))
    ]
    event_table(site.engine, [*daily_files(), *again])

    found = clocks(site.engine, 1)

    thursday = (MONDAY + timedelta(days=3)).date()
    assert [(thursday, 10)] == [(a.arrival, a.events) for a in found.late if a.events >= 10]
    assert () == found.ahead


@pytest.mark.parametrize("files", [1, 2])
def test_files_that_do_not_follow_each_other_show_no_lateness(site: Site, files: int) -> None:
    """One file, or two over the same days."""
    rows = [{**row, "raw_file": f"x:{n % files}"} for n, row in enumerate(daily_files())]
    event_table(site.engine, rows)

    found = clocks(site.engine, 1)

    assert ((), (), ()) == (found.late, found.ahead, found.ordered)


def two_providers(shift: float, *, shared: bool = True, jitter: float = 3.0) -> Rows:
    """Return the sign-ins of 40 people over 20 days as two providers log them."""
    chance = np.random.default_rng(7)
    rows: Rows = []
    for person in range(40):
        for day in range(20):
            seen = MONDAY + timedelta(days=day, seconds=float(chance.uniform(6, 18) * 3600))
            again = seen + timedelta(seconds=shift + float(chance.normal(0, jitter)))
            if not shared:
                again = MONDAY + timedelta(days=day, seconds=float(chance.uniform(6, 18) * 3600))
            who = {"account": f"p{person}@x.example", "source_ip": f"192.0.2.{person}"}
            rows += [{**who, "time": seen, "provider": "idp"}]
            rows += [{**who, "time": again, "provider": "mail"}]
    return rows


@pytest.mark.parametrize(
    ("seconds", "zone"),
    [(12_600, True), (1_800, True), (-7_200, True), (600, False), (-95, False)],
)
def test_clock_that_is_off_is_told(site: Site, seconds: float, zone: bool) -> None:  # noqa: FBT001
    event_table(site.engine, two_providers(seconds))

    (skew,) = clocks(site.engine, 2).skews

    assert ("mail" if seconds > 0 else "idp", zone) == (skew.ahead, skew.zone)
    assert abs(skew.seconds - abs(seconds)) < 2
    assert (800, True) == (skew.shared, skew.matched >= 780)


@pytest.mark.parametrize(
    "rows",
    [
        two_providers(2),
        two_providers(0, shared=False),
        [{**row, "account": f"{row['provider']}{row['account']}"} for row in two_providers(3600)],
        two_providers(3600)[:20],
    ],
    ids=["right clocks", "other sign-ins", "no shared account", "ten sign-ins"],
)
def test_nothing_is_claimed_without_a_steady_difference(site: Site, rows: Rows) -> None:
    event_table(site.engine, rows)

    assert () == clocks(site.engine, 2).skews
