import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rasid.engines.engine import Engine
from rasid.errors import RasidError, one_line

_AGAIN = 0.05
"""Seconds between two interruptions: one that falls between statements stops neither."""


@contextmanager
def within(engine: Engine, limit: timedelta, stopped: list[bool]) -> Iterator[None]:
    """Stop the statements of the block once its time is up; `stopped` then holds something."""
    done = threading.Event()

    def watch() -> None:
        pause = limit.total_seconds()
        while not done.wait(pause):
            stopped.append(True)
            engine.interrupt()
            pause = _AGAIN

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def reason_of(error: RasidError) -> str:
    """Return what the engine said, on one line and without the statement."""
    said = one_line(error.__cause__ or error)
    if said.startswith("Out of Memory Error"):
        return "it needs more memory than `memory_limit` allows"
    return said.split(" LINE ")[0][:300]
