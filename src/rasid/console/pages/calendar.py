"""The days of the logs in weeks: events, the work of campaigns, and what is missing."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date
from markupsafe import Markup, escape

from rasid.clock import DAY
from rasid.console.listing import Column, Row, Table
from rasid.console.pages.campaigns import rows_link
from rasid.console.pages.coverage import coverage_of
from rasid.console.speech import Speech
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.languages import own_digits

_HOSTILE = """
SELECT CAST(time AS DATE), campaign_id, count(*) FROM hostile GROUP BY ALL ORDER BY ALL
"""

_MOST_READERS = {"en": "GB", "ar": "EG", "fa": "IR"}

MONTHS = 3
"""Months on one page; older ones are turned to."""


@dataclass(slots=True)
class Marked:
    """One day: its events, those of each campaign, and the sources that lacked all or some."""

    day: date
    events: int = 0
    hostile: dict[str, int] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    silent_hours: int = 0

    @property
    def all_hostile(self) -> int:
        """The events of all campaigns."""
        return sum(self.hostile.values())

    @property
    def href(self) -> str:
        """Where its campaigns' work stands: one campaign's rows, else the list."""
        if len(self.hostile) == 1:
            return rows_link(next(iter(self.hostile)), day=self.day)
        return link("campaigns")


def calendar(visit: Visit) -> Page:
    """Show the days, the latest months first."""
    marked = visit.snapshot.of_tables("calendar", lambda: _marked(visit))
    months = sorted({(day.year, day.month) for day in marked}, reverse=True)
    pages = max(1, -(-len(months) // MONTHS))
    if visit.page > pages:
        raise NotThereError("there is no such page.")
    shown = months[(visit.page - 1) * MONTHS : visit.page * MONTHS]
    speech = visit.speech
    told = {
        "months": [_month(speech, year, month, marked) for year, month in reversed(shown)],
        "weekdays": _weekdays(speech),
        "turned": visit.page,
        "pages": pages,
    }
    title = speech.say("calendar.title")
    return Page("calendar.html.j2", "overview", title, told, [_table(marked), _gap_days(marked)])


def _marked(visit: Visit) -> dict[date, Marked]:
    """Return each day from the first that the logs speak of to the last."""
    found = coverage_of(visit)
    marked: dict[date, Marked] = {}

    def of(day: date) -> Marked:
        return marked.setdefault(day, Marked(day))

    for one in found.days:
        of(one.day).events += one.events
        of(one.day).silent_hours += one.silent_hours
    for day, campaign_id, events in visit.engine.rows(_HOSTILE):
        of(day).hostile[campaign_id] = events
    for provider in found.providers:
        for first, last in provider.silent:
            for number in range((last - first).days + 1):
                of(first + number * DAY).gaps.append(provider.provider)
    return dict(sorted(marked.items()))


def _month(
    speech: Speech, year: int, month: int, marked: Mapping[date, Marked]
) -> tuple[Markup, Sequence[Sequence[Marked | None]]]:
    """Return a month's name and its weeks; days of other months are none."""
    first = date(year, month, 1)
    start = first - timedelta(days=(first.weekday() - _first_weekday(speech)) % 7)
    weeks: list[list[Marked | None]] = []
    while start < first or start.month == month:
        days = [start + number * DAY for number in range(7)]
        weeks.append([marked.get(day, Marked(day)) if day.month == month else None for day in days])
        start += 7 * DAY
    name = format_date(first, "LLLL y", locale=speech.language.locale)
    return escape(own_digits(name, speech.language)), weeks


def _weekdays(speech: Speech) -> list[Markup]:
    names = speech.language.locale.days["stand-alone"]["abbreviated"]
    first = _first_weekday(speech)
    return [escape(names[(first + number) % 7]) for number in range(7)]


def _first_weekday(speech: Speech) -> int:
    """Return the day with which weeks begin where most of a language's readers live."""
    code = speech.language.code
    found: int = Locale(code, _MOST_READERS[code]).first_week_day
    return found


def _table(marked: Mapping[date, Marked]) -> Table:
    rows = [
        {
            "day": one.day,
            "events": one.events,
            "hostile": one.all_hostile,
            "campaigns": sorted(one.hostile),
            "silent_hours": one.silent_hours,
            "source": one.gaps,
            "href": one.href,
        }
        for one in marked.values()
    ]
    columns = (
        Column("day", "day", head=True),
        Column("events", "count", bar="discover"),
        Column("hostile", "count", link=_href, bar="compromised"),
        Column("campaigns", "code"),
        Column("silent_hours", "count"),
        Column("source", "code"),
    )
    return Table("days", columns, rows)


def _href(row: Row) -> str:
    return str(row["href"]) if row["hostile"] else ""


def _gap_days(marked: Mapping[date, Marked]) -> Table:
    of: dict[str, list[date]] = defaultdict(list)
    for one in marked.values():
        for provider in one.gaps:
            of[provider].append(one.day)
    rows = [
        {"provider": provider, "days": len(days), "first_at": days[0], "until": days[-1]}
        for provider, days in sorted(of.items())
    ]
    columns = (
        Column("provider", "code", head=True, link=lambda _: link("coverage")),
        Column("days", "count"),
        Column("first_at", "day"),
        Column("until", "day", title="last_seen"),
    )
    return Table("gaps", columns, rows, empty="calendar.no_gap")
