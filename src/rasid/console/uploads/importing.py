"""Importing what came, one after the other, beside the requests."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from threading import Event, Thread

from rasid.case import open_case
from rasid.console.uploads.folder import Folder, Upload
from rasid.engines.store import BusyError
from rasid.errors import RasidError
from rasid.sources import FileReport, import_logs

AGAIN_SECONDS = 2.0
"""After how long it is tried again where another rasid changes the home."""

MOST_PROBLEMS = 20


class Importer:
    """Imports what waits in a folder. An import that is killed is begun again by the next server.

    It is in the home whole or not at all, and what is there already is a duplicate: however often
    it is begun, nothing is counted twice. `tell` gets a sentence for each failure of our own.
    """

    def __init__(
        self, folder: Folder, clock: Callable[[], datetime], tell: Callable[[str], None]
    ) -> None:
        self.folder = folder
        self._clock = clock
        self._tell = tell
        self._woken = Event()
        self._ended = Event()
        self._key = ""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Import until the block ends; what is under way then is ended first."""
        thread = Thread(target=self._run, name="imports")
        self.wake()
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            self.wake()
            thread.join()

    def wake(self) -> None:
        """Say that something came."""
        self._woken.set()

    def is_importing(self, key: str) -> bool:
        """Tell whether it is this one that is being imported now."""
        return key != "" and self._key == key

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._ended.is_set():
                return
            while not self._ended.is_set() and self._import_one():
                pass

    def _import_one(self) -> bool:
        """Import what came first; tell whether there is more to try at once."""
        waiting = [one for one in self.folder.all() if one.state == "waiting"]
        if not waiting:
            return False
        upload = waiting[-1]
        self._key = upload.key
        try:
            self.folder.settle(self._imported(upload))
        except BusyError:
            self._ended.wait(AGAIN_SECONDS)
        except Exception as error:  # noqa: BLE001 - or one file would end all imports
            self._tell(f"an import failed: {type(error).__name__}: {error}")
            problem = "It could not be imported; `rasid serve` was told why."
            self.folder.settle(replace(upload, state="refused", problems=(problem,)))
        finally:
            self._key = ""
        return True

    def _imported(self, upload: Upload) -> Upload:
        home, path = self.folder.home, self.folder.file_of(upload)
        try:
            with open_case(home, write=True, beside_analysis=True) as case:
                reports = import_logs(
                    [path], home=home, store=case.store, engine=case.engine, now=self._clock()
                )
        except BusyError:
            raise
        except RasidError as error:
            said = str(error).replace(str(path), upload.name)
            return replace(upload, state="refused", problems=(said,))
        return _told(upload, reports)


def _told(upload: Upload, reports: Sequence[FileReport]) -> Upload:
    taken = [one for one in reports if not one.problem]
    problems = [f"{one.name}: {one.problem}" for one in reports if one.problem]
    return replace(
        upload,
        state="done" if taken else "refused",
        raw_file=taken[0].raw_file if len(reports) == 1 and taken else "",
        lines=sum(one.lines for one in taken),
        new=sum(one.new for one in taken),
        duplicate=sum(one.duplicate for one in taken),
        rejected=sum(one.rejected for one in taken),
        problems=tuple(problems[:MOST_PROBLEMS]),
    )
