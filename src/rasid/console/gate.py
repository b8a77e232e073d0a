"""Who is in: an address that works once, or signing in, opens a session that a cookie keeps."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from rasid.clock import utc_now
from rasid.console.session import OWNER, Person, Session

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

MOST_OF_ONE = 10
"""The same, of one person: nobody's sessions end by what somebody else opens."""


class Gate:
    """Hands out secrets and knows them again; of each it keeps only a hash, in memory.

    `owner` is whoever started the server, whom an address lets in.
    """

    def __init__(self, now: Callable[[], datetime] = utc_now, owner: Person = OWNER) -> None:
        self.clock = now
        self._owner = owner
        self._lock = Lock()
        self._token = b""
        self._made = self.clock()
        self._sessions: dict[bytes, Session] = {}

    def issue(self) -> str:
        """Return a new token; the one before lets nobody in any more."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._token, self._made = _hash(token), self.clock()
        return token

    def issue_again(self) -> str:
        """Return a new token, or nothing where the last one was made just now."""
        with self._lock:
            is_new = self._token and self.clock() - self._made < AGAIN_AFTER
        return "" if is_new else self.issue()

    def enter(self, token: str, place: str = "") -> str:
        """Spend a token and return the secret of a new session; empty where it lets nobody in."""
        now = self.clock()
        with self._lock:
            fits = self._token and secrets.compare_digest(self._token, _hash(token))
            if not fits or now - self._made > ADDRESS_LASTS:
                return ""
            self._token = b""
        return self.open(self._owner, place)

    def open(self, person: Person, place: str) -> str:
        """Open a session of somebody who proved who they are, and return its secret."""
        now = self.clock()
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._forget(now, person)
            self._sessions[_hash(secret)] = Session(person, place, now)
        return secret

    def session(self, secret: str, *, renew: bool = True) -> Session | None:
        """Return a session that stands; `renew` says that it is no longer idle."""
        now = self.clock()
        with self._lock:
            session = self._sessions.get(_hash(secret))
            if session is None or _is_over(session, now):
                self._sessions.pop(_hash(secret), None)
                return None
            if renew:
                session.seen = now
        return session

    def sessions(self) -> list[Session]:
        """Return all sessions that stand, those that were used last first."""
        now = self.clock()
        with self._lock:
            standing = [one for one in self._sessions.values() if not _is_over(one, now)]
        return sorted(standing, key=lambda one: one.seen, reverse=True)

    def leave(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hash(secret), None)

    def end(self, wanted: Callable[[Session], bool]) -> int:
        """End the sessions that are wanted ended, and return how many."""
        with self._lock:
            ended = [key for key, one in self._sessions.items() if wanted(one)]
            for key in ended:
                del self._sessions[key]
        return len(ended)

    def _forget(self, now: datetime, person: Person) -> None:
        """Make room for one more session of a person."""
        standing = {key: one for key, one in self._sessions.items() if not _is_over(one, now)}
        kept = sorted(standing, key=lambda key: standing[key].seen)
        own = [key for key in kept if standing[key].person.name == person.name]
        surplus = set(own[: max(0, len(own) - MOST_OF_ONE + 1)])
        kept = [key for key in kept if key not in surplus][-(MOST_SESSIONS - 1) :]
        self._sessions = {key: standing[key] for key in kept}


def _is_over(session: Session, now: datetime) -> bool:
    return now - session.seen > IDLE or now - session.began > LONGEST


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
