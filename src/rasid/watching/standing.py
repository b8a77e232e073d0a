"""Whether a home may have changed since it was judged, told by its files' times alone.

A ledger on a server is asked how often it was changed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from rasid.detections import own_folders, rule_files, sigma_files
from rasid.errors import RasidError
from rasid.ledger import changes_of
from rasid.settings import Home
from rasid.tables.imports import IMPORTS

Mark = frozenset[tuple[str, int, int]]
"""Paths, sizes and times of change; another mark says that there may be something to judge."""


def mark_of(home: Home) -> Mark:
    """Return what stands for all that an analysis rests on, without opening any table.

    Those are logs, what is in the ledger, settings, and rules. The same mark twice means that
    nothing changed; another one that something may have.
    """
    files = (found for path in _paths(home) for found in _state(path))
    return frozenset((*files, *changes_of(home)))


def _paths(home: Home) -> Iterator[Path]:
    yield home.settings_file
    yield from (home.root / IMPORTS.name).glob("*.parquet")
    try:
        folders = own_folders(home, home.settings())
        yield from (*rule_files(folders), *sigma_files(folders))
    except RasidError:
        return  # the analysis says what is wrong, once the settings were changed


def _state(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        state = os.stat(path)  # noqa: PTH116 - asked every few seconds all day long
    except OSError:
        return
    yield str(path), state.st_size, state.st_mtime_ns
