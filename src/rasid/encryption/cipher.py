"""Texts that only a key opens: AES-256-GCM, or AES-256-SIV where equal texts must be found again.

An encrypted text says by itself that it is one, and which key opens it. Where it stands (table and
column) is authenticated with it, so that it opens nowhere else.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rasid.encryption.problems import KeyProblem

MARK = "rasid-encrypted:1:"
"""How every encrypted text begins; the key's id follows, and a colon."""

KEY_BYTES = 32

_NONCE = 12
_STEP = 16
"""Texts are padded to a multiple of so many bytes, so that they do not tell their exact length."""

_RANDOM, _SAME = "r:", "s:"


@dataclass(frozen=True, slots=True)
class DataKey:
    """What texts are encrypted with; no representation of it tells the secret."""

    key_id: str
    secret: bytes = field(repr=False)
    _random: AESGCM = field(init=False, repr=False)
    _same: AESSIV = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_random", AESGCM(self._derived(b"rasid random", 32)))
        object.__setattr__(self, "_same", AESSIV(self._derived(b"rasid same", 64)))

    def encrypt(self, place: str, text: str, *, findable: bool) -> str:
        """Return a text as it is kept at a place; a findable one is the same each time."""
        padded = text.encode() + b"\x80"
        padded += bytes(-len(padded) % _STEP)
        if findable:
            return (
                f"{self.beginning}{_SAME}{_encoded(self._same.encrypt(padded, [place.encode()]))}"
            )
        nonce = os.urandom(_NONCE)
        kept = nonce + self._random.encrypt(nonce, padded, place.encode())
        return f"{self.beginning}{_RANDOM}{_encoded(kept)}"

    def decrypt(self, place: str, kept: str) -> str:
        """Return the text that is kept at a place; KeyProblem for what was changed or moved."""
        how, body = kept[len(self.beginning) :][:2], kept[len(self.beginning) + 2 :]
        try:
            raw = base64.urlsafe_b64decode(body)
            if how == _SAME:
                padded = self._same.decrypt(raw, [place.encode()])
            else:
                padded = self._random.decrypt(raw[:_NONCE], raw[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            message = f"an encrypted text of {place} was changed, moved or torn; a backup has it."
            raise KeyProblem(message) from None
        return padded.rstrip(b"\0")[:-1].decode()

    @property
    def beginning(self) -> str:
        """How every text begins that this key encrypted."""
        return f"{MARK}{self.key_id}:"

    def _derived(self, purpose: bytes, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=purpose).derive(self.secret)


@dataclass(frozen=True, slots=True)
class Cipher:
    """The key that a database is encrypted with, and whatever else may open texts of it."""

    current: DataKey
    keys: Mapping[str, DataKey]

    def encrypt(self, place: str, text: str, *, findable: bool) -> str:
        """Return a text as it is kept at a place; an empty one stays empty."""
        return self.current.encrypt(place, text, findable=findable) if text else ""

    def decrypt(self, place: str, kept: str) -> str:
        """Return the text; KeyProblem for one that is not encrypted, or by an unknown key."""
        if not kept:
            return ""
        if not kept.startswith(MARK):
            raise KeyProblem(f"a text of {place} is not encrypted, though the rest is.")
        key_id = kept[len(MARK) :].partition(":")[0]
        if key_id not in self.keys:
            raise KeyProblem(
                f"a text of {place} is encrypted with a key that is not in the keyring."
            )
        return self.keys[key_id].decrypt(place, kept)


def new_data_key() -> DataKey:
    """Make a key."""
    return DataKey(secrets.token_hex(4), secrets.token_bytes(KEY_BYTES))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii")
