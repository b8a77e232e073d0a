"""A secret in a file for its owner's eyes alone, made once."""

import os
from pathlib import Path


def make_secret(path: Path, content: bytes) -> None:
    """Write a new secret whole or not at all; of two that do so at once, one secret stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
