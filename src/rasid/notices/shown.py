"""Notices as HTML and as letters in PDF."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib.resources import files
from itertools import groupby
from typing import Any
from unicodedata import bidirectional

from jinja2 import Environment, PackageLoader, StrictUndefined

from rasid.languages import day
from rasid.notices.texts import Block, Text
from rasid.typesetting import Page, typeset

_FORMS = files("rasid") / "notices" / "forms"
_ISOLATED = re.compile("([\u2066\u2068])([^\u2069]*)\u2069|([^\u2066\u2068]+)")


def as_html(text: Text) -> str:
    """Return a notice as one HTML file with nothing in it to follow or to load."""
    environment = Environment(
        loader=PackageLoader("rasid.notices", "forms"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["runs"] = _runs
    return environment.get_template("notice.html.j2").render(text=text)


def as_letters(texts: Sequence[Text], title: str, made_at: datetime) -> bytes:
    """Return letters as one PDF, each in its language and beginning on a page of its own.

    `made_at` is the day that they bear.
    """
    data = {"letters": [_letter(text, made_at) for text in texts]}
    return typeset(_FORMS / "letters.typ", Page(texts[0].language, title, made_at), data)


def _letter(text: Text, made_at: datetime) -> dict[str, Any]:
    language = text.language
    return {
        "language": language.code,
        "direction": language.direction,
        "digits": list(language.digits),
        "day": day(made_at.date(), language),
        "subject": text.subject,
        "runs": [
            {"kind": kind, "texts": [_spans(block.text) for block in blocks]}
            for kind, blocks in _runs(text.blocks)
        ],
    }


def _spans(text: str) -> list[dict[str, str | bool]]:
    """Return the pieces of a text with the direction of those that stand isolated in it.

    The direction is empty outside of isolates, whose marks a PDF cannot show. `spaced` says whether
    a space stands before a piece: the spaces at its ends go where it is set.
    """
    spans: list[dict[str, str | bool]] = []
    spaced = False
    for mark, inner, rest in _ISOLATED.findall(text):
        words = inner or rest
        spaced = spaced or words.startswith(" ")
        spans.append(
            {"direction": _direction(mark, words), "text": words.strip(), "spaced": spaced}
        )
        spaced = words.endswith(" ")
    return spans


def _direction(mark: str, text: str) -> str:
    if mark != "\u2068":
        return "ltr" if mark else ""
    strong = (bidirectional(one) for one in text if bidirectional(one) in ("L", "R", "AL"))
    return "rtl" if next(strong, "L") in ("R", "AL") else "ltr"


def _runs(blocks: Iterable[Block]) -> Iterator[tuple[str, list[Block]]]:
    """Yield blocks of one kind that follow each other together."""
    for kind, found in groupby(blocks, key=lambda one: one.kind):
        yield kind, list(found)
