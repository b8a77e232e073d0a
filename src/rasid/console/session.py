"""A session: whose it is, which forms it was given, and what it has open for a while."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from urllib.parse import unquote

from rasid.accounts import Role

MOST_FORMS = 200
"""Forms of a session that are remembered as sent; the oldest are forgotten first."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who is in. `also` is another name of theirs; `mark` is empty for who has no account."""

    name: str
    role: Role
    also: str = ""
    mark: str = ""


OWNER = Person("owner", Role.ADMIN)
"""Whoever started the server, where nothing tells their name."""


@dataclass(slots=True)
class Session:
    """A session; `number` names it on pages and opens nothing.

    `open_people` are those whose names are shown in it, each until when.
    """

    person: Person
    place: str
    began: datetime
    seen: datetime = field(init=False)
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    open_people: dict[str, datetime] = field(default_factory=dict)
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _sent: OrderedDict[str, str] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        self.seen = self.began

    @property
    def holder(self) -> str:
        """What challenges are bound to that are given to this session."""
        return f"session {self._key.hex()}"

    def renew(self, mark: str) -> None:
        """Let the session outlive a change of its account's password, which ends all others."""
        self.person = replace(self.person, mark=mark)

    def form(self, action: str) -> str:
        """Return what a form to an address must bring: no other session's fits, nor another's."""
        once = secrets.token_hex(16)
        return f"{once}.{self._seal(once, action)}"

    def has_given(self, token: str, action: str) -> bool:
        """Tell whether a form that was sent was given out by this session for this address."""
        once, _, seal = token.partition(".")
        return hmac.compare_digest(self._seal(once, action).encode(), seal.encode())

    def begin(self, token: str) -> bool:
        """Take a form, once; False where it was sent before."""
        with self._lock:
            if token in self._sent:
                return False
            self._sent[token] = ""
            while len(self._sent) > MOST_FORMS:
                self._sent.popitem(last=False)
        return True

    def done(self, token: str, address: str) -> None:
        """Note where a form led, for whoever sends it again."""
        with self._lock:
            self._sent[token] = address

    def undone(self, token: str) -> None:
        """Let a form be sent again, since it did nothing."""
        with self._lock:
            self._sent.pop(token, None)

    def led_to(self, token: str) -> str:
        """Return where a form that was sent before led; empty while it is under way."""
        with self._lock:
            return self._sent.get(token, "")

    def _seal(self, once: str, action: str) -> str:
        return hmac.new(self._key, f"{once} {unquote(action)}".encode(), hashlib.sha256).hexdigest()
