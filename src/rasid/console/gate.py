"""Who may look: an address that works once lets a browser in, and a cookie keeps it in a while."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from rasid.clock import utc_now

ADDRESS_LASTS = timedelta(minutes=15)
"""How long an address that was not used lets somebody in."""

IDLE = timedelta(minutes=30)
"""After how long without a request a session ends."""

LONGEST = timedelta(hours=12)
"""After how long it ends in any case."""

AGAIN_AFTER = timedelta(seconds=10)
"""How long after an address was made another may be asked for."""

MOST_SESSIONS = 100
"""Those that were idle longest end if there are more."""


@dataclass(slots=True)
class _Session:
    began: datetime
    seen: datetime

    def is_over(self, now: datetime) -> bool:
        return now - self.seen > IDLE or now - self.began > LONGEST


class Gate:
    """Hands out secrets and knows them again; of each it keeps only a hash, in memory."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._lock = Lock()
        self._token = b""
        self._made = self._now()
        self._sessions: dict[bytes, _Session] = {}

    def issue(self) -> str:
        """Return a new token; the one before lets nobody in any more."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._token, self._made = _hash(token), self._now()
        return token

    def issue_again(self) -> str:
        """Return a new token, or nothing where the last one was made just now."""
        with self._lock:
            is_new = self._token and self._now() - self._made < AGAIN_AFTER
        return "" if is_new else self.issue()

    def enter(self, token: str) -> str:
        """Spend a token and return the secret of a new session; empty where it lets nobody in."""
        now = self._now()
        with self._lock:
            fits = self._token and secrets.compare_digest(self._token, _hash(token))
            if not fits or now - self._made > ADDRESS_LASTS:
                return ""
            self._token = b""
            secret = secrets.token_urlsafe(32)
            self._forget(now)
            self._sessions[_hash(secret)] = _Session(now, now)
        return secret

    def knows(self, secret: str) -> bool:
        """Tell whether a session stands, which is then no longer idle."""
        now = self._now()
        with self._lock:
            session = self._sessions.get(_hash(secret))
            if session is None or session.is_over(now):
                self._sessions.pop(_hash(secret), None)
                return False
            session.seen = now
        return True

    def leave(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(secret), None)

    def _forget(self, now: datetime) -> None:
        standing = {key: one for key, one in self._sessions.items() if not one.is_over(now)}
        kept = sorted(standing, key=lambda key: standing[key].seen)[-(MOST_SESSIONS - 1) :]
        self._sessions = {key: standing[key] for key in kept}


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
