"""A text as PDF: archival, tagged, its pictures vectors."""

from datetime import UTC, datetime, time
from importlib.resources import files
from math import isqrt
from typing import Any

from markupsafe import Markup

from rasid.languages import Language
from rasid.reports.blocks import Bars, Block, Section, Table, Told
from rasid.reports.charts.svg import element
from rasid.typesetting import Page, typeset

_HEIGHT, _STEP, _WIDTH = 100, 20, 16
_COLOUR = "#2f6f9f"
_NARROW = 28
"""Letters that a column can be wide without being one that others give way to."""

_MANY = 12
"""A row of more columns is a week by hours: these share the width evenly."""


def as_pdf(told: Told, language: Language, *, notes: bool = True) -> bytes:
    """Set a text as PDF; the same words give the same bytes.

    With `notes`, paragraphs under a heading are set small, as what is said beside a table.
    """
    data = {
        "notes": notes,
        "title": told.title,
        "banner": told.banner,
        "lede": list(told.lede),
        "sections": [_section(one, language) for one in told.sections],
        "made": told.made,
    }
    # The moment in the file's metadata tells no more than the page does: its day.
    at = datetime.combine(told.made_on, time(), UTC)
    return typeset(
        files(__package__) / "templates" / "blocks.typ", Page(language, told.title, at), data
    )


def _section(section: Section, language: Language) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "blocks": [_block(one, language) for one in section.blocks],
    }


def _block(block: Block, language: Language) -> dict[str, Any]:
    if isinstance(block, str):
        return {"kind": "paragraph", "text": block}
    if isinstance(block, Table):
        rows = [[{"text": cell.text, "kind": cell.kind} for cell in row] for row in block.rows]
        coded = any(cell.kind == "code" for cell in block.rows[0])
        shape = {"widths": _widths(block), "coded": coded}
        return {"kind": "table", "head": list(block.head), "rows": rows, **shape}
    if isinstance(block, Bars):
        return {"kind": "picture", "svg": str(picture(block, language)), "said": block.said}
    return {"kind": "list", "points": list(block)}


def _widths(table: Table) -> list[int]:
    """Return how many shares of the width each column takes; none where it is as wide as it is."""
    if len(table.head) > _MANY:
        return [0, *([1] * (len(table.head) - 1))]
    shares = []
    for at, title in enumerate(table.head):
        lengths = [len(title), *(len(row[at].text) for row in table.rows)]
        wide = max(lengths) > _NARROW and table.rows[0][at].kind != "number"
        mean = sum(lengths) // len(lengths)
        shares.append(max(isqrt(mean // _NARROW), 1) if wide else 0)
    if not any(shares):
        first = next((at for at, one in enumerate(table.rows[0]) if one.kind != "number"), 0)
        shares[first] = 1
    return shares


def picture(bars: Bars, language: Language) -> Markup:
    """Draw a bar for each day; time runs as the language is read."""
    values = bars.values if language.direction == "ltr" else bars.values[::-1]
    most = max(*values, 1)
    drawn = [
        element(
            "rect",
            x=at * _STEP,
            y=_HEIGHT - _HEIGHT * value / most,
            width=_WIDTH,
            height=_HEIGHT * value / most,
            fill=_COLOUR,
        )
        for at, value in enumerate(values)
    ]
    line = element("rect", x=0, y=_HEIGHT, width=_STEP * len(values), height=1, fill=_COLOUR)
    return element(
        "svg",
        *drawn,
        line,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_STEP * len(values)} {_HEIGHT + 1}",
        preserveAspectRatio="none",
        role="img",
        aria_label=bars.said,
    )
