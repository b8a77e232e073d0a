"""The keyring of a home: keys/ledger.json, which holds its data keys and is locked itself."""

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rasid.durable import flush_to_disk
from rasid.encryption.cipher import KEY_BYTES, Cipher, DataKey
from rasid.encryption.lock import Lock, opening_secret
from rasid.encryption.problems import KeyProblem
from rasid.settings import Home

FORM = 1
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Keyring:
    """An open keyring: its keys, the newest last."""

    lock: Lock
    keys: tuple[DataKey, ...]

    def cipher(self, key_id: str) -> Cipher | None:
        """Return what opens a database that this key encrypted; None where it is not held."""
        by_id = {key.key_id: key for key in self.keys}
        return Cipher(by_id[key_id], by_id) if key_id in by_id else None


def has_keyring(home: Home) -> bool:
    """Tell whether the home's ledger is to be encrypted."""
    return home.keyring_file.exists()


def read_lock(home: Home) -> Lock:
    """Return what locks the keyring of a home, without opening it."""
    return _read(home.keyring_file)[0]


def open_keyring(home: Home, secret: bytes | None = None) -> Keyring:
    """Open the keyring of a home; KeyProblem where it is not there or opened by another key."""
    path = home.keyring_file
    lock, kept = _read(path)
    try:
        raw = AESGCM(secret or opening_secret(lock)).decrypt(
            kept[:_NONCE], kept[_NONCE:], _said(lock)
        )
    except InvalidTag:
        raise KeyProblem(f"this {lock['by']} does not open the keyring {path}.") from None
    held = json.loads(raw)
    return Keyring(lock, tuple(DataKey(one["id"], bytes.fromhex(one["key"])) for one in held))


def write_keyring(home: Home, lock: Lock, keys: Iterable[DataKey], secret: bytes) -> Keyring:
    """Write a keyring in the place of what was there, whole or not at all, and return it."""
    held = tuple(keys)
    if len(secret) != KEY_BYTES:
        raise ValueError("what locks a keyring has 32 bytes")
    nonce = os.urandom(_NONCE)
    plain = json.dumps([{"id": key.key_id, "key": key.secret.hex()} for key in held]).encode()
    kept = nonce + AESGCM(secret).encrypt(nonce, plain, _said(lock))
    said = {"form": FORM, "lock": lock, "keys": base64.b64encode(kept).decode()}
    path = home.keyring_file
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(said, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    flush_to_disk(path.parent)
    return Keyring(lock, held)


def _read(path: Path) -> tuple[Lock, bytes]:
    try:
        said = json.loads(path.read_bytes())
        form, lock = said["form"], said["lock"]
        kept = base64.b64decode(said["keys"], validate=True)
        known = form == FORM and isinstance(lock["by"], str)
    except FileNotFoundError:
        message = f"the ledger is encrypted, and its keyring {path} is not there; a backup has it."
        raise KeyProblem(message) from None
    except (ValueError, KeyError, TypeError, OSError):
        known = False
    if not known:
        raise KeyProblem(f"the keyring {path} cannot be read; a backup has it.")
    return lock, kept


def _said(lock: Lock) -> bytes:
    """Return a lock as it is authenticated with what it locks, but for where a file lies."""
    told = {name: value for name, value in lock.items() if name != "path"}
    return json.dumps(told, sort_keys=True).encode()
