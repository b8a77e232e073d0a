"""What became of imported files, and what logs there are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, Value, line, table
from rasid.reports.wording import counted, minute

_MOST_KINDS = 8


class ImportedFile(Protocol):
    """What an import tells of one file; `others` counts the kinds of record that have no name."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def format(self) -> str: ...  # noqa: D102
    @property
    def lines(self) -> int: ...  # noqa: D102
    @property
    def new(self) -> int: ...  # noqa: D102
    @property
    def duplicate(self) -> int: ...  # noqa: D102
    @property
    def rejected(self) -> int: ...  # noqa: D102
    @property
    def first(self) -> datetime | None: ...  # noqa: D102
    @property
    def last(self) -> datetime | None: ...  # noqa: D102
    @property
    def others(self) -> Mapping[str, int]: ...  # noqa: D102
    @property
    def problem(self) -> str: ...  # noqa: D102


def reconciliation(files: Sequence[ImportedFile]) -> RenderableType:
    """Show what became of every line of every file, and the sums."""
    if not files:
        return line("No file was imported.")
    columns = (
        *(Column("file"), Column("format")),
        *(Column(title, number=True) for title in ("lines", "new", "duplicate", "rejected")),
        *(Column("first event", whole=True), Column("last event", whole=True)),
    )
    cells: list[Sequence[Value]] = [
        (
            *(file.name, file.format, file.lines, file.new, file.duplicate, file.rejected),
            *(minute(file.first), minute(file.last)),
        )
        for file in files
    ]
    problems = [line(f"{file.name}: {file.problem}", "yellow") for file in files if file.problem]
    return Group(table(columns, cells), *problems, *_unnamed(files), line(_sum(files), "bold"))


def coverage(rows: Sequence[Mapping[str, Value]]) -> RenderableType:
    """Show which logs there are; the keys of the first row are the columns."""
    if not rows:
        return line("No logs have been imported.")
    columns = [
        Column(key.replace("_", " "), number=isinstance(value, int | float))
        for key, value in rows[0].items()
    ]
    return table(columns, [[row.get(key) for key in rows[0]] for row in rows])


def _sum(files: Sequence[ImportedFile]) -> str:
    lines, new, duplicate, rejected = (
        sum(getattr(file, key) for file in files)
        for key in ("lines", "new", "duplicate", "rejected")
    )
    sums = f"{lines:,} lines = {new:,} new + {duplicate:,} duplicate + {rejected:,} rejected"
    held = "every line is accounted for" if lines == new + duplicate + rejected else "NOT EQUAL"
    return f"{counted(len(files), 'file')}: {sums}; {held}."


def _unnamed(files: Sequence[ImportedFile]) -> list[RenderableType]:
    """Name the commonest kinds of record that rasid keeps as `other`."""
    totals: dict[str, int] = {}
    for file in files:
        for kind, records in file.others.items():
            totals[kind] = totals.get(kind, 0) + records
    commonest = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:_MOST_KINDS]
    if not commonest:
        return []
    listed = ", ".join(f"{kind} ({records:,})" for kind, records in commonest)
    return [line(f"Kept as `other`: {listed}{' …' if len(totals) > _MOST_KINDS else ''}", "dim")]
