"""Codes by which people check a notice: unguessable, easy to say, and in the ledger only as hashes.

A code is Crockford's base 32 (no I, L, O, U): ten letters drawn by the home's own key, and two that
tell a slip of one letter, or of two neighbours, from a code.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from rasid.errors import InputError, UsageError
from rasid.secret_file import make_secret
from rasid.settings import Home

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_DRAWN, _CHECKS = 10, 2
_PRIME = 1021  # the largest below 32 ** 2: no slip of one letter is a multiple of it
_GROUP = 4
_KEY_BYTES = 32
_MEANT = str.maketrans("OIL٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "011" + "0123456789" * 2)


@dataclass(frozen=True, slots=True)
class NoticeKey:
    """The home's secret for notices; whoever only reads the ledger cannot make a code of it."""

    _secret: bytes = field(repr=False)

    def code(self, subject: str) -> str:
        """Return the code of what is told to one addressee, always the same."""
        drawn = int.from_bytes(self._digest("code", subject)) % 32**_DRAWN
        return _grouped(_letters(drawn, _DRAWN) + _letters(_check(drawn), _CHECKS))

    def hash_of(self, code: str) -> str:
        """Return what the ledger keeps of a code."""
        return self._digest("hash", code.replace("-", "")).hex()

    def id_of(self, *parts: str) -> str:
        """Return an id that tells nothing of what it is made of."""
        return self._digest("id", "\0".join(parts)).hex()[:24]

    def _digest(self, purpose: str, text: str) -> bytes:
        return hmac.new(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()


def notice_key_of(home: Home) -> NoticeKey:
    """Return the home's key for notices, made on first use (`keys/notices.key`, owner only)."""
    path = home.root / "keys" / "notices.key"
    if not path.exists():
        path.parent.mkdir(mode=0o700, exist_ok=True)
        make_secret(path, secrets.token_bytes(_KEY_BYTES))
    secret = path.read_bytes()
    if len(secret) != _KEY_BYTES:
        raise InputError(path, f"{len(secret)} bytes, expected the {_KEY_BYTES} of a key.")
    return NoticeKey(secret)


def read_code(text: str) -> str:
    """Return a code as it was given out, however it was typed; UsageError for what is none."""
    letters = "".join(text.upper().translate(_MEANT).replace("-", " ").split())
    if len(letters) != _DRAWN + _CHECKS or any(one not in ALPHABET for one in letters):
        message = f"{text[:60]!r} is no code: expected {_DRAWN + _CHECKS} letters and digits."
        raise UsageError(message)
    if _letters(_check(_number(letters[:_DRAWN])), _CHECKS) != letters[_DRAWN:]:
        raise UsageError(f"{text[:60]!r} was misread: its last letters do not fit the others.")
    return _grouped(letters)


def _check(drawn: int) -> int:
    return drawn % _PRIME


def _letters(value: int, count: int) -> str:
    return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(count)))


def _number(letters: str) -> int:
    value = 0
    for one in letters:
        value = value * 32 + ALPHABET.index(one)
    return value


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))
