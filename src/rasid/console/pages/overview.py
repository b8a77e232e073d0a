"""The first page: what needs a person now, the campaigns, their days, and what the logs lack."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rasid.clock import DAY
from rasid.console.listing import Column, Row, Table
from rasid.console.pages.campaigns import NUMBERS, listed, rows_link, with_moments
from rasid.console.pages.coverage import coverage_of
from rasid.console.pages.days import drawn
from rasid.console.pages.websites import listed as websites
from rasid.console.standing import Standing, standing_of
from rasid.console.visit import Page, Visit, link
from rasid.reports.activity import Day, calendar
from rasid.reports.bounds import COLUMNS
from rasid.reports.signals import rule_runs
from rasid.reports.suggested import suggested_count
from rasid.sources import Coverage

_MOST_DAYS = timedelta(days=92)
_MOST_CARDS = 12
_MOST_OF_A_KIND = 5
"""Of so many campaigns it is told by name that they wait; of the others, how many there are."""

_GRADES = ("grave", "soon", "note")
_DECIDED = "SELECT DISTINCT campaign_id FROM decisions WHERE campaign_id IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Need:
    """Something that waits for a person: which text of `needs`, how many, where, and how grave.

    `grade` is `grave`, `soon` or `note`; `command` does it, where a page cannot.
    """

    kind: str
    count: int
    grade: str
    href: str
    subject: str = ""
    command: str = ""


def overview(visit: Visit) -> Page:
    """Show how things stand."""
    standing = standing_of(visit.snapshot)
    title = visit.speech.say("overview.title")
    if not standing.has_logs or standing.window is None:
        beginning = {"standing": standing}
        return Page("beginning.html.j2", "overview", title, beginning)
    coverage = coverage_of(visit)
    latest = sorted(listed(visit), key=lambda row: str(row["last_seen"]), reverse=True)
    campaigns = [with_moments(row) for row in latest[:_MOST_CARDS]]
    days = _days(visit, coverage)
    told = {
        "standing": standing,
        "needs": visit.snapshot.once("needs", lambda: _gravest_first(visit, standing, coverage)),
        "earlier": len(latest) - len(campaigns),
        "campaigns": [_card(row) for row in campaigns],
        "drawn": drawn(visit.speech, days, gaps(coverage)) if any(d.total for d in days) else None,
        "gaps": gaps(coverage),
        "rows_link": rows_link,
    }
    return Page("overview.html.j2", "overview", title, told, [_providers(coverage)])


def gaps(coverage: Coverage) -> frozenset[date]:
    """Return the days on which a provider that logged before and after logged nothing."""
    return frozenset(
        first + number * DAY
        for provider in coverage.providers
        for first, last in provider.silent
        for number in range((last - first).days + 1)
    )


def _card(row: Row) -> dict[str, Any]:
    """Return a campaign with its numbers; bars compare accounts, attempts are events."""
    numbers = [(key, row[column], row["bounds"][column]) for key, column in COLUMNS.items()]
    most = max(value for key, value, _ in numbers if key != NUMBERS[0])
    return {**row, "numbers": numbers, "most": most}


def _days(visit: Visit, coverage: Coverage) -> Sequence[Day]:
    """Return each day that the logs speak of, the last three months at most."""
    if not coverage.providers:
        return ()
    first = min(provider.first.date() for provider in coverage.providers)
    last = max(provider.last.date() for provider in coverage.providers)
    first = max(first, last - _MOST_DAYS)
    hostile = visit.snapshot.of_tables("days", lambda: calendar(visit.engine, None))
    known = {day.day: day for day in hostile}
    days = (first + number * DAY for number in range((last - first).days + 1))
    return [known.get(day, Day(day)) for day in days]


def _gravest_first(visit: Visit, standing: Standing, coverage: Coverage) -> list[Need]:
    return sorted(_needs(visit, standing, coverage), key=lambda need: _GRADES.index(need.grade))


def _needs(visit: Visit, standing: Standing, coverage: Coverage) -> Iterator[Need]:
    engine = visit.engine
    if standing.changed:
        yield Need("stale", len(standing.changed), "soon", "", command="rasid analyse")
    yield from _of_campaigns(visit)
    silent = gaps(coverage)
    doubted = [one for one in coverage.verdicts if one.believed in ("no", "in part")]
    broken = [run for run in rule_runs(engine) if run["state"] == "could not run"]
    likely = websites(visit, "flagged", labelled=False)
    flagged = [row for row in likely if row["level"] == "flagged" and not row["state"]]
    found = (
        ("provisional", int(standing.provisional), "soon", link("suggested")),
        ("broken_rules", len(broken), "soon", link("signals")),
        ("flagged", len(flagged), "soon", link("websites")),
        ("silent", len(silent), "soon", link("coverage")),
        ("doubted", len(doubted), "note", link("coverage")),
        ("rejected", sum(file.rejected for file in coverage.files), "note", link("rejects")),
        ("suggested", suggested_count(engine), "note", link("suggested")),
    )
    yield from (Need(kind, count, grade, href) for kind, count, grade, href in found if count)


def _of_campaigns(visit: Visit) -> Iterator[Need]:
    """Tell of campaigns with entered accounts, most first, and of undecided ones, latest first."""
    latest = sorted(listed(visit), key=lambda row: str(row["last_seen"]), reverse=True)
    entered = [row for row in latest if row["accounts_compromised"]]
    entered.sort(key=lambda row: int(row["accounts_compromised"]), reverse=True)
    for row in entered[:_MOST_OF_A_KIND]:
        campaign_id = row["campaign_id"]
        href = rows_link(campaign_id, number="compromised")
        yield Need("entered", row["accounts_compromised"], "grave", href, campaign_id)
    decided = {campaign_id for (campaign_id,) in visit.engine.rows(_DECIDED)}
    undecided = [row["campaign_id"] for row in latest if row["campaign_id"] not in decided]
    for campaign_id in undecided[:_MOST_OF_A_KIND]:
        command = f"rasid decide confirm {campaign_id} --why …"
        yield Need("undecided", 1, "soon", link("campaigns", campaign_id), campaign_id, command)
    for kind, found, grade in (("entered", entered, "grave"), ("undecided", undecided, "soon")):
        more = len(found) - _MOST_OF_A_KIND
        if more > 0:
            yield Need(f"{kind}_more", more, grade, link("campaigns"))


def _providers(coverage: Coverage) -> Table:
    believed = {verdict.provider: verdict.believed for verdict in coverage.verdicts}
    rows = [
        {
            "provider": one.provider,
            "events": one.events,
            "first_seen": one.first,
            "last_seen": one.last,
            "silent_days": sum((last - first).days + 1 for first, last in one.silent),
            "believed": believed.get(one.provider, "unknown"),
        }
        for one in coverage.providers
    ]
    columns = (
        Column("provider", "code", head=True, link=lambda _: link("coverage")),
        Column("events", "count"),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        Column("silent_days", "count"),
        Column("believed", "word", "believed"),
    )
    return Table("providers", columns, rows)
