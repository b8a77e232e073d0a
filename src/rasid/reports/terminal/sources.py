"""What became of imported files; rows are what `--json` prints."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.reports.terminal.parts import Column, Value, line, section, table
from rasid.reports.wording import counted

Row = Mapping[str, Any]
_MOST_KINDS = 40
_PARTS = ("new", "duplicate", "rejected")


def reconciliation(files: Sequence[Row]) -> RenderableType:
    """Show what became of every line of every file, and the sums."""
    if not files:
        return line("No file was imported.")
    read = [file for file in files if file["lines"] or not file["problem"]]
    problems = [line(file["problem"], "yellow") for file in files if file["problem"]]
    others = sum((Counter(file["others"]) for file in files), Counter[str]())
    made = file_table(read, ("lines", *_PARTS))
    return Group(made, *problems, *unnamed(others), line(_sum(files), "bold"))


def file_table(files: Sequence[Row], counts: Sequence[str]) -> RenderableType:
    """Return a table of files with these counts."""
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


def imports(formats: Sequence[Row]) -> RenderableType:
    """Show what the records of each format became, and name all that are `other`."""
    if not formats:
        return line("No logs have been imported.")
    return Group(*(section(told["format"], _format(told)) for told in formats))


def _format(told: Row) -> RenderableType:
    parts = ", ".join(
        f"{told[key]:,} {name}"
        for key, name in (
            ("events", "kept"),
            ("elsewhere", "delivered elsewhere too"),
            ("rejected", "rejected"),
        )
    )
    sums = f"{counted(told['files'], 'file')}, {counted(told['lines'], 'line')}: {parts}."
    outcomes = list(dict.fromkeys(o for ended in told["actions"].values() for o in sorted(ended)))
    columns = (Column("action"), *(Column(o or "not told", number=True) for o in outcomes))
    cells = [
        (action, *(ended.get(outcome, 0) for outcome in outcomes))
        for action, ended in told["actions"].items()
    ]
    kinds = [(kind or "no name", records) for kind, records in told["others"].items()]
    others = [table((Column("kept as `other`"), Column("", number=True)), kinds)] if kinds else []
    return Group(line(sums, "bold"), table(columns, cells), *others)


def _sum(files: Sequence[Row]) -> str:
    lines, *parts = (sum(file[key] for file in files) for key in ("lines", *_PARTS))
    sums = " + ".join(f"{part:,} {key}" for part, key in zip(parts, _PARTS, strict=True))
    held = "every line is accounted for" if lines == sum(parts) else "NOT EQUAL"
    return f"{counted(len(files), 'file')}: {counted(lines, 'line')} = {sums}; {held}."


def unnamed(others: Counter[str]) -> list[Text]:
    """Name the commonest kinds of record that rasid keeps as `other`."""
    commonest = sorted(others.items(), key=lambda item: (-item[1], item[0]))[:_MOST_KINDS]
    if not commonest:
        return []
    listed = ", ".join(f"{kind or 'no name'} ({records:,})" for kind, records in commonest)
    more = f" and {len(others) - _MOST_KINDS:,} kinds more" if len(others) > _MOST_KINDS else ""
    where = "; `rasid show imports` names all" if more else ""
    return [line(f"Kept as `other`: {listed}{more}{where}.", "dim")]
