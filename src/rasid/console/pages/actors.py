"""What is said of groups: claims of sources, never findings of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.reports.actors import TRACES

_MOST_NAMES = 6
_MOST_ALIASES = 20


def listed(visit: Visit, text: str = "") -> Sequence[Mapping[str, Any]]:
    """Return the actors with this text in a name or a source."""
    case, read = visit.case, visit.knowledge.actors
    keep = visit.snapshot.lately if text else visit.snapshot.once
    return keep(("actors", text), lambda: read(case, text))


def actors(visit: Visit) -> Page:
    """List the actors; first those that campaigns are named for."""
    text = visit.query.get("q", "")
    rows = [
        {
            "name": row["name"],
            "stix_id": row["stix_id"],
            "aliases": ", ".join(row["aliases"][:_MOST_NAMES]),
            "said_by": row["said_by"],
            "hours": hours_of(row),
            "targets": ", ".join(row["categories"] or row["sectors"]),
            "techniques": len(row["techniques"]),
            "traces": sum(counts["known"] for counts in row["traces"].values()),
            "in_force": sum(counts["in_force"] or 0 for counts in row["traces"].values()),
            "campaigns": [c["campaign_id"] for c in row["campaigns"] if c["named"]],
        }
        for row in listed(visit, text)
    ]
    columns = (
        Column("name", head=True, link=lambda r: link("actors", r["stix_id"])),
        Column("aliases"),
        Column("said_by"),
        Column("hours", "code"),
        Column("targets"),
        *(Column(key, "count") for key in ("techniques", "traces", "in_force")),
        Column("campaigns", "code"),
    )
    table = paged("actors", columns, rows, visit.page, "actors.none")
    title = visit.speech.say("actors.title")
    return Page("actors.html.j2", "actors", title, {"text": text}, [table])


def hours_of(row: Mapping[str, Any]) -> str:
    """Return an actor's hours on its own clock, such as 8 to 17 at +03:30."""
    hours = row["hours"]
    if not hours:
        return ""
    start, end = hours["hours"]
    return f"{hours['utc_offset']} {start:02.0f}\u2013{end:02.0f}"


def actor(visit: Visit) -> Page:
    """Tell what is said of one actor, by whom and since when."""
    stix_id = visit.names["actor"]
    known = {row["stix_id"] for row in listed(visit)}
    found = visit.knowledge.actor(visit.case, stix_id) if stix_id in known else []
    told = next((row for row in found if row["stix_id"] == stix_id), None)
    if told is None:
        raise NotThereError("there is no such actor.")
    comma = str(visit.speech.say("comma"))
    data = {
        "actor": told,
        "hours": visit.speech.technical(hours_of(told)) if told["hours"] else "",
        "aliases": comma.join(told["aliases"][:_MOST_ALIASES]),
        "targets": comma.join(told["categories"] or told["sectors"]),
    }
    tables = [
        _timeline(told),
        _campaigns(told),
        _names(told),
        _relations(told),
        _sightings(told),
        _remembered(told),
        _observables(told),
    ]
    title = visit.speech.say("actor.title", name=told["name"])
    return Page("actor.html.j2", "actors", title, data, tables)


def _timeline(told: Mapping[str, Any]) -> Table:
    columns = (
        Column("from", "code", head=True),
        Column("until", "code"),
        Column("kind", "word", "timeline"),
        Column("what", "own"),
    )
    return Table("timeline", columns, told["timeline"])


def _campaigns(told: Mapping[str, Any]) -> Table:
    columns = (
        Column(
            "campaign_id", "code", head=True, link=lambda r: link("campaigns", r["campaign_id"])
        ),
        Column("probability", "share", bar="probability"),
    )
    rows = sorted(told["campaigns"], key=lambda row: -float(row["probability"]))
    return Table("campaigns", columns, rows, empty="actor.no_campaign")


def _names(told: Mapping[str, Any]) -> Table:
    rows = [
        {
            "name": one["name"],
            "said_by": one["by"],
            "since": one["cited_since"] or (one["since"] or one["taken_at"])[:10],
            "standing": "rejected" if one["rejected"] else "holds" if one["holds"] else "withdrawn",
            "also": ", ".join(f"{other['name']} ({other['said_by']})" for other in one["also"]),
        }
        for one in told["names"]
    ]
    columns = (
        Column("name", head=True),
        Column("said_by"),
        Column("since", "code"),
        Column("standing", "word", "standings"),
        Column("also"),
    )
    return Table("names", columns, rows, size=40)


def _relations(told: Mapping[str, Any]) -> Table:
    rows = [
        {
            "verb": one["verb"],
            "other": one.get("other_name") or one.get("other") or "",
            "said_by": one.get("by", ""),
            "standing": "rejected"
            if one["rejected"]
            else "holds"
            if one.get("holds", True)
            else "withdrawn",
        }
        for one in told["relations"]
    ]
    columns = (
        Column("verb", "own", head=True),
        Column("other"),
        Column("said_by"),
        Column("standing", "word", "standings"),
    )
    return Table("relations", columns, rows, size=40)


def _sightings(told: Mapping[str, Any]) -> Table:
    rows = [
        {
            "name": one["name"],
            "from": (one["first_seen"] or "")[:10],
            "until": (one["last_seen"] or "")[:10],
            "said_by": one["by"],
        }
        for one in told["sightings"]
    ]
    columns = (
        Column("name", head=True),
        Column("from", "code"),
        Column("until", "code"),
        Column("said_by"),
    )
    return Table("sightings", columns, rows, size=40)


def _remembered(told: Mapping[str, Any]) -> Table:
    rows = [
        {
            "kind": one["kind"],
            "value": value["value"],
            "campaign_id": value["campaign_id"],
            "sessions": value["sessions"],
            "hold": value["hold"],
        }
        for one in told["remembered"]
        for value in one["values"]
    ]
    columns = (
        Column("kind", "own", head=True),
        Column("value", "code"),
        Column("campaign_id", "code"),
        Column("sessions", "count"),
        Column("hold", "share", bar="probability"),
    )
    return Table("remembered", columns, rows, size=20, empty="actor.not_remembered")


def _observables(told: Mapping[str, Any]) -> Table:
    rows: list[Row] = [
        {
            "kind": kind,
            "value": one["value"],
            "from": (one["valid_from"] or "")[:10],
            "until": (one["valid_until"] or "")[:10],
        }
        for kind in TRACES
        for one in told["observables"][kind]
    ]
    columns = (
        Column("kind", "word", "traces", head=True),
        Column("value", "code"),
        Column("from", "code"),
        Column("until", "code"),
    )
    return Table("observables", columns, rows, size=40)
