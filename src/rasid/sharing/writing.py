import os
import tempfile
from pathlib import Path

from rasid.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Write a file that only its owner may read, all of it or nothing."""
    if path.is_dir():
        raise UsageError(f"cannot write {path}: it is a folder, expected a file.")
    try:
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".rasid-share-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}.") from error
