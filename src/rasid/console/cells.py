"""Cells of tables as HTML: how each kind of value is written, and what it leads to."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup, escape

from rasid.console.listing import Column, Row, Table
from rasid.console.speech import Speech
from rasid.reports.charts import share_bar
from rasid.visible_text import isolated, visible

_SPECIAL = re.compile("[&<>'\"]")
_ISOLATED = re.compile("([\u2066\u2068])([^\u2066-\u2069]*)\u2069")
_NOTHING = Markup('<span class="none">\u2013</span>')
_HEAT_LEVELS = 5
_BAR = 4
_CLIPPED = "sha256"


def cell(speech: Speech, table: Table, column: Column, row: Row) -> Markup:
    """Return one cell; `head` cells name their row."""
    value = row[column.key]
    is_empty = value is None or value in ("", [])
    shown = _NOTHING if is_empty else _WRITERS[column.kind](speech, column, value)
    href = "" if is_empty else column.link(row)
    if href:
        shown = _in('<a href="{}">', "</a>", shown, href)
    if column.bar and value:
        shown += share_bar(value, table.most(column.key), column.bar, height=_BAR)
    kinds = _kinds(column, value, table)
    if column.head:
        return _in('<th scope="row" class="{}">', "</th>", shown, kinds)
    return _in('<td class="{}">', "</td>", shown, kinds)


def _in(start: str, end: str, told: str, said: str = "") -> Markup:
    """Return what is told between two pieces of ours, both it and what the first says escaped."""
    return Markup(_within(start.replace("{}", _safe(said)), end, told))  # noqa: S704 - as said


def _within(start: str, end: str, told: str) -> str:
    return f"{start}{_safe(told)}{end}"


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


def _kinds(column: Column, value: Any, table: Table) -> str:  # noqa: ANN401 - of any column
    if column.kind == "heat":
        return f"h{_heat(value, table.hottest)}"
    more = (("n", column.is_number), ("zero", value == 0), ("clip", column.key == _CLIPPED))
    return " ".join([column.kind, *(name for name, holds in more if holds)])


def _heat(events: int, most: int) -> int:
    """Return 0 for none, else 1 to 5, the more the more events."""
    return -(-events * _HEAT_LEVELS // most) if events else 0


def _each(value: Any) -> list[Any]:  # noqa: ANN401 - one or several
    return list(value) if isinstance(value, list | tuple) else [value]


def _words(speech: Speech, column: Column, value: Any) -> Markup:  # noqa: ANN401
    told = [_in("<bdi>", "</bdi>", speech.word(column.words, v)) for v in _each(value)]
    return speech.say("comma").join(told)


def _codes(_: Speech, __: Column, value: Any) -> Markup:  # noqa: ANN401
    told = (_within('<code dir="ltr">', "</code>", isolated(str(one))) for one in _each(value))
    return Markup(" ".join(told))  # noqa: S704 - each is escaped


def _own(speech: Speech, _: Column, value: Any) -> Markup:  # noqa: ANN401
    told = [_in('<bdi lang="en">', "</bdi>", isolated(str(one))) for one in _each(value)]
    return speech.say("comma").join(told)


def _moment(_: Speech, __: Column, value: datetime) -> Markup:
    """Write a moment as the logs do, so that it can be held against them."""
    return _in('<time datetime="{}" dir="ltr">', "</time>", f"{value:%F %H:%M}", iso(value))


def _day(_: Speech, __: Column, value: date) -> Markup:
    told = value.isoformat()
    return _in('<time datetime="{}" dir="ltr">', "</time>", told, told)


_WRITERS: Mapping[str, Callable[[Speech, Column, Any], Markup]] = {
    "text": lambda _, __, value: _in("<bdi>", "</bdi>", isolated(str(value))),
    "phrase": lambda _, __, value: _in("<bdi>", "</bdi>", with_isolates(str(value))),
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
    "chart": lambda _, __, value: value,
    "heat": lambda speech, _, value: _in(
        "<span>", "</span>", speech.number(value) if value else ""
    ),
}
