"""What became of imported files, and what logs there are; rows are what `--json` prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.clock import DAY
from rasid.reports.terminal.charts import sparkline
from rasid.reports.terminal.parts import Column, Value, line, section, table
from rasid.reports.wording import counted, percent

Row = Mapping[str, Any]
_MOST_KINDS = 8
_MOST_FILES = 40
_PARTS = ("new", "duplicate", "rejected")


def reconciliation(files: Sequence[Row]) -> RenderableType:
    """Show what became of every line of every file, and the sums."""
    if not files:
        return line("No file was imported.")
    read = [file for file in files if file["lines"] or not file["problem"]]
    problems = [line(file["problem"], "yellow") for file in files if file["problem"]]
    others = sum((Counter(file["others"]) for file in files), Counter[str]())
    made = _file_table(read, ("lines", *_PARTS))
    return Group(made, *problems, *_unnamed(others), line(_sum(files), "bold"))


def coverage(told: Row) -> RenderableType:
    """Show which providers, days, fields and files the logs hold, and what they lack."""
    if not told["files"]:
        return line("No logs have been imported.")
    return Group(
        *(section(p["provider"], _provider(p, told["days"])) for p in told["providers"]),
        section("Files", _files(told["files"])),
        *([section("Rejected", _counts(told["rejects"]))] if told["rejects"] else []),
    )


def _provider(told: Row, days: Sequence[Row]) -> RenderableType:
    by_day = {day["day"]: day["events"] for day in days if day["provider"] == told["provider"]}
    span = f"{_minute(told['first'])} to {_minute(told['last'])} UTC"
    lines = [line(f"{told['events']:,} events, {span}", "bold"), sparkline(_filled(by_day))]
    empty = {name: share for name, share in told["empty"].items() if share}
    lacks = ", ".join(f"{name} {percent(share)}" for name, share in empty.items())
    lines.append(line(f"Empty fields: {lacks or 'none'}"))
    actions = ", ".join(f"{name} {number:,}" for name, number in told["actions"].items())
    lines.append(line(f"Actions: {actions}"))
    warnings = [line(text, "yellow") for text in _gaps(told)]
    return Group(*lines, *warnings, *_unnamed(Counter(told["others"])))


def _gaps(told: Row) -> list[str]:
    found = [
        f"No event from {first} to {last}." if first != last else f"No event on {first}."
        for first, last in told["silent"]
    ]
    if told["longest_gap_hours"]:
        hours = counted(told["longest_gap_hours"], "hour")
        found.append(f"The longest silence lasts {hours}, from {_minute(told['gap_starts'])}.")
    if told["astray"]:
        found.append(f"{counted(told['astray'], 'event')} dated outside this time: a wrong clock?")
    if told["conflicts"]:
        found.append(f"{counted(told['conflicts'], 'id')} stand for records that differ.")
    return found


def _files(files: Sequence[Row]) -> RenderableType:
    made = _file_table(files[:_MOST_FILES], ("lines", "events", "elsewhere", "rejected"))
    more = len(files) - _MOST_FILES
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more > 0 else []
    note = "elsewhere: another delivery of the same event is kept."
    return Group(made, *rest, line(note, "dim"))


def _file_table(files: Sequence[Row], counts: Sequence[str]) -> RenderableType:
    columns = (
        Column("file"),
        *(Column(title, number=True) for title in counts),
        *(Column("from", whole=True), Column("to", whole=True)),
    )
    cells: list[Sequence[Value]] = [
        (
            Text.assemble(line(file["name"]), "\n", line(file["format"], "dim")),
            *(file[key] for key in counts),
            *((file["first"] or "")[:10], (file["last"] or "")[:10]),
        )
        for file in files
    ]
    return table(columns, cells)


def _counts(counts: Mapping[str, int]) -> RenderableType:
    return table(
        (Column("lines", number=True), Column("reason")), [(n, r) for r, n in counts.items()]
    )


def _filled(by_day: Mapping[str, int]) -> list[int]:
    """Return the events of every day from the first to the last, the silent ones too."""
    first, last = (date.fromisoformat(pick(by_day)) for pick in (min, max))
    days = (first + number * DAY for number in range((last - first).days + 1))
    return [by_day.get(day.isoformat(), 0) for day in days]


def _sum(files: Sequence[Row]) -> str:
    lines, *parts = (sum(file[key] for file in files) for key in ("lines", *_PARTS))
    sums = " + ".join(f"{part:,} {key}" for part, key in zip(parts, _PARTS, strict=True))
    held = "every line is accounted for" if lines == sum(parts) else "NOT EQUAL"
    return f"{counted(len(files), 'file')}: {lines:,} lines = {sums}; {held}."


def _unnamed(others: Counter[str]) -> list[Text]:
    """Name the commonest kinds of record that rasid keeps as `other`."""
    commonest = sorted(others.items(), key=lambda item: (-item[1], item[0]))[:_MOST_KINDS]
    if not commonest:
        return []
    listed = ", ".join(f"{kind or 'no name'} ({records:,})" for kind, records in commonest)
    more = f" and {len(others) - _MOST_KINDS:,} kinds more" if len(others) > _MOST_KINDS else ""
    return [line(f"Kept as `other`: {listed}{more}.", "dim")]


def _minute(moment: str | None) -> str:
    return (moment or "")[:16].replace("T", " ")
