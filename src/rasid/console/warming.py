"""Reading what pages need before anybody asks, and again as soon as a home has changed."""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from threading import Event, Thread

from rasid.console.news import present
from rasid.console.pages import (
    campaigns,
    coverage,
    events,
    overview,
    people,
    respond,
    rules,
    signals,
)
from rasid.console.pages.written import networks_of
from rasid.console.rendering import read_template, template_names
from rasid.console.snapshot import Reading, Snapshot
from rasid.console.speech import speech_in
from rasid.console.standing import standing_of
from rasid.console.visit import Handler, Knowledge, Visit, mask_of
from rasid.errors import RasidError
from rasid.sources import raw_lines
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.judged import JUDGED
from rasid.tables.worked_out import PLACES, STAYS

PAUSE_SECONDS = 2.0
"""How often it is looked for a change; a home that changed is left alone for as long once more."""

_LOOK_SECONDS = 0.05
_LOOKS = 600
"""So often it is looked whether all was read, which takes a few seconds, or nobody waits longer."""

MOST_CAMPAIGNS = 5
"""Of so many campaigns the pages are read beforehand, the latest."""

_LOOKED_UP = (STAYS, PLACES, JUDGED, EVENTS)
_MIDDLING = 16 << 20
"""Bytes of each of these tables, of which a few rows are asked for, to be held in memory."""

_LATEST = "SELECT campaign_id FROM campaigns ORDER BY last_seen DESC, campaign_id"

_PAGES: tuple[Handler, ...] = (
    overview.overview,
    people.people,
    signals.signals,
    coverage.coverage,
    rules.rules,
)

_OF_CAMPAIGN: tuple[Handler, ...] = (campaigns.campaign, events.events, respond.respond)


Tell = Callable[[str, int, int], None]
"""Hears what is read next, how many steps were made and how many there are."""

_Step = tuple[str, Callable[[], None]]


class Warmer:
    """Makes the pages that are looked at first, and throws them away; what was read stays.

    Between two pages others are answered.
    """

    def __init__(self, reading: Reading, knowledge: Knowledge) -> None:
        self._reading = reading
        self._knowledge = knowledge
        self._begun = Event()
        self._ended = Event()
        self._warmed = ""
        self._step = "", 0, 1

    @contextmanager
    def running(self) -> Iterator[None]:
        """Read what pages need, then look for changes and read it again, until the block ends."""
        thread = Thread(target=self._run, name="warming")
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def wait(self, tell: Tell) -> None:
        """Wait until all of it was read; where that takes too long, only for so long."""
        for _ in range(_LOOKS):
            if self._begun.wait(_LOOK_SECONDS):
                break
            tell(*self._step)

    def warm(self) -> None:
        """Read what every page needs, the forms of pages, and what the first pages need, once."""
        self._warmed = self._reading.state()
        self._read_needed()
        steps = self._steps()
        for done, (name, read) in enumerate(steps):
            self._step = name, done, len(steps)
            read()
        _settle()

    def _steps(self) -> Sequence[_Step]:
        pages: list[_Step] = [(one.__name__, partial(self._make, one, {})) for one in _PAGES]
        for campaign_id in self._campaigns():
            names = {"campaign": campaign_id}
            pages += [(campaign_id, partial(self._make, one, names)) for one in _OF_CAMPAIGN]
        tables = [(one.name, partial(self._read, partial(_hold, one))) for one in _LOOKED_UP]
        alone = ("threads", partial(self._read, _look_alone))
        return [("templates", self._read_forms), *pages, *tables, alone]

    def _run(self) -> None:
        before = ""
        try:
            self.warm()
        finally:
            self._begun.set()
        while not self._ended.wait(PAUSE_SECONDS):
            state = self._reading.state()
            if state != self._warmed and state == before:
                self.warm()
            before = state

    def _read_needed(self) -> None:
        self._read(_what_all_need)
        self._read(_prepare)
        self._make(campaigns.campaigns, {})

    def _read_forms(self) -> None:
        for name in template_names():
            if not self._ended.is_set():
                read_template(name)

    def _campaigns(self) -> list[str]:
        try:
            rows = self._reading.read_aside(lambda snapshot: snapshot.case.engine.rows(_LATEST))
        except RasidError:
            return []
        return [campaign_id for (campaign_id,) in rows[:MOST_CAMPAIGNS]]

    def _make(self, handler: Handler, names: Mapping[str, str]) -> None:
        """Make a page, unless the server ends; whoever asks for it is told what is wrong."""

        def made(snapshot: Snapshot) -> None:
            visit = Visit(snapshot, speech_in("en"), mask_of(snapshot), self._knowledge, names, {})
            for table in handler(visit).tables:
                list(table.shown)

        self._read(made)

    def _read(self, look: Callable[[Snapshot], None]) -> None:
        if self._ended.is_set():
            return
        with suppress(RasidError):
            self._reading.read_aside(look)


def _what_all_need(snapshot: Snapshot) -> None:
    """Read what each page tells of the home, or hides."""
    mask_of(snapshot)
    standing_of(snapshot)
    present(snapshot)


def _hold(table: Table, snapshot: Snapshot) -> None:
    snapshot.case.engine.hold(_MIDDLING, [table])


def _look_alone(snapshot: Snapshot) -> None:
    """Have one thread look where all is in memory: to part so little takes longer than to read."""
    if snapshot.case.engine.holds(_LOOKED_UP):
        snapshot.case.engine.run("SET threads = 1")


def _settle() -> None:
    """Let the collector of garbage leave what is there to stay.

    To look through all of it takes it as long as a page takes, in the middle of one.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _prepare(snapshot: Snapshot) -> None:
    """Let the engine know all formats, by which raw lines are read, and read what is searched.

    Of the parts of each day what is at their end is read, by which a look finds its way in them.
    """
    case = snapshot.case
    case.engine.rows("SELECT count(*) FROM events")
    raw_lines(case.home, case.store, case.engine, [])
    networks_of(snapshot)
