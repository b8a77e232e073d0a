"""JSON that is more than one record a line, made level: every record on a line of its own.

Arrays, pages that list records, pretty-printed objects, and any of them one behind the other. The
records are counted and cut out by their brackets alone, in one pass and bounded memory; whether
each is JSON is found out by whoever reads the lines.
"""

import re
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from rasid.sources.counting import LONGEST_RECORD, Count, Target
from rasid.sources.structure import Brackets, brackets

LISTS = frozenset(
    {"value", "items", "Records", "records", "data", "logs", "events", "entries", "results", "hits"}
)
"""Under which names a page lists its records."""

TELLING_LISTS = frozenset(
    {"clicksPermitted", "clicksBlocked", "messagesDelivered", "messagesBlocked"}
)
"""Lists whose name says what their records do not; each gets it as `_list`."""

PAGES = LISTS | TELLING_LISTS

DEEPEST_LIST = 3
"""So many brackets deep a page's list opens at most: in the page, or in an object of it."""

STEP = 1 << 17
_BLANK = b" \t\r\n,\xef\xbb\xbf"
_ONE_LINE = bytes(32 if code in b"\r\n" else code for code in range(256))
_ARRAY = ord("[")
_NEAR = 200
_KEY = re.compile(rb'"([^"\\]{1,100})"\s*:\s*$')


class Leveller:
    """Counts the records of a JSON text and writes each as a line.

    `lists` are the names under which a page lists its records; with none, every object that stands
    by itself is a record, whatever it lists.
    """

    def __init__(self, target: Target, lists: Collection[str]) -> None:
        self._target = target
        self._lists = lists
        self._records = 0
        self._too_long = False
        self._rest = b""
        self._begin()

    def _begin(self) -> None:
        """Expect a new document.

        Records open one level below `_base`: 0 outside everything, 1 in an array, 2 or more in a
        page's list. `_held` is what earlier pieces held of the open record, or of what stands
        between.
        """
        self._base = 0
        self._depth = 0
        self._inside = self._open = self._page = False
        self._held = self._name = b""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes."""
        for at in range(0, len(chunk), STEP):
            step = self._rest + chunk[at : at + STEP]
            whole = step.rstrip(b"\\")
            self._rest = step[len(whole) :]
            self._take(whole)

    def end(self, torn: str = "") -> Count:
        """Return the count; what is left open is a record too, and so is a tear."""
        self._take(self._rest)
        self._write([self._held] if self._open or not self._page else [])
        self._target.flush()
        return Count(self._records + bool(torn), self._too_long, torn)

    def _take(self, step: bytes) -> None:
        """Take a piece of text; a line's end within a string, or one bracket too many, tears it."""
        while step:
            found = brackets(step, inside=self._inside)
            depths = self._depth + np.cumsum(found.opens.astype(np.int64) * 2 - 1)
            stray = found.at[depths < 0]
            extra = int(stray[0]) if len(stray) else len(step)
            end = min(extra, found.torn_at if found.torn_at >= 0 else len(step))
            kept = int(np.searchsorted(found.at, end))
            piece = (
                step[:end].translate(_ONE_LINE) if b"\n" in step or b"\r" in step else step[:end]
            )
            self._cut(piece, found, depths[:kept])
            self._inside = found.inside
            if end < len(step):
                self._write([self._held])
                self._begin()
            step = step[end + 1 :]

    def _cut(self, step: bytes, found: Brackets, depths: npt.NDArray[np.int64]) -> None:
        """Cut the records out of a piece of text, and hold what it ends with."""
        levels = np.where(found.opens[: len(depths)], depths, depths + 1)
        records: list[bytes] = []
        bracket, begins = 0, 0
        while bracket < len(levels):
            limit = DEEPEST_LIST if self._lists and not self._base else self._base + 1
            shallow = np.flatnonzero(levels[bracket:] <= limit) + bracket
            bracket = len(levels)
            base = self._base
            for nth, at, level, opens in zip(
                shallow.tolist(),
                found.at[shallow].tolist(),
                levels[shallow].tolist(),
                found.opens[shallow].tolist(),
                strict=True,
            ):
                meet = self._meet_opening if opens else self._meet_closing
                begins = meet(step, begins, at, level, records)
                if self._base != base:
                    bracket = nth + 1
                    break
        self._write(records)
        self._hold(step[begins:])
        self._depth = int(depths[-1]) if len(depths) else self._depth

    def _meet_opening(
        self, step: bytes, begins: int, at: int, level: int, records: list[bytes]
    ) -> int:
        """Take note of an opening bracket; return where what is held begins from now on."""
        if level == 1 and not self._base and step[at] == _ARRAY:
            records += self._between(step[begins:at])
            self._base = 1
            return at + 1
        if 2 <= level <= DEEPEST_LIST and not self._base and step[at] == _ARRAY:
            key = _KEY.search(self._held[-_NEAR:] + step[max(begins, at - _NEAR) : at])
            if key and key[1].decode("utf-8", "replace") in self._lists:
                self._name = key[1]
                self._base, self._page, self._open, self._held = level, True, False, b""
                return at + 1
        elif level == self._base + 1 and not self._page_only(level):
            records += self._between(step[begins:at])
            self._open = True
            return at
        return begins

    def _meet_closing(
        self, step: bytes, begins: int, at: int, level: int, records: list[bytes]
    ) -> int:
        """Take note of a closing bracket; return where what is held begins from now on."""
        if level == self._base + 1 and self._open:
            records.append(self._named(self._held + step[begins : at + 1]))
            self._open, self._held = False, b""
            return at + 1
        if level <= self._base:
            records += self._between(step[begins:at])
            self._base = 0
            return at + 1
        if level == 1 and self._page:
            self._page, self._held = False, b""
            return at + 1
        return begins

    def _page_only(self, level: int) -> bool:
        """Tell whether a bracket belongs to a page around its list."""
        return self._page and not self._base and level > 0

    def _between(self, text: bytes) -> list[bytes]:
        """Return what stands between records, unless it is blank."""
        strange = (self._held + text).strip(_BLANK)
        self._held = b""
        return [strange] if strange and not self._page_only(1) else []

    def _named(self, record: bytes) -> bytes:
        """Add the list's name to a record that cannot be understood without."""
        if self._base > 1 and self._name.decode() in TELLING_LISTS:
            rest = record[1:].lstrip()
            return b'{"_list":"' + self._name + (b'"' if rest == b"}" else b'",') + rest
        return record

    def _hold(self, text: bytes) -> None:
        """Hold the end of a piece; of what is far too long only so much that it stays too long."""
        if len(self._held) <= LONGEST_RECORD:
            self._held += text

    def _write(self, records: list[bytes]) -> None:
        """Write records as lines, those that are not blank."""
        lines = [record for record in records if record.strip(_BLANK)]
        if lines:
            self._too_long = self._too_long or max(map(len, lines)) > LONGEST_RECORD
            self._records += len(lines)
            self._target.write(b"\n".join(lines) + b"\n")
