"""Who asks: a token as HTTP Basic, Bearer or Splunk, looked up, proved, and then remembered."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from threading import Lock

from sqlalchemy import Engine

from rasid.clock import utc_now
from rasid.console import SCOPES
from rasid.failures import Failures
from rasid.serving.failure import Failure
from rasid.serving.readers import (
    API,
    INTAKE,
    METRICS,
    Reader,
    find_reader,
    is_proved,
    token_id_of,
)
from rasid.sharing.tlp import LEVELS

_CHALLENGE = {
    "WWW-Authenticate": 'Basic realm="rasid TAXII", charset="UTF-8", Bearer realm="rasid TAXII"'
}
_PLAIN = ("bearer", "splunk")
"""Schemes after which the token stands as it is; the second is that of log shippers."""

_LONGEST = 512
"""Characters of a token and of a user's name."""

_MOST_PROVED = 10_000
_EVERYTHING = (*LEVELS, INTAKE, METRICS, *(f"{API}{scope}" for scope in SCOPES))
_OWN = Reader(
    number=0, name="", token_id="", proof="", collections=_EVERYTHING, made_at="", made_by=""
)
"""Whoever started the server."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody claims: a token, and with HTTP Basic a name too."""

    token: str
    name: str | None = None


class Access:
    """Lets readers in.

    A proof costs some 40 ms; what was proved once is remembered by a keyed hash as long as the
    server runs, and every request looks again whether its reader still stands. Failures are counted
    by address and token together: a wrong guess of one token holds back no other, and whoever was
    let in before is never held back.
    """

    def __init__(
        self, ledger: Engine, *, own_token: str = "", now: Callable[[], datetime] = utc_now
    ) -> None:
        self._ledger = ledger
        self._own_token = own_token
        self._now = now
        self._failures = Failures()
        self._key = secrets.token_bytes(32)
        self._proved: dict[bytes, str] = {}
        self._proving = Lock()

    def reader(self, header: str | None, address: str) -> Reader:
        """Return who asks; raises Failure: 401 for who is not known, 429 for who must wait."""
        credential = read_credential(header)
        if credential is None:
            raise _unknown()
        if self._own_token and _same(credential.token, self._own_token):
            return _OWN
        token_id = token_id_of(credential.token)
        kept = find_reader(self._ledger, token_id) if token_id else None
        if kept is None:
            self._hold_back((address, ""))
            raise _unknown()
        if not self._is_proved(credential.token, kept, (address, token_id)):
            raise _unknown()
        named = credential.name is None or _same(credential.name, kept.name)
        if not named or kept.is_over(self._now()):
            raise _unknown()
        return kept

    def _is_proved(self, token: str, kept: Reader, key: tuple[str, str]) -> bool:
        mark = hmac.new(self._key, token.encode(), hashlib.sha256).digest()
        if self._proved.get(mark) == kept.proof:
            return True
        with self._proving:  # one at a time: whoever guesses takes one core at most
            wait = self._failures.wait(key)
            if wait:
                raise _later(wait)
            if not is_proved(token, kept.proof):
                self._failures.note(key)
                return False
        if len(self._proved) >= _MOST_PROVED:
            self._proved.clear()
        self._proved[mark] = kept.proof
        return True

    def _hold_back(self, key: tuple[str, str]) -> None:
        wait = self._failures.wait(key)
        if wait:
            raise _later(wait)
        self._failures.note(key)


def read_credential(header: str | None) -> Credential | None:
    """Return what an Authorization header claims; None where it claims nothing that is known."""
    scheme, _, rest = (header or "").partition(" ")
    rest = rest.strip()
    if scheme.lower() in _PLAIN and 0 < len(rest) <= _LONGEST and rest.isascii():
        return Credential(rest)
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, token = base64.b64decode(rest, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    fits = colon and token and max(len(name), len(token)) <= _LONGEST
    return Credential(token, name) if fits else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _unknown() -> Failure:
    return Failure(HTTPStatus.UNAUTHORIZED, "The client needs to authenticate.", _CHALLENGE)


def _later(seconds: float) -> Failure:
    why = "Too many wrong tokens; try again later."
    return Failure(HTTPStatus.TOO_MANY_REQUESTS, why, {"Retry-After": str(int(seconds) + 1)})
