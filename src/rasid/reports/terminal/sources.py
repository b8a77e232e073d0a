"""Tables whose rows other rooms count: the keys of the first row are the columns."""

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, Value, line, table

Row = Mapping[str, Value]


def coverage(rows: Sequence[Row]) -> RenderableType:
    """Show which logs there are and how well they are filled."""
    return _whole(rows) if rows else line("No logs have been imported.")


def reconciliation(rows: Sequence[Row]) -> RenderableType:
    """Show what became of every line of every file, and the sums."""
    if not rows:
        return line("No file was imported.")
    first = rows[0]
    sums = {key: sum(_number(row[key]) for row in rows) for key in first if _is_count(first[key])}
    total = {key: sums.get(key, "") for key in first} | {next(iter(first)): "all files"}
    return _whole([*rows, total]) if len(rows) > 1 else _whole(rows)


def _whole(rows: Sequence[Row]) -> RenderableType:
    columns = [Column(key.replace("_", " "), number=_is_count(rows[0][key])) for key in rows[0]]
    return Group(table(columns, [[row.get(key) for key in rows[0]] for row in rows]))


def _is_count(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Value) -> int | float:
    return value if isinstance(value, int | float) else 0
