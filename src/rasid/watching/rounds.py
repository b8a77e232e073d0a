"""All day long: take what is ripe, judge where something changed, tell what is news."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Engine, or_, select

from rasid import pipeline
from rasid.case import last_analysis, open_case
from rasid.clock import utc_now
from rasid.engines.store import BusyError
from rasid.errors import RasidError, one_line
from rasid.ledger import open_ledger, watched_files, writing_alone
from rasid.reports import campaign_list
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.sources import FileReport, import_logs
from rasid.watching.alerts import Alert, delivered, note_changes, waiting
from rasid.watching.delivering import deliver, introduce
from rasid.watching.folders import Seen, ripe_files
from rasid.watching.kafka import KafkaReader
from rasid.watching.receivers import Receiver
from rasid.watching.standing import Mark, mark_of
from rasid.watching.turns import Turns

MOST_AT_ONCE = 500
"""Files of one round; the rest waits for the next, so that memory stays flat."""

KAFKA_SECONDS = 1.0
"""How long a round waits for messages; the first time, joining the group takes longer."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: between rounds, that a file must rest before it is taken, between analyses."""

    rounds: float = 10.0
    settle: float = 10.0
    analyses: float = 300.0


@dataclass(slots=True)
class Watch:
    """A home that is kept up to date with folders.

    What was sent to its intake is watched too, and goes from there once it is imported. `tell` gets
    each alert, and has told it when it returns; so do the `receivers`, each in its own time. `say`
    gets a sentence of what was done or went wrong. A round in which nothing came and nothing
    changed opens neither a table nor the ledger.
    """

    home: Home
    paths: Sequence[Path]
    pace: Pace
    tell: Callable[[Alert], None]
    say: Callable[[str], None]
    receivers: Sequence[Receiver] = ()
    kafka: KafkaReader | None = None
    stopping: Event = field(default_factory=Event)
    _turns: Turns = field(default_factory=Turns)
    _has_looked: Event = field(default_factory=Event)
    _judged_at: float = -float("inf")
    _judging_took: float = 0.0
    _judged: Mark | None = None
    _taken: dict[str, Seen] | None = None
    _has_news: bool = True
    _retry_at: datetime | None = None

    def run(self) -> None:
        """Take what comes and judge it until `stopping` is set; what is under way is ended first.

        A thread of its own takes it, beside an analysis too. Nothing is judged before all that was
        there at first is taken. Raises what ended that thread.
        """
        self._begin()
        failed: list[Exception] = []
        taking = Thread(target=self._take_all_day, args=(failed,), name="taking")
        taking.start()
        try:
            while not self.stopping.is_set():
                if self._has_looked.is_set():
                    self._tried(self._judge_in_time)
                    self._deliver()
                self.stopping.wait(self.pace.rounds)
        finally:
            self.stopping.set()
            taking.join()
        for error in failed:
            raise error

    def round(self, *, at_once: bool = False) -> None:
        """Make one round; `at_once` judges however short ago that was done.

        A home that another rasid changes is left for the next round.
        """
        if self._taken is None:
            self._begin()
        self._tried(self._take_all, at_once=at_once)
        self._tried(self._judge if at_once else self._judge_in_time, at_once=at_once)
        self._deliver()

    def _tried(self, act: Callable[[], None], *, at_once: bool = False) -> None:
        """Do it; what may be otherwise in the next round is told, unless there is none."""
        try:
            act()
        except BusyError as error:
            self.say(f"{error} It is tried again.")
        except (RasidError, OSError) as error:
            if at_once or (isinstance(error, OSError) and error.errno != ENOSPC):
                raise
            self.say(f"{one_line(error)}. It is tried again.")

    def _take_all_day(self, failed: list[Exception]) -> None:
        try:
            while not self.stopping.is_set():
                self._tried(self._take_all)
                self._has_looked.set()
                self.stopping.wait(self.pace.rounds)
        except Exception as error:  # noqa: BLE001 - `run` raises it
            failed.append(error)
            self.stopping.set()

    def _take_all(self) -> None:
        if self.kafka:
            self.kafka.take(KAFKA_SECONDS)
        while self._take() == MOST_AT_ONCE and not self.stopping.is_set():
            pass

    def _begin(self) -> None:
        with open_ledger(self.home) as ledger:
            self._taken = _taken(ledger, self.home.intake.resolve())
            introduce(ledger, self.receivers)

    def _take(self) -> int:
        """Import what is ripe, and return how many files that were."""
        now, taken = time.time_ns(), self._taken or {}
        settled = now - int(self.pace.settle * 1e9)
        ripe = ripe_files(self.paths, taken, settled_before_ns=settled)
        if self.home.intake.is_dir():  # where files are whole from the first
            ripe += ripe_files([self.home.intake], taken, settled_before_ns=now)
        ripe = ripe[:MOST_AT_ONCE]
        if ripe:
            with open_ledger(self.home) as ledger:
                for seen, problem in self._import(ripe):
                    self._have_taken(ledger, seen, problem)
        return len(ripe)

    def _have_taken(self, ledger: Engine, seen: Seen, problem: str) -> None:
        """Let an imported file of the intake go, and remember any other."""
        path = Path(seen.path)
        if not problem and path.is_relative_to(self.home.intake.resolve()):
            path.unlink(missing_ok=True)
            return
        _note(ledger, seen, problem)
        if self._taken is not None:
            self._taken[seen.path] = seen

    def _import(self, ripe: list[Seen]) -> list[tuple[Seen, str]]:
        """Import files together; if that is refused one by one, so that one spoils no other."""
        try:
            self._said(self._imported(ripe))
        except BusyError:
            raise
        except RasidError as error:
            if os.strerror(ENOSPC) in str(error):  # which is no fault of the file's
                raise
            if len(ripe) == 1:
                self.say(f"{ripe[0].path} was not taken: {error}")
                return [(ripe[0], str(error))]
            return [told for seen in ripe for told in self._import([seen])]
        return [(seen, "") for seen in ripe]

    def _imported(self, ripe: list[Seen]) -> list[FileReport]:
        with (
            self._turns.importing(),
            open_case(self.home, write=True, beside_analysis=True) as case,
        ):
            return import_logs(
                [seen.path for seen in ripe],
                home=self.home,
                store=case.store,
                engine=case.engine,
                now=utc_now(),
            )

    def _said(self, reports: list[FileReport]) -> None:
        for report in reports:
            if report.problem:
                self.say(f"{report.name} was not taken: {report.problem}")
        taken = sum(not one.problem for one in reports)
        if not taken:
            return
        new, lines = sum(one.new for one in reports), sum(one.lines for one in reports)
        rejected = sum(one.rejected for one in reports)
        duplicate = sum(one.duplicate for one in reports)
        self.say(
            f"took {counted(taken, 'file')}: {counted(lines, 'record')} = {new:,} new + "
            f"{duplicate:,} duplicate + {rejected:,} rejected."
        )

    def _pause(self) -> float:
        """Return how long to rest between analyses: no less than one takes."""
        return max(self.pace.analyses, self._judging_took)

    def _judge_in_time(self) -> None:
        """Judge unless that was done or tried a short time ago: what fails may take as long."""
        if time.monotonic() - self._judged_at < self._pause():
            return
        try:
            self._judge()
        except (RasidError, OSError) as error:
            if not isinstance(error, BusyError):
                self._judged_at = time.monotonic()
            raise

    def _judge(self) -> None:
        """Analyse if something changed since that was done last, and note what is news."""
        mark = mark_of(self.home)
        if mark == self._judged:
            return
        with open_case(self.home) as case:
            empty = not case.engine.rows("SELECT 1 FROM events LIMIT 1")
            before = last_analysis(case)
        if not empty:
            if before is None or before.changed:
                self._analyse()
            with open_case(self.home) as case, open_ledger(self.home) as ledger:
                self._has_news |= bool(note_changes(ledger, campaign_list(case.engine), utc_now()))
        self._judged = mark

    def _analyse(self) -> None:
        began = time.monotonic()
        with self._turns.analysing() as step:
            summary = pipeline.analyse(self.home, progress=step, now=utc_now())
        self._judged_at = time.monotonic()
        self._judging_took = self._judged_at - began
        self.say(f"judged {counted(summary.events, 'event')} in {self._judging_took:,.0f} s.")

    def _deliver(self) -> None:
        if not self._has_news and not (self._retry_at and self._retry_at <= utc_now()):
            return
        with open_ledger(self.home) as ledger:
            for alert in waiting(ledger):
                self.tell(alert)
                delivered(ledger, alert, utc_now())
            pauses = self.home.settings().alerts
            self._retry_at = deliver(ledger, self.receivers, pauses, utc_now, self.say)
        self._has_news = False


def _taken(ledger: Engine, intake: Path) -> dict[str, Seen]:
    """Return what was taken, by path; of the intake only what could not be.

    A file of it that was imported and yet is there was left by a kill, and goes like any other.
    """
    columns = (watched_files.c.path, watched_files.c.size, watched_files.c.modified_ns)
    kept = select(*columns).where(
        or_(watched_files.c.problem != "", ~watched_files.c.path.startswith(f"{intake}/"))
    )
    with ledger.connect() as connection:
        return {row.path: Seen(*row) for row in connection.execute(kept)}


def _note(ledger: Engine, seen: Seen, problem: str) -> None:
    values = {
        "path": seen.path,
        "size": seen.size,
        "modified_ns": seen.modified_ns,
        "taken_at": utc_now().isoformat("T", "seconds"),
        "problem": problem,
    }
    with writing_alone(ledger) as connection:
        connection.execute(watched_files.delete().where(watched_files.c.path == seen.path))
        connection.execute(watched_files.insert(), values)
