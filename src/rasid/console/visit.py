"""One request as pages see it: what is asked, in which language, of which state of the home."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, quote_plus

from markupsafe import Markup

from rasid.case import Case
from rasid.console.desk import Desk
from rasid.console.gate import Gate
from rasid.console.listed import listed_of
from rasid.console.listing import Table
from rasid.console.mailing import Mailer
from rasid.console.masking import Mask, analysed_people, listed_people, make_mask
from rasid.console.session import Session
from rasid.console.snapshot import Snapshot
from rasid.console.speech import Speech
from rasid.console.uploads import Importer
from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError
from rasid.ledger import open_ledger
from rasid.reports import CampaignFacts
from rasid.reports.errata import Errata
from rasid.settings import Home
from rasid.sharing import open_key

_PLAIN = re.compile(r"[A-Za-z0-9_.~-]+")
_MOST_PAGES = 1_000_000


class NotThereError(RasidError):
    """What an address asks for is not there."""


class TooOftenError(RasidError):
    """Somebody was wrong too often; `seconds` is how long they must wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__("that was wrong too often.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the command line knows beside the tables: the same that its own commands tell.

    `facts` adds to those of the tables what the ledger and the folders tell, `errata` is what of
    that its last report that counted otherwise said. `actors` and `actor`
    are those that have a text in a name or are called so. `others` are campaigns that others tell
    of, `retentions` what was let go.
    """

    facts: Callable[[Case, CampaignFacts], CampaignFacts]
    errata: Callable[[Case, str], Errata | None]
    actors: Callable[[Case, str], Sequence[Mapping[str, Any]]]
    actor: Callable[[Case, str], Sequence[Mapping[str, Any]]]
    others: Callable[[Home, str], Sequence[Mapping[str, Any]]]
    retentions: Callable[[Home], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Inside:
    """Whoever asks from inside: their session, all sessions, where deeds are written down."""

    session: Session
    gate: Gate
    desk: Desk
    importer: Importer
    mailer: Mailer
    passkeys: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request; `names` are what its path names, `query` what follows the question mark.

    `inside` is who asks, unless a program does; `form` is what was sent with it.
    """

    snapshot: Snapshot
    speech: Speech
    mask: Mask
    knowledge: Knowledge
    names: Mapping[str, str]
    query: Mapping[str, str]
    inside: Inside | None = None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The session of whoever asks; LookupError for a program, which has none."""
        return self._inside.session

    @property
    def gate(self) -> Gate:
        """All sessions."""
        return self._inside.gate

    @property
    def desk(self) -> Desk:
        """Where deeds are written down."""
        return self._inside.desk

    @property
    def mailer(self) -> Mailer:
        """What sends notices."""
        return self._inside.mailer

    @property
    def passkeys(self) -> str:
        """Where passkeys work: `here`, else an address, or nothing."""
        return self._inside.passkeys

    @property
    def importer(self) -> Importer:
        """What imports the files that people bring."""
        return self._inside.importer

    @property
    def _inside(self) -> Inside:
        if self.inside is None:
            raise LookupError("a program has no session")
        return self.inside

    @property
    def case(self) -> Case:
        """The open home."""
        return self.snapshot.case

    @property
    def engine(self) -> DuckDB:
        """The engine that knows its tables."""
        return self.snapshot.case.engine

    @property
    def page(self) -> int:
        """Which page of a long table is asked for, from 1."""
        text = self.query.get("page", "1")
        if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:9]) < _MOST_PAGES:
            raise NotThereError("there is no such page.")
        return int(text)

    def chosen(self, name: str, known: Collection[str]) -> str:
        """Return what of a list is asked for; empty where nothing is."""
        value = self.query.get(name, "")
        if value and value not in known:
            raise NotThereError(f"{name} is none of these.")
        return value

    def day(self, name: str) -> date | None:
        """Return the day that is asked for."""
        try:
            return date.fromisoformat(self.query[name]) if self.query.get(name) else None
        except ValueError:
            raise NotThereError("that is no day.") from None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: a template, its title, its data and its tables, by their names.

    `area` is where it stands in the navigation. `figures` are what scripts draw, each read where it
    is asked for.
    """

    template: str
    area: str
    title: Markup
    data: Mapping[str, Any] = field(default_factory=dict)
    tables: Sequence[Table] = ()
    figures: Mapping[str, Callable[[], Mapping[str, Any]]] = field(default_factory=dict)

    def table(self, name: str) -> Table:
        """Return a table of the page."""
        for table in self.tables:
            if table.name == name:
                return table
        raise NotThereError("the page has no such table.")

    def figure(self, name: str) -> Mapping[str, Any]:
        """Return what a script draws on the page."""
        if name not in self.figures:
            raise NotThereError("the page has no such figure.")
        return self.figures[name]()


def mask_of(snapshot: Snapshot) -> Mask:
    """Return what hides people in one state of a home."""

    def read() -> Mask:
        with open_ledger(snapshot.case.home) as ledger:
            key = open_key(ledger)
        now = listed_people(listed_of(snapshot))
        made = snapshot.of_files.get("mask")
        if made is None or made[0] != (key, now):
            analysed = analysed_people(snapshot.case.engine)
            made = (key, now), make_mask(key, analysed, now)
            snapshot.of_files["mask"] = made
        mask: Mask = made[1]
        return mask

    return snapshot.once("mask", read)


def link(*parts: str, **query: object) -> str:
    """Return the address of a page of the console; what is empty is left out of its query."""
    path = "/" + "/".join(_in_path(part) for part in parts)
    asked = "&".join(
        f"{key.rstrip('_')}={_in_query(str(value))}"
        for key, value in query.items()
        if value not in ("", None)
    )
    return f"{path}?{asked}" if asked else path


def _in_path(part: str) -> str:
    """Return a part of a path; a page has hundreds of links, and few need any sign quoted."""
    return part if _PLAIN.fullmatch(part) else quote(part, safe="")


def _in_query(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else quote_plus(value)


def moment_of(text: str | None) -> datetime | None:
    """Return a moment that the lists tell as ISO 8601."""
    return datetime.fromisoformat(text) if text else None


Handler = Callable[[Visit], Page]
"""Makes a page; raises NotThereError, or UsageError, for what is not there."""
