"""What others say of campaigns and groups, in their words and under their names."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table

Row = Mapping[str, Any]
NOTE = "What others say is theirs: it is weighed nowhere, and nothing of it is shared on."
_MOST_WORDS = 40
_MOST_VALUES = 12
_MOST_NAMES = 6
_LONGEST = 600


def others(rows: Sequence[Row]) -> RenderableType:
    """Show the campaigns that others tell of, a line each."""
    if not rows:
        return line(
            "Nobody has told of a campaign; `rasid import indicators` takes what others share."
        )
    columns = (
        Column("campaign"),
        *(Column(title, whole=True) for title in ("from", "until")),
        *(Column(title) for title in ("said by", "standing")),
        *(Column(title, number=True) for title in ("indicators", "words")),
    )
    cells = [
        (
            _names(row),
            row["first_seen"][:10],
            row["last_seen"][:10],
            row["said_by"],
            _standing(row),
            row["indicators"],
            row["said"],
        )
        for row in rows
    ]
    return Group(table(columns, cells), line(NOTE, "dim"))


def others_campaigns(rows: Sequence[Row]) -> RenderableType:
    """Show the one campaign of another in full; list them where several bear a name."""
    if len(rows) == 1:
        return Group(*_campaign(rows[0]))
    columns = (
        *(Column(title) for title in ("campaign", "said by", "came with")),
        Column("id", whole=True),
    )
    cells = [(_names(row), row["said_by"], row["came_with"], row["stix_id"]) for row in rows]
    return Group(
        line(f"{len(rows)} campaigns of others are called so; none is guessed."),
        table(columns, cells),
        *(part for row in rows if _shares_id(rows, row) for part in _campaign(row)),
    )


def no_actor(name: str) -> RenderableType:
    """Say that an actor of whom others speak was not imported."""
    return line(f"No actor {name!r} was imported, so that no campaign is weighed against it.")


def others_words(rows: Sequence[Row], title: str) -> RenderableType:
    """Show what others say of a campaign or a group that is ours to judge."""
    return Group(section(title, _words(rows, len(rows))), line(NOTE, "dim"))


def _shares_id(rows: Sequence[Row], row: Row) -> bool:
    return [other["stix_id"] for other in rows].count(row["stix_id"]) > 1


def _campaign(row: Row) -> Sequence[RenderableType]:
    facts = (
        ("said by", row["said_by"]),
        (
            "said on",
            f"{row['said_at'][:10]}, came with {row['came_with']} on {row['taken_at'][:10]}",
        ),
        ("standing", _standing(row)),
        ("also called", ", ".join(row["aliases"])),
        ("seen", _span(row["first_seen"], row["last_seen"])),
        ("objective", row["objective"]),
        ("description", row["description"]),
        ("indicators", _values(row)),
        ("id", row["stix_id"]),
        ("beware", _beware(row)),
    )
    told = [(title, text) for title, text in facts if text]
    return (
        line(f"{row['name']}, as {row['said_by']} tells of it", "bold cyan"),
        table((Column("", whole=True), Column("")), told, head=False),
        *(
            [section("What is said of it", _words(row["words"], row["said"]))]
            if row["words"]
            else ()
        ),
        *([section("Its versions", _versions(row["versions"]))] if row["versions"][1:] else ()),
        line(NOTE, "dim"),
    )


def _words(rows: Sequence[Row], said: int) -> RenderableType:
    columns = (
        Column("what", whole=True),
        Column("in their words"),
        Column("said by"),
        Column("on", whole=True),
        Column("standing"),
    )
    cells = [
        (
            row["kind"],
            _text(row),
            f"{row['said_by']}, in {row['came_with']}",
            row["said_at"][:10],
            _standing(row),
        )
        for row in rows[:_MOST_WORDS]
    ]
    left = said - _MOST_WORDS
    more = [line(f"and {left:,} more; --json has up to a thousand", "dim")] if left > 0 else []
    return Group(table(columns, cells), *more)


def _text(row: Row) -> str:
    text = " ".join(row["text"].split())
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text):,} characters)"
    about = f" (of {row['about']})" if row["about"] else ""
    return f"{shown}{about}{' (taken for it by the name alone)' if row['by_name'] else ''}"


def _versions(versions: Sequence[Row]) -> RenderableType:
    columns = (
        Column("version", whole=True),
        Column("name"),
        Column("confidence", number=True),
        Column("taken in", whole=True),
    )
    cells = [
        (
            one["version"][:19],
            "revoked" if one["revoked"] else one["name"],
            one["confidence"],
            one["taken_at"][:10],
        )
        for one in versions
    ]
    return table(columns, cells)


def _names(row: Row) -> str:
    names = [row["name"], *row["aliases"]]
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _standing(row: Row) -> str:
    parts = (
        "revoked" if row.get("revoked") else "",
        f"TLP:{row['tlp'].upper()}" if row["tlp"] else "unmarked",
        "" if row["confidence"] is None else f"{row['confidence']} of 100",
    )
    return ", ".join(filter(None, parts))


def _span(first: str, last: str) -> str:
    return " to ".join(filter(None, (first[:10], last[:10])))


def _values(row: Row) -> str:
    values = row["values"]
    more = row["indicators"] - _MOST_VALUES
    shown = ", ".join(values[:_MOST_VALUES])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _beware(row: Row) -> str:
    told = ", ".join(row["also_by"])
    return f"{told} uses this id for something else; both are kept apart" if told else ""
