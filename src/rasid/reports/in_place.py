"""A file or folder that is written whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasid.engines.scratch import passing_folder
from rasid.errors import UsageError


@contextmanager
def in_place(output: Path) -> Iterator[Path]:
    """Yield where to write, in a passing folder on the same disk; it takes its place in one step.

    What exports that were killed left beside it is removed. Raises UsageError where that cannot be.
    """
    try:
        with passing_folder(output.parent, ".rasid-export-", sweep=True) as folder:
            draft = folder / output.name
            yield draft
            draft.replace(output)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}.") from error


@contextmanager
def file_in_place(output: Path) -> Iterator[Path]:
    """Yield where to write a file, as `in_place`; raises UsageError where a folder is there."""
    if output.is_dir():
        raise UsageError(f"cannot write {output}: it is a folder, expected a file.")
    with in_place(output) as draft:
        yield draft
