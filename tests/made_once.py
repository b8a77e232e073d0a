"""What takes long to make and is only looked at: one worker makes it, the others have it too."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """Return what was made in an empty folder of this name, in this worker or in another one."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, told = root / f"once-{name}", root / f"once-{name}.pickle"
    with told.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            told.write_bytes(pickle.dumps(make(folder)))
        made: Made = pickle.loads(told.read_bytes())  # noqa: S301 - it is our own
        return made
