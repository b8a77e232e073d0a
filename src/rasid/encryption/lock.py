"""What locks a keyring: a passphrase (argon2id, RFC 9106, its second choice) or a key file.

Both are kept outside of the home. A key file names itself in the keyring; RASID_KEY_FILE names one
that lies elsewhere now. A passphrase comes from RASID_PASSPHRASE, else from the terminal.
"""

import base64
import getpass
import os
import secrets
import stat
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from rasid.encryption.problems import KeyProblem
from rasid.secret_file import make_secret

KEY_FILE, PASSPHRASE, NEW_PASSPHRASE = (
    "RASID_KEY_FILE",
    "RASID_PASSPHRASE",
    "RASID_NEW_PASSPHRASE",
)
SHORTEST = 12
"""Characters of a passphrase."""

PASSES, LANES, KIB = 3, 4, 64 * 1024
_MOST_PASSES, _MOST_LANES, _MOST_KIB = 64, 64, 4 << 20
_HEAD = "rasid-key-1 "
_BYTES = 32

Lock = Mapping[str, Any]
"""How a keyring says that it is locked; nothing of it is secret."""


def new_passphrase_lock() -> Lock:
    """Return a lock by passphrase with salt and costs of its own."""
    salt = base64.b64encode(secrets.token_bytes(16)).decode()
    return {"by": "passphrase", "salt": salt, "passes": PASSES, "lanes": LANES, "kib": KIB}


def new_key_file_lock(path: Path, home: Path) -> Lock:
    """Make a key file, or take one that is there, and return the lock by it.

    Raises KeyProblem for a place inside of the home, which backups copy.
    """
    path = path.expanduser().resolve()
    if path.is_relative_to(home.resolve()):
        raise KeyProblem(f"{path} is inside of the home; a key is kept elsewhere.")
    if not path.exists():
        made = f"{_HEAD}{base64.b64encode(secrets.token_bytes(_BYTES)).decode()}\n"
        try:
            make_secret(path, made.encode())
        except OSError as error:
            raise KeyProblem(f"cannot write the key file {path}: {error.strerror}.") from error
    _read_key_file(path)
    return {"by": "key file", "path": str(path)}


def opening_secret(lock: Lock, *, moved: bool = True) -> bytes:
    """Return the 32 bytes that open a keyring with this lock; KeyProblem where they are not had.

    A key file may have moved since the keyring was locked by it.
    """
    match lock:
        case {"by": "passphrase"}:
            return derived(lock, passphrase())
        case {"by": "key file", "path": str(path)}:
            return _read_key_file(Path((moved and os.environ.get(KEY_FILE)) or path))
    raise KeyProblem(f"the keyring is locked by {lock.get('by')!a}, which is not known here.")


def opener(lock: Lock) -> str:
    """Return what opens a keyring with this lock, as people call it."""
    return f"key file {lock['path']}" if "path" in lock else "passphrase"


def derived(lock: Lock, phrase: str) -> bytes:
    """Return what a passphrase becomes by the salt and the costs of a lock; some 0.1 s."""
    match lock:
        case {"salt": str(salt), "passes": int(passes), "lanes": int(lanes), "kib": int(kib)} if (
            0 < passes <= _MOST_PASSES and 0 < lanes <= _MOST_LANES and 0 < kib <= _MOST_KIB
        ):
            return _derived(phrase, salt, passes, lanes, kib)
    raise KeyProblem("the keyring's passphrase lock is not what rasid writes.")


@cache
def _derived(phrase: str, salt: str, passes: int, lanes: int, kib: int) -> bytes:
    """Derive once in a process, for every look at the ledger asks for it."""
    raw = base64.b64decode(salt)
    made = Argon2id(salt=raw, length=_BYTES, iterations=passes, lanes=lanes, memory_cost=kib)
    return made.derive(phrase.encode())


def passphrase() -> str:
    """Return the passphrase; KeyProblem where nobody can be asked."""
    return os.environ.get(PASSPHRASE) or _asked_once()


def new_passphrase(name: str = PASSPHRASE) -> str:
    """Return a passphrase that is to lock a keyring; KeyProblem for a short or mistyped one."""
    phrase = os.environ.get(name, "")
    if not phrase:
        phrase = _asked("New passphrase: ", name)
        if phrase != _asked("The same once more: ", name):
            raise KeyProblem("the two were not the same; nothing was changed.")
    if len(phrase) < SHORTEST:
        raise KeyProblem(f"a passphrase has at least {SHORTEST} characters.")
    return phrase


@cache
def _asked_once() -> str:
    return _asked("Passphrase of the ledger: ", PASSPHRASE)


def _asked(prompt: str, name: str) -> str:
    if not sys.stdin.isatty():
        why = "" if prompt.startswith("New") else "the ledger is encrypted; "
        raise KeyProblem(f"{why}a passphrase is needed, and nobody can be asked: set {name}.")
    return getpass.getpass(prompt)


def _read_key_file(path: Path) -> bytes:
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="ascii")
    except FileNotFoundError:
        message = (
            f"the ledger is encrypted; its key file {path} is not there ({KEY_FILE} names it)."
        )
        raise KeyProblem(message) from None
    except (OSError, UnicodeDecodeError):
        raise KeyProblem(f"the key file {path} cannot be read.") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyProblem(f"the key file {path} is open to others; `chmod 600` closes it.")
    if text.startswith(_HEAD):
        try:
            secret = base64.b64decode(text.removeprefix(_HEAD).strip(), validate=True)
        except ValueError:
            secret = b""
        if len(secret) == _BYTES:
            return secret
    raise KeyProblem(f"{path} is no key file of rasid.")
