"""A run's own folder, where its engine spills: in the home, unless that can only be read."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasid.settings import Home


@contextmanager
def own_folder(home: Home, *, sweep: bool) -> Iterator[Path]:
    """Yield a folder for this run alone; whoever writes removes those of runs that were killed.

    A run holds a lock on its folder for as long as it lives, so that what is not locked is left
    over. Engines of two runs would spill over each other in a folder that they share.
    """
    for left in home.scratch.glob("run-*") if sweep else ():
        with _locked(left) as is_ours:
            if is_ours:
                shutil.rmtree(left, ignore_errors=True)
    place = home.scratch if sweep or home.is_writable else None
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=place))
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock, if nobody else does."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
