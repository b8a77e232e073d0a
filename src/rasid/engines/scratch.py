"""A run's own folder, which nobody else writes to: for its engine, or for a file that is made."""

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

    Engines of two runs would spill over each other in a folder that they share. It is in the home,
    unless that can only be read.
    """
    place = home.scratch if sweep or home.is_writable else Path(tempfile.gettempdir())
    with passing_folder(place, "run-", sweep=sweep) as folder:
        yield folder


@contextmanager
def passing_folder(place: Path, prefix: str, *, sweep: bool) -> Iterator[Path]:
    """Yield a new folder in a place, removed in the end; OSError where none can be made.

    A run holds a lock on its folder for as long as it lives, so that what is not locked is left
    over from one that was killed: `sweep` removes such.
    """
    for left in place.glob(f"{prefix}*") if sweep else ():
        if left.is_symlink() or not left.is_dir():
            continue
        with _locked(left) as is_ours:
            if is_ours:
                shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    with _locked(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock, if nobody else does; one that cannot be opened is somebody else's."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield False
    else:
        yield True
    finally:
        os.close(descriptor)
