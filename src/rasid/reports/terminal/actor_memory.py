import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.reports.terminal.charts import sparkline
from rasid.reports.terminal.parts import Column, line, table
from rasid.reports.wording import percent

Row = Mapping[str, Any]
_MOST_CHANGED = 3
_MOST_VALUES = 6
_LONGEST_VALUE = 44


def timeline_table(entries: Sequence[Row]) -> RenderableType:
    """Show what is told of an actor in the order of time, gaps dimmed."""
    columns = (Column("when", whole=True), Column(""))
    cells = [
        (Text("", style="dim"), line(f"… {one['what']} …", "dim"))
        if one["kind"] == "gap"
        else (_when(one), one["what"])
        for one in entries
    ]
    return table(columns, cells, head=False)


def memory_table(remembered: Sequence[Row]) -> RenderableType:
    """Show what campaigns added, by kind, with the half-life and how far the newest still holds."""
    columns = (
        Column("kind", whole=True),
        Column("values", number=True),
        *(Column(title, whole=True) for title in ("first", "last")),
        *(Column(title, number=True) for title in ("half-life, days", "holds today")),
        Column("which"),
    )
    cells = [
        (
            row["kind"].replace("_", " "),
            len({one["value"] for one in row["values"]}),
            row["first_seen"][:10],
            row["last_seen"][:10],
            row["half_life_days"],
            percent(max(one["hold"] for one in row["values"])),
            _values(row["kind"], [one["value"] for one in row["values"]]),
        )
        for row in remembered
    ]
    return Group(
        table(columns, cells),
        *(line(f"{row['kind'].replace('_', ' ')}: {row['whence']}", "dim") for row in remembered),
    )


def month_chart(months: Sequence[Row]) -> RenderableType:
    """Draw the sessions of each month, from the first sighting to the last."""
    counts = [row["sessions"] for row in months]
    ends = f"{months[0]['month']} to {months[-1]['month']}: {sum(counts):,} sessions"
    return Group(sparkline(counts), line(ends, "dim"))


def change_table(changes: Sequence[Row]) -> RenderableType:
    """Show what came, stayed and went from one campaign to the next."""
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in changes:
        pairs.setdefault((row["from"], row["to"]), []).append(row)
    parts: list[RenderableType] = []
    for (before, after), rows in pairs.items():
        parts += [line(f"From {before} to {after}:"), _changes(rows)]
    return Group(*parts)


def _changes(rows: Sequence[Row]) -> RenderableType:
    columns = (
        Column("kind", whole=True),
        *(Column(title) for title in ("came", "stayed", "went")),
    )
    cells = [
        (
            row["kind"].replace("_", " "),
            *(_counted(row["kind"], row[what]) for what in ("came", "stayed", "went")),
        )
        for row in rows
    ]
    return table(columns, cells)


def _counted(kind: str, values: Sequence[str]) -> str:
    """Return how many values there are, where not all of them are shown."""
    told = _values(kind, values, most=_MOST_CHANGED)
    return f"{len(values):,}: {told}" if len(values) > _MOST_CHANGED else told


def _when(entry: Row) -> str:
    start, end = entry["from"], entry["until"]
    return start if start == end else f"{start} to {end}"


def _values(kind: str, values: Sequence[str], most: int = _MOST_VALUES) -> str:
    shown = list(dict.fromkeys(_shift(one) if kind == "hours" else _short(one) for one in values))
    more = len(shown) - most
    return ", ".join(shown[:most]) + (f" and {more:,} more" if more > 0 else "")


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "\u2026"


def _shift(written: str) -> str:
    told = json.loads(written)
    start, end = (f"{int(hour):02}:{round(hour % 1 * 60):02}" for hour in told["hours"])
    return f"{' '.join(told['workdays'])} {start}-{end} UTC"
