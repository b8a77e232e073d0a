"""A disclosure that was told in a language as HTML, Markdown or PDF; the same words in each."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rasid.languages import Language
from rasid.reports.blocks import Bars, Block, Cell, Table, Told
from rasid.reports.blocks_pdf import as_pdf, picture
from rasid.visible_text import markdown

FORMATS = ("html", "pdf", "md")
_ISOLATES = re.compile("([\u2066-\u2069])")


def rendered(told: Told, language: Language, file_format: str) -> bytes:
    """Return a disclosure as a file; the same words give the same bytes."""
    if file_format == "pdf":
        return as_pdf(told, language)
    text = _html(told, language) if file_format == "html" else _markdown(told, language)
    return text.encode()


def _html(told: Told, language: Language) -> str:
    environment = Environment(
        loader=PackageLoader("rasid.reports", "disclosure"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests.update(
        table=lambda block: isinstance(block, Table), bars=lambda block: isinstance(block, Bars)
    )
    environment.filters["together"] = _together
    environment.filters["drawn"] = lambda bars: picture(bars, language)
    style = (files(__package__) / "disclosure.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("disclosure.html.j2").render(
        told=told,
        language=language,
        style=Markup(style),  # noqa: S704 - packaged with rasid
        style_hash=f"sha256-{digest}",
    )


def _together(text: str) -> str:
    """Return a headline in which no number ends a line while its noun begins the next."""
    return re.sub(r"(?<=\d) (?=\w)", "\u00a0", text)


def _markdown(told: Told, language: Language) -> str:
    return "\n".join(_lines(told, language)).rstrip() + "\n"


def _lines(told: Told, language: Language) -> Iterator[str]:
    turned = language.direction == "rtl"
    if turned:
        yield from (f'<div dir="rtl" lang="{language.code}">', "")
    yield from (f"# {_plain(told.title)}", "")
    if told.banner:
        yield from (f"> **{_plain(told.banner)}**", "")
    for said in told.lede:
        yield from (_plain(said), "")
    for section in told.sections:
        yield from (f"## {_plain(section.heading)}", "")
        for block in section.blocks:
            yield from (*_block_lines(block), "")
    yield from ("---", "", _plain(told.made), "")
    if turned:
        yield "</div>"


def _block_lines(block: Block) -> Iterator[str]:
    if isinstance(block, str):
        yield _plain(block)
    elif isinstance(block, Table):
        sides = ["---:" if cell.kind == "number" else "---" for cell in block.rows[0]]
        yield _row([_plain(one) for one in block.head])
        yield _row(sides)
        yield from (_row([_cell(cell) for cell in row]) for row in block.rows)
    elif isinstance(block, Bars):
        yield _plain(block.said)
        yield ""
        yield _sparkline(block)
    else:
        yield from (f"- {_plain(one)}" for one in block)


def _sparkline(bars: Bars) -> str:
    """Return eight heights of bars as letters, day after day; Markdown has no drawings."""
    most = max(*bars.values, 1)
    levels = "▁▂▃▄▅▆▇█"
    return "`" + "".join(levels[round(v / most * (len(levels) - 1))] for v in bars.values) + "`"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if cell.kind != "code":
        return _plain(cell.text)
    inside = cell.text.replace("`", "'").replace("|", r"\|")
    return f"`{inside}`"


def _plain(text: str) -> str:
    """Return text that Markdown reads as text only; the isolates around others' words stay."""
    parts = _ISOLATES.split(text)
    return "".join(part if _ISOLATES.fullmatch(part) else markdown(part) for part in parts)
