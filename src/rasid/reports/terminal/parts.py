from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rasid.visible_text import isolated

Value = str | int | float | Text | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; numbers stand to the right, and neither they nor ids wrap."""

    title: str
    number: bool = False
    whole: bool = False


def line(text: str = "", style: str = "") -> Text:
    """Return one line of text, safe to print whatever is in it."""
    return Text(isolated(text), style=style)


def section(title: str, body: RenderableType) -> RenderableType:
    """Return a heading with its body below, set apart by one empty line."""
    return Group(Text(), line(title, "bold cyan"), Padding(body, (0, 0, 0, 2)))


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], *, head: bool = True
) -> Table:
    """Return a table without rules but one under its head; long text folds, nothing is cut."""
    made = Table(
        box=box.SIMPLE_HEAD if head else None,
        show_header=head,
        padding=(0, 1),
        pad_edge=False,
        header_style="dim",
    )
    for column in columns:
        made.add_column(
            line(column.title),
            justify="right" if column.number else "left",
            no_wrap=column.number or column.whole,
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    return made


def _cell(value: Value) -> Text:
    if isinstance(value, Text):
        return value
    if value is None or value == "":
        return Text("-", style="dim")
    if isinstance(value, int):
        return Text(f"{value:,}", style="" if value else "dim")
    return line(value if isinstance(value, str) else f"{value:,.1f}")
