"""What logs there are and what they lack; rows are what `--json` prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.clock import DAY
from rasid.reports.terminal.charts import sparkline
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.terminal.sources import file_table, unnamed
from rasid.reports.wording import counted, percent

Row = Mapping[str, Any]
_MOST_FILES = 40
_MOST_SILENCES = 12
_BELIEVED = {
    "yes": ("'Nothing seen' here can be believed.", "bold green"),
    "in part": ("'Nothing seen' here can be believed in part:", "bold yellow"),
    "no": ("'Nothing seen' here cannot be believed:", "bold red"),
    "unknown": ("Whether 'nothing seen' here can be believed cannot be told:", "bold yellow"),
}


def coverage(told: Row) -> RenderableType:
    """Show which providers, days, fields and files the logs hold, and what they lack."""
    if not told["files"]:
        return line("No logs have been imported.")
    return Group(
        *(section(p["provider"], _provider(p, told)) for p in told["providers"]),
        section("Files", _files(told["files"])),
        *([section("Rejected", _counts(told["rejects"]))] if told["rejects"] else []),
    )


def _provider(told: Row, everything: Row) -> RenderableType:
    name = told["provider"]
    days = _of(name, everything["days"])
    span = f"{_minute(told['first'])} to {_minute(told['last'])} UTC"
    lines = [
        *(part for verdict in _of(name, everything["verdicts"]) for part in _verdict(verdict)),
        line(f"{counted(told['events'], 'event')}, {span}", "bold"),
        sparkline(_filled({day["day"]: day["events"] for day in days})),
    ]
    empty = {field: share for field, share in told["empty"].items() if share}
    lacks = ", ".join(f"{field} {percent(share)}" for field, share in empty.items())
    lines.append(line(f"Empty fields: {lacks or 'none'}"))
    lines += [line(f"  {_sentence(lack['meaning'])}") for lack in _of(name, everything["lacks"])]
    actions = ", ".join(f"{action} {number:,}" for action, number in told["actions"].items())
    lines.append(line(f"Actions: {actions}"))
    lines += [line(text, "yellow") for text in _gaps(told)]
    lines += [line(_rhythm(rhythm), "dim") for rhythm in _of(name, everything["rhythms"])]
    silent = _silences(_of(name, everything["silences"]))
    clocks = [line(text, style) for text, style in _clocks(name, everything["clocks"])]
    return Group(*lines, *silent, *clocks, *unnamed(Counter(told["others"])))


def _of(provider: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["provider"] == provider]


def _verdict(told: Row) -> list[Text]:
    text, style = _BELIEVED[told["believed"]]
    if told["reasons"] and told["believed"] == "yes":
        text = text.removesuffix(".") + "; but know:"
    return [line(text, style), *(line(f"  - {_sentence(reason)}") for reason in told["reasons"])]


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
        found.append(f"Records that differ under one id: {counted(told['conflicts'], 'id')}.")
    return found


def _rhythm(told: Row) -> str:
    if not told["learnt"]:
        return "Sudden silences cannot be told: too few events or weeks, or no steady rhythm."
    against = "other weeks" if told["learnt"] == "week" else "the rest of its day only"
    noticed = counted(told["noticed_from"], "hour")
    return f"Each hour is held against {against}; a total silence shows from {noticed} on."


def _silences(found: Sequence[Row]) -> list[RenderableType]:
    if not found:
        return []
    columns = (
        Column("falls short"),
        Column("from", whole=True),
        Column("to", whole=True),
        Column("expected", number=True),
        Column("seen", number=True),
    )
    worst = sorted(found, key=lambda s: s["seen"] - s["expected"])[:_MOST_SILENCES]
    cells = [
        (
            f"{s['part'] or 'everything'}: {s['kind']}",
            *(_minute(s["start"]), _minute(s["end"])),
            *(round(s["expected"]), s["seen"]),
        )
        for s in sorted(worst, key=lambda s: (s["start"], s["part"]))
    ]
    more = len(found) - len(worst)
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more > 0 else []
    return [table(columns, cells), *rest]


def _clocks(name: str, told: Row) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, what in (("late", "came late"), ("ahead", "are dated after their file")):
        came = _of(name, told[key])
        if came:
            events = counted(sum(arrival["events"] for arrival in came), "event")
            worst = max(came, key=lambda arrival: arrival["largest_seconds"])
            by = _span(worst["largest_seconds"])
            text = f"{events} {what}, up to {by} or more, in files of {worst['arrival']}."
            found.append((text, "yellow"))
    if name not in told["ordered"]:
        found.append(("Late arrivals cannot be seen: no two files follow each other.", "dim"))
    for skew in told["skews"]:
        if name in (skew["ahead"], skew["behind"]):
            hint = "; local time logged as UTC?" if skew["zone"] else ""
            text = (
                f"{skew['ahead']} dates the same sign-ins {_span(skew['seconds'])} later than "
                f"{skew['behind']} ({skew['matched']:,} of {skew['shared']:,}){hint}"
            )
            found.append((text, "yellow"))
    return found


def _files(files: Sequence[Row]) -> RenderableType:
    made = file_table(files[:_MOST_FILES], ("lines", "events", "elsewhere", "rejected"))
    more = len(files) - _MOST_FILES
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more > 0 else []
    note = "elsewhere: another delivery of the same event is kept."
    return Group(made, *rest, line(note, "dim"))


def _counts(counts: Mapping[str, int]) -> RenderableType:
    return table(
        (Column("lines", number=True), Column("reason")), [(n, r) for r, n in counts.items()]
    )


def _filled(by_day: Mapping[str, int]) -> list[int]:
    """Return the events of every day from the first to the last, the silent ones too."""
    first, last = (date.fromisoformat(pick(by_day)) for pick in (min, max))
    days = (first + number * DAY for number in range((last - first).days + 1))
    return [by_day.get(day.isoformat(), 0) for day in days]


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    hours, rest = divmod(minutes, 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (rest, "min")) if n)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _minute(moment: str | None) -> str:
    return (moment or "")[:16].replace("T", " ")
