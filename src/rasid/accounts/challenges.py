"""Challenges: sealed texts that work once, for a while, and for whoever they were given to.

Nothing is kept of those that come to nothing, so that no stranger can fill a memory or push out the
challenges of others.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

CHALLENGE_LASTS = timedelta(minutes=5)
"""How long a challenge can be answered."""

_NONCE, _TIME, _SEAL = 16, 8, 32


class Challenges:
    """Hands challenges out and takes each once; they end with the server.

    `purpose` is what one is for, `holder` what only the browser or the session has that got it.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._key = secrets.token_bytes(32)
        self._spent: dict[str, datetime] = {}
        self._lock = Lock()

    def issue(self, purpose: str, holder: str) -> str:
        """Return a new challenge, base64url."""
        until = int((self._now() + CHALLENGE_LASTS).timestamp())
        head = secrets.token_bytes(_NONCE) + until.to_bytes(_TIME, "big")
        return _text(head + self._seal(head, purpose, holder))

    def stands(self, challenge: str, purpose: str, holder: str) -> bool:
        """Tell whether a challenge was given to this holder for this, and was not used yet."""
        raw = _bytes(challenge)
        head, seal = raw[: _NONCE + _TIME], raw[_NONCE + _TIME :]
        fits = hmac.compare_digest(self._seal(head, purpose, holder), seal)
        until = int.from_bytes(head[_NONCE:], "big")
        with self._lock:
            is_spent = _text(raw) in self._spent
        return bool(holder) and fits and self._now().timestamp() < until and not is_spent

    def spend(self, challenge: str, purpose: str, holder: str) -> bool:
        """Use a challenge; of several at once that bring the same, one is told that it did."""
        if not self.stands(challenge, purpose, holder):
            return False
        now, plain = self._now(), _text(_bytes(challenge))
        with self._lock:
            self._spent = {one: until for one, until in self._spent.items() if until > now}
            if plain in self._spent:
                return False
            self._spent[plain] = now + CHALLENGE_LASTS
        return True

    def derived(self, what: str, challenge: str) -> str:
        """Return a secret that belongs to a challenge and that only this server can make."""
        made = hmac.new(self._key, f"derived {what} {challenge}".encode(), hashlib.sha256)
        return _text(made.digest())

    def _seal(self, head: bytes, purpose: str, holder: str) -> bytes:
        told = hashlib.sha256(purpose.encode()).digest() + hashlib.sha256(holder.encode()).digest()
        return hmac.new(self._key, head + told, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """Return what a text stands for; nothing for what is no challenge."""
    if len(text) > 4 * (_NONCE + _TIME + _SEAL):
        return b""
    try:
        raw = text.encode("ascii")
        return base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return b""
