from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.actor_claims import name_table, relation_table, sighting_table
from rasid.reports.terminal.actor_memory import (
    change_table,
    memory_table,
    month_chart,
    timeline_table,
)
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import percent

Row = Mapping[str, Any]
_MOST_VALUES = 12
_MOST_NAMES = 6


def actors(rows: Sequence[Row]) -> RenderableType:
    """Show the actors that are known, a line each."""
    if not rows:
        return line(
            "No actor is known; `rasid import actors` takes STIX bundles and MISP galaxies."
        )
    columns = (
        *(Column(title) for title in ("actor", "said by", "hours", "targets")),
        *(Column(title, number=True) for title in ("techniques", "traces", "in force")),
        Column("named in"),
    )
    cells = [
        (
            _names(row),
            row["said_by"],
            _hours(row),
            ", ".join(row["categories"] or row["sectors"]),
            len(row["techniques"]),
            sum(counts["known"] for counts in row["traces"].values()),
            _in_force(row),
            " ".join(c["campaign_id"] for c in row["campaigns"] if c["named"]),
        )
        for row in rows
    ]
    note = "in force: valid at some moment of the analysed window. Names are claims, not findings."
    return Group(table(columns, cells), line(note, "dim"))


def actor_profiles(rows: Sequence[Row]) -> RenderableType:
    """Show in full the one actor that bears a name; list those that do where they are several."""
    if len(rows) == 1:
        return Group(*_profile(rows[0]))
    columns = (
        *(Column(title) for title in ("actor", "also called", "said by")),
        Column("id", whole=True),
    )
    cells = [(row["name"], _names(row, itself=False), _source(row), row["stix_id"]) for row in rows]
    told = dict.fromkeys(said for row in rows for said in row["disagreements"])
    return Group(
        line(f"{len(rows)} actors are called so; none is guessed. Name one by its id."),
        table(columns, cells),
        *([section("Where sources disagree", Group(*map(line, told)))] if told else ()),
    )


def _names(row: Row, *, itself: bool = True) -> str:
    names = [row["name"], *row["aliases"]] if itself else row["aliases"]
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _source(row: Row) -> str:
    return row["said_by"] if row["holds"] else f"{row['said_by']} (withdrawn)"


def _profile(row: Row) -> Sequence[RenderableType]:
    facts = (
        ("said by", _source(row)),
        ("id", row["stix_id"]),
        ("told of since", (row["created"] or "")[:10]),
        ("first seen", (row["first_seen"] or "")[:10]),
        ("works", _hours(row)),
        ("targets", ", ".join(dict.fromkeys((*row["categories"], *row["sectors"])))),
        ("techniques", " ".join(row["techniques"])),
    )
    told = row["disagreements"]
    return (
        line(row["name"], "bold cyan"),
        table((Column("", whole=True), Column("")), facts, head=False),
        section("Who calls it what", name_table(row["names"])),
        *([section("Where sources disagree", Group(*map(line, told)))] if told else ()),
        *(
            [section("What it is said to be to others", relation_table(row["relations"]))]
            if row["relations"]
            else ()
        ),
        *(
            [section("Campaigns that sources ascribe to it", sighting_table(row["sightings"]))]
            if row["sightings"]
            else ()
        ),
        section("From the first claim to today", timeline_table(row["timeline"])),
        section("What is said to be its own", _traces(row)),
        *_memory(row),
        section("Campaigns that it may be behind", _campaigns(row)),
        line(),
    )


def _memory(row: Row) -> Sequence[RenderableType]:
    if not row["remembered"]:
        return ()
    changed = row["changes"]
    return (
        section("What its confirmed campaigns were seen with", memory_table(row["remembered"])),
        section("Sightings by month", month_chart(row["months"])),
        *([section("What changed between campaigns", change_table(changed))] if changed else ()),
    )


def _traces(row: Row) -> RenderableType:
    told = {kind: counts for kind, counts in row["traces"].items() if counts["known"]}
    if not told:
        return line("No address, network, domain, fingerprint or client is told of it.")
    columns = (
        Column("kind", whole=True),
        *(Column(title, number=True) for title in ("known", "in force")),
        *(Column(title, whole=True) for title in ("from", "until")),
        Column("values"),
    )
    cells = [
        (
            kind.replace("_", " "),
            counts["known"],
            counts["in_force"],
            (counts["valid_from"] or "")[:10],
            (counts["valid_until"] or "")[:10],
            _values(row["observables"][kind]),
        )
        for kind, counts in told.items()
    ]
    note = "in force: valid at some moment of the analysed window; no end: valid until revoked."
    return Group(table(columns, cells), line(note, "dim"))


def _values(observables: Sequence[Row]) -> str:
    values = list(dict.fromkeys(trace["value"] for trace in observables))
    more = len(values) - _MOST_VALUES
    rest = f" and {more:,} more" if more > 0 else ""
    return ", ".join(values[:_MOST_VALUES]) + rest


def _campaigns(row: Row) -> RenderableType:
    if not row["told"]:
        return line(
            "It is weighed for none: no hours, address, network, fingerprint or client is told "
            "of it, and what is told many groups have in common."
        )
    if not row["campaigns"]:
        return line("None has been weighed against it.")
    columns = (
        Column("campaign", whole=True),
        Column("probability", number=True),
        Column("wording"),
        Column("named"),
    )
    cells = [
        (c["campaign_id"], percent(c["probability"]), c["wording"], "yes" if c["named"] else "no")
        for c in row["campaigns"]
    ]
    return table(columns, cells)


def _hours(row: Row) -> str:
    hours = row["hours"]
    if not hours:
        return ""
    start, end = (_clock(hour) for hour in hours["hours"])
    return f"{' '.join(hours['workdays'])} {start}-{end} UTC{hours['utc_offset']}"


def _clock(hour: float) -> str:
    return f"{int(hour):02}:{round(hour % 1 * 60):02}"


def _in_force(row: Row) -> int | None:
    counts = [counts["in_force"] for counts in row["traces"].values()]
    return None if None in counts else sum(counts)
