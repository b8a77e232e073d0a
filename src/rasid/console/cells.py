"""Cells of tables as HTML: how each kind of value is written, and what it leads to."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup, escape

from rasid.console.listing import Column, Row, Table
from rasid.console.speech import Speech
from rasid.reports.charts import share_bar
from rasid.visible_text import isolated, visible

_SPECIAL = re.compile("[&<>'\"]")
_ISOLATED = re.compile("([\u2066\u2068])([^\u2066-\u2069]*)\u2069")
_NOTHING = '<span class="none">\u2013</span>'
_HEAT_LEVELS = 5
_BAR = 4
_CLIPPED = "sha256"

_Writer = Callable[[Speech, Column, Any], str]
_Written = tuple[Column, _Writer, tuple[str, str]]
"""A column, what writes its values, and what stands around each."""


def rows(speech: Speech, table: Table) -> Markup:
    """Return the rows of a table's page; the last of a waterfall is its sum."""
    shown = table.shown
    columns = [(column, _WRITERS[column.kind], _tags(column)) for column in table.columns]
    told = [f"<tr>{_cells(speech, table, columns, row)}</tr>" for row in shown]
    if told and table.style == "waterfall":
        told[-1] = told[-1].replace("<tr>", '<tr class="sum">', 1)
    return Markup("\n".join(told))  # noqa: S704 - each cell is escaped


def _cells(speech: Speech, table: Table, columns: Sequence[_Written], row: Row) -> str:
    told = []
    for column, write, (start, end) in columns:
        value = row[column.key]
        is_empty = value is None or value in ("", [])
        shown = _NOTHING if is_empty else write(speech, column, value)
        href = "" if is_empty else column.link(row)
        if href:
            shown = f'<a href="{_safe(href)}">{shown}</a>'
        if column.bar and value:
            bar = share_bar(value, table.most(column.key), column.bar, height=_BAR)
            shown = f"{shown}{bar}"
        told.append(f'{start}{_more_kinds(column, value, table)}">{shown}{end}')
    return "".join(told)


def _tags(column: Column) -> tuple[str, str]:
    """Return what a cell begins with, up to its kinds, and ends with; `head` cells name a row."""
    if column.head:
        return '<th scope="row" class="', "</th>"
    return '<td class="', "</td>"


def _more_kinds(column: Column, value: Any, table: Table) -> str:  # noqa: ANN401 - of any column
    if column.kind == "heat":
        return f"h{_heat(value, table.hottest)}"
    number, zero = " n" if column.is_number else "", " zero" if value == 0 else ""
    return f"{column.kind}{number}{zero}{' clip' if column.key == _CLIPPED else ''}"


def _safe(told: str) -> str:
    """Return text as HTML, and HTML as it is.

    A page has thousands of cells: to make Markup of each piece takes ten times as long.
    """
    return told if isinstance(told, Markup) or not _SPECIAL.search(told) else escape(told)


def with_isolates(line: str) -> Markup:
    """Return a line with what stands isolated in it as elements; a stray mark is shown as one."""
    parts = _ISOLATED.split(line)
    told = Markup("")
    for place in range(0, len(parts) - 1, 3):
        before, mark, inner = parts[place : place + 3]
        start = Markup('<bdi dir="ltr">') if mark == "\u2066" else Markup("<bdi>")
        told += escape(visible(before)) + start + escape(visible(inner)) + Markup("</bdi>")
    return told + escape(visible(parts[-1]))


def iso(at: date) -> str:
    """Return a moment or day for machines; a moment without a zone is UTC."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat() if at.tzinfo else f"{at.isoformat()}Z"
    return at.isoformat()


def _heat(events: int, most: int) -> int:
    """Return 0 for none, else 1 to 5, the more the more events."""
    return -(-events * _HEAT_LEVELS // most) if events else 0


def _each(value: Any) -> list[Any]:  # noqa: ANN401 - one or several
    return list(value) if isinstance(value, list | tuple) else [value]


def _joined(speech: Speech, told: Sequence[str]) -> str:
    return told[0] if len(told) == 1 else str.join(speech.say("comma"), told)


def _words(speech: Speech, column: Column, value: Any) -> str:  # noqa: ANN401
    told = [f"<bdi>{_safe(speech.word(column.words, one))}</bdi>" for one in _each(value)]
    return _joined(speech, told)


def _codes(_: Speech, __: Column, value: Any) -> str:  # noqa: ANN401
    return " ".join(f'<code dir="ltr">{_safe(isolated(str(one)))}</code>' for one in _each(value))


def _own(speech: Speech, _: Column, value: Any) -> str:  # noqa: ANN401
    told = [f'<bdi lang="en">{_safe(isolated(str(one)))}</bdi>' for one in _each(value)]
    return _joined(speech, told)


def _moment(_: Speech, __: Column, value: datetime) -> str:
    """Write a moment as the logs do, so that it can be held against them."""
    return f'<time datetime="{iso(value)}" dir="ltr">{value:%F %H:%M}</time>'


def _day(_: Speech, __: Column, value: date) -> str:
    told = value.isoformat()
    return f'<time datetime="{told}" dir="ltr">{told}</time>'


_WRITERS: Mapping[str, _Writer] = {
    "text": lambda _, __, value: f"<bdi>{_safe(isolated(str(value)))}</bdi>",
    "phrase": lambda _, __, value: f"<bdi>{with_isolates(str(value))}</bdi>",
    "own": _own,
    "code": _codes,
    "account": _codes,
    "count": lambda speech, _, value: speech.number(value),
    "decimal": lambda speech, _, value: speech.number(value, 1),
    "bits": lambda speech, _, value: speech.bits(value),
    "share": lambda speech, _, value: speech.share(value),
    "moment": _moment,
    "day": _day,
    "word": _words,
    "chart": lambda _, __, value: _safe(value),
    "heat": lambda speech, _, value: f"<span>{speech.number(value) if value else ''}</span>",
}
"""How each kind of value is written as HTML: what a log says in it is escaped here."""
