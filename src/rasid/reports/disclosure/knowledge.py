"""What others know: a CSV of people who could be meant, such as all candidates of an election."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rasid.errors import InputError, UsageError
from rasid.json_file import decoded, read_unpacked
from rasid.reports.disclosure.claims import Where

_SAID = ("category", "country")
_WHO = ("name", "person", "person_id")


@dataclass(frozen=True, slots=True)
class Known:
    """People whom a reader can list; `given` is what the reader knows of everybody meant."""

    source: str
    rows: tuple[Mapping[str, str], ...]
    given: Mapping[str, str]

    def crowd(self, where: Where) -> int | None:
        """Return how many of them can be meant; None where the file has nobody of that kind."""
        meant = self._meant(where)
        return None if meant is None else len([row for row in meant if self._fits(row)])

    def narrowed(self, where: Where) -> tuple[str, str, int] | None:
        """Return the further column and value that would leave fewest of them, and how many."""
        meant = [row for row in self._meant(where) or () if self._fits(row)]
        found: list[tuple[int, str, str]] = []
        for column in self._further():
            parts = Counter(row[column] for row in meant if row[column])
            found += [(count, column, value) for value, count in parts.items()]
        if not found:
            return None
        count, column, value = min(found)
        return (column, value, count) if count < len(meant) else None

    def _meant(self, where: Where) -> list[Mapping[str, str]] | None:
        asked = dict(zip(_SAID, (where.categories, where.countries), strict=True))
        folded = {
            column: {one.strip().casefold() for one in members}
            for column, members in asked.items()
            if members is not None
        }
        if not folded or any(column not in row for row in self.rows for column in folded):
            return None
        meant = [
            row
            for row in self.rows
            if all(row[column].casefold() in members for column, members in folded.items())
        ]
        return meant or None

    def _fits(self, row: Mapping[str, str]) -> bool:
        return all(row[column].casefold() == value for column, value in self.given.items())

    def _further(self) -> list[str]:
        told = {*_SAID, *_WHO, *self.given}
        return [column for column in (self.rows[0] if self.rows else ()) if column not in told]


def read_known(path: Path, given: Sequence[str] = ()) -> Known:
    """Read a CSV with a column `category`, one row a person; `given` are `COLUMN=VALUE`.

    Raises InputError or UsageError in one sentence.
    """
    text = decoded(path, read_unpacked(path, "list of people"))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, fields) for fields in reader if any(map(str.strip, fields))]
    except csv.Error as error:
        raise InputError(path, f"not CSV: {error}.", line=reader.line_num) from None
    header = [name.strip().lower() for name in (lines[0][1] if lines else ())]
    if "category" not in header or len(set(header)) != len(header):
        raise InputError(path, "expected a header with `category`, each column named once.", line=1)
    for line, fields in lines[1:]:
        if len(fields) != len(header):
            problem = f"{len(fields)} fields, expected the {len(header)} of the header."
            raise InputError(path, problem, line=line)
    rows = [dict(zip(header, map(str.strip, fields), strict=True)) for _, fields in lines[1:]]
    return Known(path.name, tuple(rows), _given(given, header))


def _given(given: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    found = {}
    for one in given:
        column, equals, value = one.partition("=")
        name = column.strip().lower()
        if not equals or name not in header:
            expected = ", ".join(f"{column}=…" for column in header)
            raise UsageError(f"--given got {one!r}, expected one of: {expected}.")
        found[name] = value.strip().casefold()
    return found
