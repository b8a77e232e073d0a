"""The report for those who know its people as PDF: its Markdown, read back and set.

What the report says is written once, in the template for Markdown. Reading it back undoes the
escapes, so that a log's words are words here too.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from markdown_it import MarkdownIt
from markdown_it.token import Token

from rasid.languages import LANGUAGES
from rasid.reports.blocks import Bars, Block, Cell, Section, Table, Told
from rasid.reports.blocks_pdf import as_pdf

_LEAST_DAYS = 2


def report_pdf(markdown: str, bars: Bars, under: str, made_on: date) -> bytes:
    """Set a report as PDF, with a picture under the heading `under`."""
    told = read_markdown(markdown, made_on)
    drawn = len(bars.values) >= _LEAST_DAYS
    sections = tuple(
        Section(one.heading, (bars, *one.blocks)) if drawn and one.heading == under else one
        for one in told.sections
    )
    whole = Told(told.title, told.banner, told.lede, sections, told.made, made_on)
    return as_pdf(whole, LANGUAGES["en"], notes=False)


def read_markdown(text: str, made_on: date) -> Told:
    """Return what a report in Markdown says; its last paragraph is its foot."""
    title, banner = "", list[str]()
    parts: list[tuple[str, list[Block]]] = [("", [])]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for token, inside in _groups(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = _plain(inside[0])
        elif token.type == "heading_open":
            parts.append((_plain(inside[0]), []))
        elif token.type == "blockquote_open":
            banner += map(_plain, _inlines(inside))
        elif token.type == "table_open":
            parts[-1][1].append(_table(inside))
        elif token.type == "bullet_list_open":
            parts[-1][1].append(tuple(map(_plain, _inlines(inside))))
        else:
            parts[-1][1].extend(map(_plain, _inlines(inside)))
    (_, lede), *rest = parts
    *blocks, made = rest[-1][1]
    rest[-1] = (rest[-1][0], blocks)
    return Told(
        title=title,
        banner=" ".join(banner),
        lede=tuple(one for one in lede if isinstance(one, str)),
        sections=tuple(Section(heading, tuple(under)) for heading, under in rest),
        made=made if isinstance(made, str) else "",
        made_on=made_on,
    )


def _groups(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Yield each outermost element with what is inside it."""
    opened, inside = 0, list[Token]()
    first: Token | None = None
    for token in tokens:
        if opened == 0:
            first, inside = token, []
        elif opened + token.nesting > 0:
            inside.append(token)
        opened += token.nesting
        if opened == 0 and first is not None:
            yield first, inside


def _inlines(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.type == "inline"]


def _table(tokens: Sequence[Token]) -> Table:
    head: list[str] = []
    rows: list[list[Cell]] = []
    right = False
    for token in tokens:
        if token.type in {"th_open", "td_open"}:
            right = "right" in str(token.attrGet("style") or "")
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "thead_close":
            head = [cell.text for cell in rows.pop()]
        elif token.type == "inline":
            rows[-1].append(_cell(token, right=right))
    return Table(tuple(head), tuple(map(tuple, rows)))


def _cell(token: Token, *, right: bool) -> Cell:
    kinds = [child.type for child in token.children or () if child.content]
    if kinds == ["code_inline"]:
        return Cell(_plain(token), "code")
    return Cell(_plain(token), "number" if right else "text")


def _plain(token: Token) -> str:
    """Return the letters of a text, without what marks them."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(child.type, child.content) for child in token.children or ())
