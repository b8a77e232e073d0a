"""Charts of characters: small, aligned, and readable without colour."""

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.reports.activity import Day, Hours
from rasid.reports.plain import utc_offset
from rasid.tables.campaigns import STAGES

_HEIGHTS = "▁▂▃▄▅▆▇█"
_SHADES = " ░▒▓█"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST_COLUMNS = 62


def calendar_chart(days: Sequence[Day], gaps: Sequence[date]) -> RenderableType:
    """Draw a row for each stage and a column for each day (for several, where days are many)."""
    if not days:
        return Text("no event")
    step = -(-len(days) // _MOST_COLUMNS)
    bins = [days[start : start + step] for start in range(0, len(days), step)]
    rows = [_stage_row(stage, bins) for stage in STAGES]
    missing = ["x" if any(day.day in gaps for day in group) else " " for group in bins]
    if "x" in missing:
        rows.append(Text(f"{'no logs':>10}  {''.join(missing)}", style="yellow"))
    ends = f"{days[0].day:%d %b}".ljust(len(bins) - 6) + f"{days[-1].day:%d %b}"
    scale = "" if step == 1 else f" (a column is {step} days)"
    return Group(*rows, Text(f"{'':12}{ends}{scale}", style="dim"))


def sparkline(counts: Sequence[int]) -> Text:
    """Draw a row of numbers, several to a column where they are many."""
    step = -(-len(counts) // _MOST_COLUMNS)
    sums = [sum(counts[start : start + step]) for start in range(0, len(counts), step)]
    most = max(sums)
    return Text("".join(_height(number, most) for number in sums))


def hours_chart(hours: Hours) -> RenderableType:
    """Draw weekday by hour of the day; the darker, the more events."""
    most = max(max(row) for row in hours.matrix)
    rows = [
        Text(f"{name}  {''.join(_shade(count, most) * 2 for count in row)}  {sum(row):>7,}")
        for name, row in zip(_WEEKDAYS, hours.matrix, strict=True)
    ]
    clock = "".join(f"{hour:<6}" for hour in range(0, 24, 3))
    note = f"     {clock}  UTC{utc_offset(hours.utc_offset)}"
    return Group(*rows, Text(note, style="dim"))


def _stage_row(stage: str, bins: Sequence[Sequence[Day]]) -> Text:
    counts = [sum(getattr(day, stage) for day in group) for group in bins]
    most = max(counts)
    drawn = "".join(_height(count, most) for count in counts)
    return Text(f"{stage:>10}  {drawn}  {sum(counts):>7,}  at most {most:,}")


def _height(count: int, most: int) -> str:
    return _HEIGHTS[(count * len(_HEIGHTS) - 1) // most] if count else " "


def _shade(count: int, most: int) -> str:
    return _SHADES[-(-count * (len(_SHADES) - 1) // most)] if count else _SHADES[0]
