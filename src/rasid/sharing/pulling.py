"""Indicators from a TAXII 2.1 collection, from where the last pull ended; all of it or nothing."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, select

from rasid.errors import InputError
from rasid.json_file import MOST_BYTES
from rasid.ledger import taxii_pulls, writing_alone
from rasid.sharing.indicators import Indicator, Refused, told
from rasid.sharing.keeping import Imported, keep
from rasid.sharing.others import SAID_TYPES, Statement, collected_statements, statements_of
from rasid.sharing.read_stix import pattern_length, read_stix
from rasid.sharing.reading import MOST_PATTERNS, collected
from rasid.sharing.taxii_collection import RemoteCollection
from rasid.sharing.taxii_server import Answer

PAGE = 1_000
MOST_PAGES = 10_000
MOST_OBJECTS = 1_000_000
MOST_EMPTY = 100
"""Pages in a row with nothing in them and more to come."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
_AHEAD = timedelta(days=1)
"""How far a server's clock may go before ours."""

_NARROWER = "--since takes only what was added later."

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did. `since` is what it began after, `after` what the next one begins after."""

    imported: Imported
    objects: int
    pages: int
    since: str
    after: str


def pull_indicators(  # noqa: PLR0913 - keywords
    remote: RemoteCollection,
    ledger: Engine,
    *,
    now: datetime,
    source: str = "",
    since: datetime | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> Pulled:
    """Import what was added to a collection since the last pull, or after `since`, or all `again`.

    `source` names who says so where an indicator names no author. Raises InputError, and then
    nothing is changed and the next pull begins where this one did.
    """
    known = "" if again or since else _after(ledger, remote.url)
    begin = _written(since) if since else known
    pages = _Pages(remote, begin, progress)
    fallback = told(source) or f"taxii:{remote.url}"[:300]
    read = collected(remote.url, pages.indicators(fallback))
    read = replace(read, statements=collected_statements(pages.statements))
    after = _newest(pages.last, begin, now)
    with writing_alone(ledger) as connection:
        imported = keep(connection, read, now, remote.url)
        if after:
            _remember(connection, remote.url, after, now)
    return Pulled(imported, pages.objects, pages.pages, begin, after)


class _Pages:
    """Goes through a collection page by page; counts, and stops a server that goes on forever."""

    def __init__(self, remote: RemoteCollection, begin: str, progress: Progress | None) -> None:
        self._remote = remote
        self._progress = progress
        self._query = {"match[type]": ",".join(("indicator", *SAID_TYPES)), "limit": str(PAGE)}
        self._query |= {"added_after": begin} if begin else {}
        self._seen: set[str] = set()
        self._bytes = self._patterns = self._empty = 0
        self.objects = self.pages = 0
        self.last = ""
        self.statements: list[Statement | Refused] = []

    def indicators(self, fallback: str) -> Iterator[Indicator | Refused]:
        """Yield what each page says."""
        more = True
        while more:
            answer = self._remote.server.get(f"{self._remote.path}objects/", self._query)
            objects = self._objects(answer)
            yield from read_stix(objects, fallback)
            self.statements += statements_of(objects, fallback)
            more = self._turn(answer)

    def _objects(self, answer: Answer) -> list[object]:
        objects = answer.document.get("objects", [])
        if not isinstance(objects, list):
            raise self._error("the page's objects are no list")
        self.pages += 1
        self.objects += len(objects)
        self._bytes += answer.size
        self._patterns += pattern_length(objects)
        self._empty = 0 if objects else self._empty + 1
        for count, most, what in (
            (self.objects, MOST_OBJECTS, "objects"),
            (self._bytes, MOST_BYTES, "bytes"),
            (self._patterns, MOST_PATTERNS, "characters of patterns to parse"),
            (self.pages, MOST_PAGES, "pages"),
        ):
            if count > most:
                raise self._error(f"it has more than {most:,} {what}; {_NARROWER}")
        if self._progress:
            self._progress(f"{self.objects:,} objects", self.pages, self.pages + 1)
        return objects

    def _turn(self, answer: Answer) -> bool:
        """Make the query one for the next page; tell whether there is one."""
        last = answer.headers.get("x-taxii-date-added-last", "")
        self.last = last if _is_moment(last) else self.last
        more = answer.document.get("more", False)
        if not isinstance(more, bool):
            raise self._error("it says neither that there is more nor that there is not")
        if not more:
            return False
        following = answer.document.get("next")
        if isinstance(following, str) and following:
            self._query["next"] = following
        elif _is_moment(last):
            self._query["added_after"] = following = last
        else:
            raise self._error("it has more, and does not say where that begins")
        if following in self._seen or self._empty > MOST_EMPTY or len(following) > PAGE:
            raise self._error("its pages go round in a circle or lead nowhere")
        self._seen.add(following)
        return True

    def _error(self, problem: str) -> InputError:
        return InputError(self._remote.url, problem + ("" if problem.endswith(".") else "."))


def _after(ledger: Engine, url: str) -> str:
    query = select(taxii_pulls.c.added_after).where(taxii_pulls.c.url == url)
    with ledger.connect() as connection:
        return connection.scalar(query) or ""


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _newest(last: str, begin: str, now: datetime) -> str:
    """Return what the next pull begins after; never a moment that has not come yet."""
    found = [text for text in (last, begin) if text]
    moments: Mapping[datetime, str] = {datetime.fromisoformat(text): text for text in found}
    known = [moment for moment in moments if moment <= now + _AHEAD]
    return moments[max(known)] if known else ""


def _remember(connection: Connection, url: str, after: str, now: datetime) -> None:
    row = {"added_after": after, "pulled_at": now.astimezone(UTC).isoformat("T", "seconds")}
    connection.execute(taxii_pulls.delete().where(taxii_pulls.c.url == url))
    connection.execute(taxii_pulls.insert(), {"url": url, **row})


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat("T", "microseconds").replace("+00:00", "Z")
