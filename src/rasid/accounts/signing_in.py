"""Signing in: a name, a password and a code, all looked at whatever is wrong."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from threading import Lock

from sqlalchemy import Engine, select

from rasid.accounts.codes import new_secret, recovery_hash, step_of
from rasid.accounts.keeping import Account, account_of, key_of, row_of
from rasid.accounts.passwords import is_password
from rasid.accounts.tables import accounts, devices
from rasid.failures import Failures
from rasid.ledger import writing_alone

DEVICE_LASTS = timedelta(days=90)
"""How long a browser that signed in once is known again."""

MOST_WAITING = 8
"""Strangers' sign-ins that may wait for their turn; more are told to come back."""

MOST_OF_NETWORK = 2
"""Of these so many from one network, so that none takes all turns."""

BUSY_SECONDS = 3.0

_NETWORKS = {4: 24, 6: 56}
"""Bits of an address that are taken for one network."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what their browser is to keep."""

    account: Account
    device: str
    by_recovery: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """Why somebody did not get in: they were wrong, or must wait so many seconds."""

    wait: float = 0.0


class SignIns:
    """Lets accounts in, and makes whoever is wrong too often wait.

    Failures count by network and name together, so that nobody is held back by what is tried
    elsewhere, and a browser that signed in before has a count of its own. Nothing is ever locked.
    Who is unknown is looked at as long as who is known.
    """

    def __init__(self, store: Engine, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._failures = Failures()
        self._nobodys = new_secret()
        self._waiting: Counter[str] = Counter()
        self._counting, self._strangers, self._known = Lock(), Lock(), Lock()
        is_password("", "")  # so that not even the first who is unknown is looked at longer

    def sign_in(  # noqa: PLR0913 - what proves who somebody is
        self,
        name: str,
        password: str,
        code: str,
        *,
        address: str,
        device: str = "",
        proof: str = "",
    ) -> SignedIn | Refused:
        """Let an account in, or not.

        `proof` is the key of the account whose passkey was used in place of a code.
        """
        key = key_of(name)
        is_known = bool(device) and self._is_device(device, key)
        network = "" if is_known else network_of(address)
        failing = (network or f"device {_hash(device)}", key)
        with self._turn(network) as has_turn:
            if not has_turn:
                return Refused(BUSY_SECONDS)
            wait = self._failures.wait(failing)
            if wait:
                return Refused(wait)
            found = self._proved(key, password, code, proof)
            if found is None:
                self._failures.note(failing)
                return Refused()
        account, by_recovery = found
        return SignedIn(account, self._know(account, device if is_known else ""), by_recovery)

    def by_passkey(self, account: Account, device: str = "") -> SignedIn:
        """Let in whoever used a passkey, which nobody can guess: nobody is made to wait."""
        is_known = bool(device) and self._is_device(device, account.key)
        return SignedIn(account, self._know(account, device if is_known else ""), by_recovery=False)

    def is_again(
        self, account: Account, password: str, code: str, proof: str = ""
    ) -> Refused | None:
        """Let somebody who is in prove once more who they are; None where they did."""
        failing = ("again", account.key)
        with self._known:
            wait = self._failures.wait(failing)
            if wait:
                return Refused(wait)
            if self._proved(account.key, password, code, proof) is None:
                self._failures.note(failing)
                return Refused()
        return None

    @contextmanager
    def _turn(self, network: str) -> Iterator[bool]:
        """Wait for a turn: a proof takes a core, and strangers get one core at most.

        Known browsers, which have no network here, have a core of their own.
        """
        if not network:
            with self._known:
                yield True
            return
        with self._counting:
            waits = self._waiting[network] < MOST_OF_NETWORK
            waits = waits and self._waiting.total() < MOST_WAITING
            self._waiting[network] += waits
        if not waits:
            yield False
            return
        try:
            with self._strangers:
                yield True
        finally:
            with self._counting:
                self._waiting[network] -= 1
                self._waiting += Counter()  # forgets the networks that wait no more

    def _proved(
        self, key: str, password: str, code: str, proof: str
    ) -> tuple[Account, bool] | None:
        """Return the account, and whether it was by a recovery code."""
        with self._store.connect() as connection:
            row = row_of(connection, key)
        is_right = is_password(password, row["password"] if row else "")
        secret = (row["secret"] if row else "") or self._nobodys
        plain = "".join(code.split())
        step = step_of(plain, secret, self._now(), row["step"] if row else 0)
        recovery = recovery_hash(plain)
        if row is None or not is_right:
            return None
        if proof:
            return (account_of(row), False) if proof == key else None
        if step is not None:
            return (account_of(row), False) if self._spend_step(key, step) else None
        return (account_of(row), True) if self._spend_recovery(key, recovery) else None

    def _spend_step(self, key: str, step: int) -> bool:
        """Take a code, which is then used up; of two that bring the same one comes in."""
        mine = (accounts.c.key == key, accounts.c.step < step)
        with writing_alone(self._store) as connection:
            return (
                connection.execute(accounts.update().where(*mine).values(step=step)).rowcount == 1
            )

    def _spend_recovery(self, key: str, recovery: str) -> bool:
        with writing_alone(self._store) as connection:
            row = row_of(connection, key)
            left = json.loads(row["recovery"]) if row else []
            if recovery not in left:
                return False
            left.remove(recovery)
            mine = accounts.c.key == key
            connection.execute(accounts.update().where(mine).values(recovery=json.dumps(left)))
        return True

    def _is_device(self, device: str, key: str) -> bool:
        mine = (devices.c.device == _hash(device), devices.c.key == key)
        wanted = select(devices.c.until).where(*mine)
        with self._store.connect() as connection:
            until = connection.execute(wanted).scalar()
        return until is not None and until > _told(self._now())

    def _know(self, account: Account, device: str) -> str:
        """Remember a browser, and forget those whose time is over; returns what it is to keep."""
        device = device or secrets.token_urlsafe(32)
        now = self._now()
        row = {"device": _hash(device), "key": account.key, "until": _told(now + DEVICE_LASTS)}
        with writing_alone(self._store) as connection:
            over = (devices.c.until <= _told(now)) | (devices.c.device == row["device"])
            connection.execute(devices.delete().where(over))
            connection.execute(devices.insert(), row)
        return device


def network_of(address: str) -> str:
    """Return the network of an address, as far as one subscriber may have all of it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network(f"{found}/{_NETWORKS[found.version]}", strict=False))


def _hash(device: str) -> str:
    return hashlib.sha256(f"device {device}".encode()).hexdigest()


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")
