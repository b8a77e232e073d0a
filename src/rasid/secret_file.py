"""A secret in a file for its owner's eyes alone: made once, and read from where it is named."""

import os
from pathlib import Path

from rasid.errors import UsageError


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


def read_secret(env: str, file: str, what: str) -> str:
    """Return a secret, empty where neither place is named; UsageError where it is not there."""
    if env and file:
        raise UsageError(f"{what}_env and {what}_file exclude each other.")
    if env:
        secret = os.environ.get(env, "")
        if not secret:
            raise UsageError(f"{what}_env names {env}, which is not set in the environment.")
        return secret
    if not file:
        return ""
    path = Path(file)
    try:
        if path.stat().st_mode & 0o077:
            raise UsageError(f"{path} may be read by others; `chmod 600` it first.")
        secret = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{what}_file {path} cannot be read: {error}.") from None
    if not secret:
        raise UsageError(f"{what}_file {path} is empty.")
    return secret
