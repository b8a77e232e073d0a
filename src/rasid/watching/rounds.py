"""Round by round: take what is ripe, judge where something changed, tell what is news."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from sqlalchemy import Engine, select

from rasid import pipeline
from rasid.case import last_analysis, open_case
from rasid.clock import utc_now
from rasid.engines.store import BusyError
from rasid.errors import RasidError
from rasid.ledger import open_ledger, watched_files, writing_alone
from rasid.reports import campaign_list
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.sources import FileReport, import_logs
from rasid.watching.alerts import Alert, delivered, note_changes, waiting
from rasid.watching.folders import Seen, ripe_files

MOST_AT_ONCE = 500
"""Files of one round; the rest waits for the next, so that memory stays flat."""


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
    each alert, and has delivered it when it returns; `say` gets a sentence of what was
    done or went wrong.
    """

    home: Home
    paths: Sequence[Path]
    pace: Pace
    tell: Callable[[Alert], None]
    say: Callable[[str], None]
    stopping: Event = field(default_factory=Event)
    _judged_at: float = -float("inf")
    _judging_took: float = 0.0

    def run(self) -> None:
        """Make rounds until `stopping` is set; what is under way is ended first."""
        while not self.stopping.is_set():
            self.round()
            self.stopping.wait(self.pace.rounds)

    def round(self, *, at_once: bool = False) -> None:
        """Make one round; `at_once` judges however short ago that was done.

        A home that another rasid changes is left for the next round.
        """
        try:
            while self._take() == MOST_AT_ONCE and not self.stopping.is_set():
                pass
            if at_once or time.monotonic() - self._judged_at >= self._pause():
                self._judge()
        except BusyError as error:
            self.say(f"{error} It is tried again.")
        self._deliver()

    def _take(self) -> int:
        """Import what is ripe, and return how many files that were."""
        settled = time.time_ns() - int(self.pace.settle * 1e9)
        with open_ledger(self.home) as ledger:
            paths = [*self.paths, *([self.home.intake] if self.home.intake.is_dir() else [])]
            ripe = ripe_files(paths, _taken(ledger), settled_before_ns=settled)[:MOST_AT_ONCE]
            if ripe:
                for seen, problem in self._import(ripe):
                    _note(ledger, seen, problem)
                    if not problem and Path(seen.path).is_relative_to(self.home.intake.resolve()):
                        Path(seen.path).unlink()
        return len(ripe)

    def _import(self, ripe: list[Seen]) -> list[tuple[Seen, str]]:
        """Import files together; if that is refused one by one, so that one spoils no other."""
        try:
            self._said(self._imported(ripe))
        except BusyError:
            raise
        except RasidError as error:
            if len(ripe) == 1:
                self.say(f"{ripe[0].path} was not taken: {error}")
                return [(ripe[0], str(error))]
            return [told for seen in ripe for told in self._import([seen])]
        return [(seen, "") for seen in ripe]

    def _imported(self, ripe: list[Seen]) -> list[FileReport]:
        with open_case(self.home, write=True) as case:
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

    def _judge(self) -> None:
        with open_case(self.home) as case:
            empty = not case.engine.rows("SELECT 1 FROM events LIMIT 1")
            before = last_analysis(case)
        if empty:
            return
        began = time.monotonic()
        if before is None or before.changed:
            summary = pipeline.analyse(self.home, now=utc_now())
            self._judged_at = time.monotonic()
            self._judging_took = self._judged_at - began
            self.say(f"judged {counted(summary.events, 'event')} in {self._judging_took:,.0f} s.")
        with open_case(self.home) as case, open_ledger(self.home) as ledger:
            note_changes(ledger, campaign_list(case.engine), utc_now())

    def _deliver(self) -> None:
        with open_ledger(self.home) as ledger:
            for alert in waiting(ledger):
                self.tell(alert)
                delivered(ledger, alert, utc_now())


def _taken(ledger: Engine) -> set[Seen]:
    columns = (watched_files.c.path, watched_files.c.size, watched_files.c.modified_ns)
    with ledger.connect() as connection:
        return {Seen(*row) for row in connection.execute(select(*columns))}


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
