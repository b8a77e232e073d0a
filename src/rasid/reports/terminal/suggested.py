from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import bits, counted

_MOST = 25
_MOST_ADDRESSES = 3

Row = Mapping[str, Any]


def suggestions(rows: Sequence[Row]) -> RenderableType:
    """Show who looks sought and is on no roster, by what that rests on."""
    kinds = {
        kind: [row for row in rows if row["kind"] == kind]
        for kind in ("converging", "account", "name")
    }
    if not rows:
        return line("Nobody who is on no roster looks sought.", "bold")
    parts: list[RenderableType] = [
        line(f"{counted(len(rows), 'suggestion')}: they are no verdict, look before you enrol.")
    ]
    if kinds["account"]:
        parts.append(section("Accounts of campaigns, on no roster", _accounts(kinds["account"])))
    if kinds["name"]:
        title = "Names that addresses which do not exist guess at"
        parts.append(section(title, _names(kinds["name"])))
    if kinds["converging"]:
        parts.append(section("No roster: accounts that strangers try", _converging(kinds)))
    return Group(*parts)


def _converging(kinds: Mapping[str, Sequence[Row]]) -> RenderableType:
    rows = kinds["converging"]
    chance = min(row["chance"] for row in rows), max(row["chance"] for row in rows)
    said = (
        f"Chance alone explains {chance[0]:.0%} of those tried most often and {chance[1]:.0%} of "
        "them all."
    ).replace("%", " %")
    columns = (Column("account"), *_counts(), Column("chance", number=True))
    cells = [
        (row["subject"], *_cells(row), f"{row['chance']:.0%}".replace("%", " %"))
        for row in rows[:_MOST]
    ]
    return Group(line(said, "dim"), table(columns, cells), *_more(rows))


def _accounts(rows: Sequence[Row]) -> RenderableType:
    columns = (
        Column("on purpose, bits", number=True),
        Column("account"),
        *_counts(),
        Column("like"),
        Column("what it rests on"),
    )
    cells = [
        (bits(row["bits"]), row["subject"], *_cells(row), row["like_person"], row["reason"])
        for row in rows[:_MOST]
    ]
    return Group(table(columns, cells), *_more(rows))


def _names(rows: Sequence[Row]) -> RenderableType:
    columns = (Column("somebody called like"), *_counts(), Column("like"), Column("asked for"))
    cells = [
        (row["name"] or "?", *_cells(row), row["like_person"], _addresses(row))
        for row in rows[:_MOST]
    ]
    return Group(table(columns, cells), *_more(rows))


def _addresses(row: Row) -> str:
    shown = row["addresses"][:_MOST_ADDRESSES]
    more = len(row["addresses"]) - len(shown)
    return " ".join(shown) + (f" and {more:,} more" if more else "")


def _counts() -> tuple[Column, ...]:
    return (
        Column("events", number=True),
        Column("days", number=True),
        Column("first", whole=True),
        Column("last", whole=True),
    )


def _cells(row: Row) -> tuple[int, int, str, str]:
    return row["events"], row["days"], row["first_seen"][:10], row["last_seen"][:10]


def _more(rows: Sequence[Row]) -> list[RenderableType]:
    more = len(rows) - _MOST
    return [line(f"{more:,} more; --json and --output have all.", "dim")] if more > 0 else []
