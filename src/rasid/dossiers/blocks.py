"""What a document consists of, from which HTML and PDF are made alike: plain values, no markup."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Block:
    """One part: `text`, `note`, `strong`, `steps`, `heading`, or a `table`.

    `shares` are the widths of a table's columns, `codes` the places of those that hold words of
    machines. A table without a head is one of facts: label and value.
    """

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()
    codes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON's values."""
        return {"heading": self.heading, "blocks": [asdict(block) for block in self.blocks]}


def text(*paragraphs: str) -> list[Block]:
    """Return paragraphs."""
    return [Block("text", paragraph) for paragraph in paragraphs]


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[int],
    codes: Sequence[int] = (),
) -> Block:
    """Return a table; a row of none makes it a note that says so."""
    listed = tuple(tuple(row) for row in rows)
    if not listed:
        return Block("note", "None.")
    return Block("table", head=tuple(head), rows=listed, shares=tuple(shares), codes=tuple(codes))


def facts(*rows: tuple[str, str]) -> Block:
    """Return labels with their values."""
    return Block("table", rows=rows, shares=(3, 10))
