"""Sending notices beside the requests: one run at a time, as `rasid notify send --send` does it.

A run that is killed leaves in the ledger what it did: the next one goes on with what waits, and
what was on its way when all ended is unknown and not sent again.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

from rasid.errors import RasidError, UsageError


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that may begin: how many notices it would send, and each with its state when it did."""

    due: int
    states: Iterator[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which plan is sent, by its SHA-256 as somebody saw it, and by whom."""

    campaign_id: str
    sha256: str
    by: str


Send = Callable[[Asked], AbstractContextManager[Begun]]
"""Opens a run; UsageError where nothing may be sent."""


@dataclass(slots=True)
class Run:
    """A run as it stands; `problem` is why it ended before all was sent."""

    asked: Asked
    due: int = 0
    states: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    is_over: bool = False

    @property
    def done(self) -> int:
        """How many notices it has dealt with."""
        return self.states.total()


class Mailer:
    """Sends notices. `tell` gets a sentence for each failure of our own."""

    def __init__(self, send: Send, tell: Callable[[str], None]) -> None:
        self._send = send
        self._tell = tell
        self._ended = Event()
        self._lock = Lock()
        self._run: Run | None = None
        self._thread: Thread | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send until the block ends; the notice that is on its way then is ended first."""
        try:
            yield
        finally:
            self.end()
            if self._thread is not None:
                self._thread.join()

    def end(self) -> None:
        """End after the notice that is on its way."""
        self._ended.set()

    def start(self, asked: Asked, ended: Callable[[Run], None]) -> Run:
        """Begin a run; `ended` hears how it went. UsageError where nothing may be sent."""
        run, checked, refusals = Run(asked), Event(), list[RasidError]()
        with self._lock:
            if self._run is not None and not self._run.is_over:
                raise UsageError("another rasid is sending notices of this home.")
            told = (run, checked, refusals, ended)
            thread = Thread(target=self._sent, args=told, name="notices")
            thread.start()
            checked.wait()
            if refusals:
                thread.join()
                raise refusals[0]
            self._run, self._thread = run, thread
        return run

    def run_of(self, campaign_id: str) -> Run | None:
        """Return the last run, if it was of a campaign."""
        run = self._run
        return run if run is not None and run.asked.campaign_id == campaign_id else None

    def _sent(
        self,
        run: Run,
        checked: Event,
        refusals: list[RasidError],
        ended: Callable[[Run], None],
    ) -> None:
        try:
            with self._send(run.asked) as begun:
                run.due = begun.due
                checked.set()
                self._go_on(run, begun)
        except RasidError as error:
            if not checked.is_set():
                refusals.append(error)
            run.problem = str(error)
        except Exception as error:  # noqa: BLE001 - or nobody would learn of it
            self._tell(f"sending notices failed: {type(error).__name__}: {error}")
            run.problem = "it failed; `rasid serve` was told why."
            if not checked.is_set():
                refusals.append(UsageError(run.problem))
        finally:
            run.is_over = True
            checked.set()
        if not refusals:
            ended(run)

    def _go_on(self, run: Run, begun: Begun) -> None:
        for state in begun.states:
            run.states[state] += 1
            if self._ended.is_set() and run.done < run.due:
                run.problem = "the server was ended."
                return
