"""What a hunt found: what was hit, whom it touched, and how little that may say."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table

Row = Mapping[str, Any]


def hits(rows: Sequence[Row], known: int) -> RenderableType:
    """Show each indicator that the logs show."""
    searched = f"{known:,} values were hunted for in every stored month"
    if not rows:
        return line(f"No hit: {searched}.")
    note = "A hit is evidence and never proof: addresses change hands, and clients are alike."
    parts = [part for number, row in enumerate(rows, 1) for part in _hit(number, row)]
    return Group(line(f"{len(rows):,} of {searched}."), *parts, line(), line(note, "dim"))


def _hit(number: int, row: Row) -> Sequence[RenderableType]:
    facts = (
        ("said by", row["source"]),
        ("as", " · ".join(filter(None, (row["name"], row["tlp"] and f"TLP:{row['tlp'].upper()}")))),
        ("valid", _span(row["valid_from"], row["valid_until"], "always")),
        ("seen", _span(row["first_seen"], row["last_seen"], "")),
        ("events", f"{row['events']:,}, {row['inside']:,} of them while it was valid"),
        ("by month", ", ".join(f"{month}: {count:,}" for month, count in row["months"].items())),
        ("accounts", _accounts(row)),
        ("campaigns", " ".join(row["campaigns"])),
        ("beware", "; ".join(_cautions(row))),
        ("protected", _protected(row)),
    )
    shown = [(title, text) for title, text in facts if text]
    title = f"{number}. {row['kind']} {row['value']}"
    return (section(title, table((Column("", whole=True), Column("")), shown, head=False)),)


def _accounts(row: Row) -> str:
    return f"{row['accounts']:,}, {row['protected']:,} of them protected, {row['entered']:,} got in"


def _protected(row: Row) -> str:
    """Return the protected people that a hit touched, under their pseudonyms."""
    told = [one for one in row["listed"] if one["category"] != "unlisted"]
    shown = ", ".join(f"{one['pseudonym']} ({one['category']})" for one in told)
    more = row["protected"] - len(told)
    return f"{shown} and {more:,} more accounts" if more > 0 else shown


def _cautions(row: Row) -> Sequence[str]:
    """Return what takes weight from a hit."""
    cautions = []
    if row["shared"]:
        cautions.append(f"{row['strangers']:,} strangers share it, so that it tells little")
    if not row["inside"]:
        cautions.append("it was not valid at the time")
    if not row["whole"]:
        cautions.append("the indicator asks for more than this")
    return cautions


def _span(start: str | None, end: str | None, otherwise: str) -> str:
    if not start and not end:
        return otherwise
    return " to ".join((moment or "…")[:16].replace("T", " ") for moment in (start, end))
