"""The people on the roster, under their pseudonyms, and who looks sought and is on none."""

from collections.abc import Sequence
from datetime import UTC
from itertools import accumulate
from typing import Any

from rasid.case import open_roster
from rasid.console.listed import listed_of
from rasid.console.listing import Column, Fetched, Row, Table, paged
from rasid.console.pages.events import event_table, rows_of
from rasid.console.pages.reveals import open_names
from rasid.console.visit import NotThereError, Page, Visit, link, moment_of
from rasid.reports.explain import ExplainedEvent, count_of_person, events_of_person
from rasid.reports.listing import people_rows
from rasid.reports.suggested import suggested_count, suggested_list
from rasid.roster import Account

_SEEN = "SELECT count(*) FROM visits WHERE account = $account"
_COUNTS = ("accounts", "attempts", "identified", "attacked", "compromised", "exploited")


def people(visit: Visit) -> Page:
    """List everyone on the roster, those to whom most happened first."""
    rows = _listed(visit)
    category = visit.chosen("category", {row["category"] for row in rows})
    touched = visit.chosen("touched", ("yes",))
    shown = [
        row
        for row in rows
        if (not category or row["category"] == category) and (not touched or row["campaigns"])
    ]
    columns = (
        Column("person_id", "code", head=True, link=lambda r: link("people", r["person_id"])),
        Column("category", "word", "categories"),
        Column("organisation"),
        *(Column(key, "count") for key in _COUNTS),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        Column("campaigns", "code"),
    )
    told = {
        "category": category,
        "touched": touched,
        "categories": sorted({row["category"] for row in rows}),
        "listed": len(rows),
        "hit": sum(bool(row["campaigns"]) for row in rows),
    }
    table = paged("people", columns, rows_of(shown, _row), visit.page, "people.none")
    return Page("people.html.j2", "people", visit.speech.say("people.title"), told, [table])


def person(visit: Visit) -> Page:
    """Tell what happened to one person's accounts."""
    person_id = visit.names["person"]
    found = visit.snapshot.lately(("person", person_id), lambda: _read(visit, person_id))
    if not found:
        raise NotThereError("there is no such person.")
    row = _row(found[0])
    told = {
        "person": row,
        "numbers": [(key, row[key]) for key in _COUNTS[1:]],
        "opened": open_names(visit, person_id),
        "open_until": visit.session.open_people.get(person_id),
    }
    title = visit.speech.say("person.title", id=person_id)
    accounts = visit.snapshot.lately(("accounts", person_id), lambda: _accounts(visit, person_id))
    tables = [accounts, event_table(visit, _events(visit, person_id))]
    return Page("person.html.j2", "people", title, told, tables)


def _events(visit: Visit, person_id: str) -> Sequence[ExplainedEvent]:
    """Return a person's events, of which those are read that are looked at."""
    engine, lately = visit.engine, visit.snapshot.lately
    counted = lately(("counted", person_id), lambda: count_of_person(engine, person_id))
    ends = dict(zip(counted, accumulate(counted.values()), strict=True))

    def fetch(start: int, most: int) -> Sequence[ExplainedEvent]:
        within = [
            campaign_id
            for campaign_id, end in ends.items()
            if start < end and end - counted[campaign_id] < start + most
        ]
        if not within:
            return ()
        found = events_of_person(engine, person_id, within)
        first = start - ends[within[0]] + counted[within[0]]
        return found[first : first + most]

    def read(start: int, most: int) -> Sequence[ExplainedEvent]:
        return lately(("events", person_id, start, most), lambda: fetch(start, most))

    return Fetched(sum(counted.values()), read)


def suggested(visit: Visit) -> Page:
    """List who looks sought and is on no roster."""

    def shown(row: Row) -> Row:
        return {
            **row,
            "account": visit.mask.label(row["subject"]),
            "reference": visit.mask.reference(row["subject"]),
            "reason": visit.mask.hide(row["reason"]),
            "first_seen": moment_of(row["first_seen"]),
            "last_seen": moment_of(row["last_seen"]),
        }

    def fetch(start: int, most: int) -> list[Row]:
        found = visit.snapshot.lately(
            ("suggested", start, most), lambda: suggested_list(visit.engine, start, most)
        )
        return [shown(row) for row in found]

    rows = Fetched(suggested_count(visit.engine), fetch)
    columns = (
        Column("kind", "word", "suggestions", head=True),
        Column("account", "account", link=_explained),
        Column("campaign_id", "code"),
        *(Column(key, "count") for key in ("events", "sessions", "sources")),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        Column("reason", "own"),
    )
    table = paged("suggested", columns, rows, visit.page, "suggested.none")
    title = visit.speech.say("suggested.title")
    return Page("list.html.j2", "people", title, {"note": "suggested.note"}, [table])


def _explained(row: Row) -> str:
    return "" if row["kind"] == "name" else link("explain", account=row["reference"])


def _listed(visit: Visit) -> list[dict[str, Any]]:
    return visit.snapshot.once("people", lambda: _read(visit))


def _read(visit: Visit, person_id: str | None = None) -> list[dict[str, Any]]:
    """Return everyone on the roster, or one of them, with what happened to them."""
    people = listed_of(visit.snapshot) if person_id is None else _of(visit, person_id)
    with open_roster(visit.case, people):
        return people_rows(visit.engine, person_id)


def _row(row: Row) -> Row:
    """Return what is told of somebody as it is shown, which is not their name."""
    first, last = (row[key] and row[key].replace(tzinfo=UTC) for key in ("first_seen", "last_seen"))
    campaigns = row["campaigns"].splitlines()
    return {**row, "name": "", "first_seen": first, "last_seen": last, "campaigns": campaigns}


def _of(visit: Visit, person_id: str) -> list[Account]:
    return [one for one in listed_of(visit.snapshot) if one.person_id == person_id]


def _accounts(visit: Visit, person_id: str) -> Table:
    rows = [
        {
            "account": visit.mask.label(one.account),
            "reference": visit.mask.reference(one.account),
            "account_kind": one.account_kind,
            "visits": visit.engine.rows(_SEEN, {"account": one.account})[0][0],
        }
        for one in _of(visit, person_id)
    ]
    columns = (
        Column(
            "account",
            "account",
            head=True,
            link=lambda r: link("explain", account=r["reference"]) if r["visits"] else "",
        ),
        Column("account_kind", "word", "account_kinds"),
        Column("visits", "count"),
    )
    return Table("accounts", columns, rows)
