"""An import in a process of its own, whose peak memory is that of the import."""

import multiprocessing
import resource
from multiprocessing.connection import Connection
from pathlib import Path

from rasid.errors import RasidError
from sources.log_home import open_site

# Each process is forked from one that holds the modules and never was large: a process that is
# started by the tests would begin with their peak, and take a second to load.
_STARTED = multiprocessing.get_context("forkserver")
_STARTED.set_forkserver_preload([__name__])


def taken_alone(home: Path, log: Path, *, seconds: float) -> tuple[str, int]:
    """Import a file; return what was said of it, and the peak memory in bytes."""
    here, there = _STARTED.Pipe(duplex=False)
    process = _STARTED.Process(target=_take, args=(there, home, log))
    process.start()
    there.close()
    try:
        assert here.poll(seconds), f"it takes more than {seconds} seconds"
        said, peak = here.recv()
        return str(said), int(peak)
    finally:
        here.close()
        process.kill()
        process.join()
        process.close()


def _take(answer: Connection, home: Path, log: Path) -> None:
    for site in open_site(home):
        try:
            (report,) = site.take(log)
            said = f"{report.lines} {report.new + report.duplicate} {report.rejected}"
        except RasidError as error:
            said = str(error)
    answer.send((said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
