"""Looking at tables of pages as programs do: row by row, with people under their pseudonyms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from rasid.console.cells import iso
from rasid.console.listing import Row
from rasid.console.snapshot import Reading, Snapshot
from rasid.console.speech import speech_in
from rasid.console.streaming import Streams
from rasid.console.visit import Handler, Knowledge, Visit, mask_of

Type = Literal["string", "strings", "integer", "number", "moment", "day"]


@dataclass(frozen=True, slots=True)
class Resource:
    """One table under an address; `asked` are the filters that it takes, with their values if few.

    `fields` are the columns of the table with what their values are; each may be null.
    """

    path: str
    scope: str
    about: str
    handler: Handler
    table: str
    fields: Mapping[str, Type]
    asked: Mapping[str, Sequence[str]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What its path names."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{"))


@dataclass(frozen=True, slots=True)
class Looked:
    """Some rows of a resource; `state` is that of the home, the same as long as it is."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    state: str


class Resources:
    """Reads resources of one home."""

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self._reading = reading
        self._knowledge = knowledge

    def streams(self) -> Streams:
        """Return the news of the home for those who listen."""
        return Streams(self._reading)

    def look(
        self,
        resource: Resource,
        names: Mapping[str, str],
        query: Mapping[str, str],
        span: tuple[int, int],
    ) -> Looked:
        """Return the rows of a resource from a place on, so many at most.

        Raises NotThereError or UsageError for what is not there, ChangingError while a change is
        being put in place.
        """

        def seen(snapshot: Snapshot) -> Looked:
            mask = mask_of(snapshot)
            visit = Visit(snapshot, speech_in("en"), mask, self._knowledge, names, query)
            table = resource.handler(visit).table(resource.table)
            start, most = span
            rows = [_plain(resource, row) for row in table.rows[start : start + most]]
            return Looked(rows, len(table.rows), snapshot.tag)

        return self._reading.read(seen)


def _plain(resource: Resource, row: Row) -> dict[str, Any]:
    return {name: _value(row[name], kind) for name, kind in resource.fields.items()}


def _value(value: Any, kind: Type) -> Any:  # noqa: ANN401 - of any column
    if kind == "strings":
        return [] if value is None else [str(one) for one in _each(value)]
    if isinstance(value, datetime | date):
        return iso(value)
    return value


def _each(value: Any) -> Sequence[Any]:  # noqa: ANN401 - one or several
    if isinstance(value, list | tuple):
        return value
    return [value] if value else []
