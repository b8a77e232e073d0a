"""Which files are ripe to be taken: whole, as far as can be seen, and not taken before."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_UNFINISHED = (".tmp", ".part", ".partial", ".draft", ".swp", ".filepart", ".crdownload")
"""How programs call a file that they still write."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was seen; one that grew since is another."""

    path: str
    size: int
    modified_ns: int


def ripe_files(
    paths: Sequence[Path], taken: Mapping[str, Seen], *, settled_before_ns: int
) -> list[Seen]:
    """Return the files at or below these paths that can be taken, the oldest first.

    A file is left for later while it is empty, hidden, named as unfinished, or was changed after
    `settled_before_ns`; `taken` are those that were, by their paths. What vanishes meanwhile is no
    error.
    """
    ripe = {
        seen
        for path in paths
        for seen in _seen(path)
        if seen.modified_ns <= settled_before_ns and taken.get(seen.path) != seen
    }
    return sorted(ripe, key=lambda seen: (seen.modified_ns, seen.path))


def _seen(path: Path) -> Iterator[Seen]:
    """Look at each file once, without opening any: this is done every few seconds all day long."""
    real = os.path.realpath(path)
    if os.path.isdir(real):  # noqa: PTH112 - see above
        yield from _below(real)
    elif not _is_unfinished(path.name):
        yield from _state(real)


def _below(folder: str) -> Iterator[Seen]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if _is_unfinished(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        else:
            yield from _state(os.path.realpath(entry.path) if entry.is_symlink() else entry.path)


def _is_unfinished(name: str) -> bool:
    return name.startswith(".") or name.endswith(_UNFINISHED)


def _state(path: str) -> Iterator[Seen]:
    try:
        state = os.stat(path)  # noqa: PTH116 - see above
    except OSError:
        return
    if stat.S_ISREG(state.st_mode) and state.st_size:
        yield Seen(path, state.st_size, state.st_mtime_ns)
