from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, table

Row = Mapping[str, Any]

_MOST = 60
"""So many lines are read; the rest is in --json."""


def signals(rows: Sequence[Row]) -> RenderableType:
    """Show what rules found, the gravest first: a line for each campaign, and one for the rest."""
    if not rows:
        return line("No rule has fired.")
    columns = (
        *(Column(title, whole=True) for title in ("level", "rule")),
        Column("campaign"),
        *(Column(title, number=True) for title in ("signals", "accounts", "listed")),
        Column("why"),
    )
    lines: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        lines.setdefault((row["rule"], row["campaign_id"], bool(row["suppressed"])), []).append(row)
    cells = [
        (
            of_one[0]["level"],
            of_one[0]["rule"],
            of_one[0]["campaign_id"],
            *(sum(row[key] for row in of_one) for key in ("signals", "accounts", "protected")),
            _why(of_one),
        )
        for of_one in lines.values()
    ]
    example = rows[0]["signal_ids"][0]
    hint = (
        f"`rasid explain --signal {example}` shows the first one's raw lines; --json has all ids."
    )
    return Group(table(columns, cells), line(hint, "dim"))


def _why(rows: Sequence[Row]) -> str:
    """Say why a rule fired, of several signals for the one of the largest value."""
    top = max(rows, key=lambda row: row["value"] if row["value"] is not None else 0.0)
    said = f"suppressed: {top['suppressed']}" if top["suppressed"] else str(top["reason"])
    return f"{said}; and others, see --json --rule" if len(rows) > 1 else said


def tried(rows: Sequence[Row]) -> RenderableType:
    """Show how the cases of a rule went."""
    parts: list[RenderableType] = []
    for row in rows:
        kind = "fires" if row["fires"] else "silent"
        parts.append(line(f"{'not ok' if row['problems'] else 'ok'}  {kind}: {row['case']}"))
        parts += [line(f"    {problem}") for problem in row["problems"]]
    return Group(*parts)


def backtested(found: Row) -> RenderableType:
    """Show what a rule would have fired on: how often a day, and on whom."""
    said = (
        f"{found['signals']:,} signals of {found['events']:,} events, {found['per_day']:g} a day, "
        f"on {found['accounts']:,} accounts, {found['protected']:,} protected people among them."
    )
    days = [(row["day"], row["signals"], row["events"]) for row in found["days"]]
    first = [
        (row["first_seen"][:16].replace("T", " "), row["account"], row["source_ip"], row["reason"])
        for row in found["fired"][:_MOST]
    ]
    more = len(found["fired"]) - len(first)
    rest = [line(f"{more:,} more; --json shows them.", "dim")] if more else []
    if not found["signals"]:
        return line(said, "bold")
    return Group(
        line(said, "bold"),
        line(),
        table((Column("day"), Column("signals", number=True), Column("events", number=True)), days),
        table(
            (
                Column("first (UTC)", whole=True),
                Column("account"),
                Column("address", whole=True),
                Column("why"),
            ),
            first,
        ),
        *rest,
    )


def suppressions(rows: Sequence[Row]) -> RenderableType:
    """Show what is suppressed, by whom, why and until when, undone ones too."""
    if not rows:
        return line("Nothing is suppressed.")
    parts: list[RenderableType] = []
    for row in rows:
        state = "" if row["holds"] or row["undoes"] else " (undone)"
        parts.append(line(f"{row['suppression']}  {row['suppressed']}{state}", "cyan"))
        made = row["made_at"][:16].replace("T", " ")
        parts.append(line(f"  {made} UTC, {row['made_by']}: {row['why']}", "dim"))
    return Group(*parts)
