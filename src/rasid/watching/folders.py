"""Which files are ripe to be taken: whole, as far as can be seen, and not taken before."""

import stat
from collections.abc import Collection, Iterator, Sequence
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
    paths: Sequence[Path], taken: Collection[Seen], *, settled_before_ns: int
) -> list[Seen]:
    """Return the files at or below these paths that can be taken, the oldest first.

    A file is left for later while it is empty, hidden, named as unfinished, or was changed after
    `settled_before_ns`. What vanishes meanwhile is no error.
    """
    ripe = {
        seen
        for path in paths
        for seen in _seen(path)
        if seen.modified_ns <= settled_before_ns and seen not in taken
    }
    return sorted(ripe, key=lambda seen: (seen.modified_ns, seen.path))


def _seen(path: Path) -> Iterator[Seen]:
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        below = file.relative_to(path).parts or (file.name,)
        if any(part.startswith(".") for part in below) or file.name.endswith(_UNFINISHED):
            continue
        try:
            state = file.stat()
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode) and state.st_size:
            yield Seen(str(file.resolve()), state.st_size, state.st_mtime_ns)
