import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError, one_line


@contextmanager
def within(engine: DuckDB, limit: timedelta, stopped: list[bool]) -> Iterator[None]:
    """Stop the statement of the block once its time is up; `stopped` then holds something."""

    def stop() -> None:
        stopped.append(True)
        engine.interrupt()

    timer = threading.Timer(limit.total_seconds(), stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def reason_of(error: RasidError) -> str:
    """Return what the engine said, on one line and without the statement."""
    said = one_line(error.__cause__ or error)
    return said.split(" LINE ")[0][:300]
