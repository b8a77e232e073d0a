"""Accounts: invited by somebody, joined by whoever got the invitation, changed and removed."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Table, select

from rasid.accounts.codes import recovery_codes, recovery_hash
from rasid.accounts.passwords import hashed, require_good
from rasid.accounts.problems import Problem
from rasid.accounts.roles import Role
from rasid.accounts.tables import accounts, devices, handles, passkeys
from rasid.errors import UsageError
from rasid.languages import clean
from rasid.ledger import writing_alone

INVITED = timedelta(hours=72)
"""How long an invitation can be taken."""

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `mark` becomes another when its sessions must end.

    `also` is what its person goes by on the command line; no representation tells a secret.
    """

    key: str
    name: str
    role: Role
    also: str
    mark: str
    has_joined: bool
    has_authenticator: bool
    codes_left: int
    made_at: str
    made_by: str

    def is_person(self, name: str) -> bool:
        """Tell whether a name is that of this account's person."""
        return key_of(name) in {self.key, key_of(self.also)} - {""}


def key_of(name: str) -> str:
    """Return a name as names are compared."""
    return clean(name).casefold()


def read_accounts(store: Engine) -> list[Account]:
    """Return all accounts by their names."""
    with store.connect() as connection:
        found = [account_of(row) for row in connection.execute(select(accounts)).mappings()]
    return sorted(found, key=lambda one: one.key)  # in SQL it may be encrypted


def find_account(store: Engine, name: str) -> Account | None:
    """Return the account of a name."""
    with store.connect() as connection:
        row = row_of(connection, key_of(name))
    return account_of(row) if row else None


def invite(  # noqa: PLR0913 - what is written down of an account
    store: Engine, name: str, role: Role, *, also: str = "", by: str, now: datetime
) -> str:
    """Make an account and return its invitation, which is kept nowhere.

    Raises UsageError where the name is taken, or is none.
    """
    key = key_of(name)
    if not key or clean(name) != name.strip() or len(key) > LONGEST_NAME:
        raise UsageError(f"a name got {name!r}, expected a text of up to {LONGEST_NAME} letters.")
    token, invited = _invitation(now)
    values = {
        "key": key,
        "name": clean(name),
        "role": role.label,
        "system_user": clean(also),
        "mark": new_mark(),
        **_NOT_JOINED,
        **invited,
        "made_at": _told(now),
        "made_by": by,
    }
    with writing_alone(store) as connection:
        for row in connection.execute(select(accounts)).mappings():
            known = account_of(row)
            if known.is_person(name) or (also and known.is_person(also)):
                raise UsageError(f"there is an account of {known.name!r} already.")
        connection.execute(accounts.insert(), values)
    return token


def reset(store: Engine, name: str, *, now: datetime) -> str:
    """Take away all that opens an account, end its sessions, and return an invitation."""
    token, invited = _invitation(now)
    _change(store, name, {**_NOT_JOINED, **invited}, forget=(devices, passkeys, handles))
    return token


def give_role(store: Engine, name: str, role: Role) -> None:
    """Give an account another role; its sessions end. UsageError where there is no such account."""
    _change(store, name, {"role": role.label})


def remove(store: Engine, name: str) -> None:
    """Remove an account; its sessions end. UsageError where there is no such account."""
    with writing_alone(store) as connection:
        row = _require(connection, name)
        for table in (devices, passkeys, handles, accounts):
            connection.execute(table.delete().where(table.c.key == row["key"]))


def require_invitation(store: Engine, name: str, invitation: str, now: datetime) -> Account:
    """Return the account that an invitation is for; Problem where it is for none."""
    with store.connect() as connection:
        row = row_of(connection, key_of(name))
    kept = row["invitation"] if row else ""
    fits = secrets.compare_digest(kept or "-", _hash(invitation))
    if row is None or not fits or row["invited_until"] <= _told(now):
        raise Problem("invitation", "that invitation is not valid, or not any more.")
    return account_of(row)


def join(  # noqa: PLR0913, PLR0917 - what a person brings to it
    store: Engine, name: str, invitation: str, password: str, secret: str, step: int, now: datetime
) -> list[str]:
    """Take an invitation, once, and return codes for when the authenticator is lost.

    Raises Problem for one that is not valid, or for a password that is refused.
    """
    found = require_invitation(store, name, invitation, now)
    require_good(password, found.name)
    codes = recovery_codes()
    values = {
        "password": hashed(password),
        "secret": secret,
        "step": step,
        "recovery": json.dumps([recovery_hash(code) for code in codes]),
        "invitation": "",
        "invited_until": "",
        "mark": new_mark(),
    }
    mine = (accounts.c.key == found.key, accounts.c.invitation == _hash(invitation))
    with writing_alone(store) as connection:
        done = connection.execute(accounts.update().where(*mine).values(values))
        if done.rowcount != 1:
            raise Problem("invitation", "that invitation is not valid, or not any more.")
    return codes


def change_password(store: Engine, name: str, password: str) -> str:
    """Keep another password, end the account's sessions, and return its new mark."""
    require_good(password, name)
    mark = new_mark()
    _change(store, name, {"password": hashed(password), "mark": mark}, forget=(devices,))
    return mark


def account_of(row: RowMapping) -> Account:
    """Return an account as it is kept."""
    return Account(
        key=row["key"],
        name=row["name"],
        role=Role.named(row["role"]),
        also=row["system_user"],
        mark=row["mark"],
        has_joined=bool(row["password"]),
        has_authenticator=bool(row["secret"]),
        codes_left=len(json.loads(row["recovery"])),
        made_at=row["made_at"],
        made_by=row["made_by"],
    )


def row_of(connection: Connection, key: str) -> RowMapping | None:
    """Return what is kept of an account."""
    found = connection.execute(select(accounts).where(accounts.c.key == key)).mappings()
    return found.one_or_none()


def _change(
    store: Engine, name: str, values: Mapping[str, Any], *, forget: Sequence[Table] = ()
) -> None:
    with writing_alone(store) as connection:
        row = _require(connection, name)
        mine = accounts.c.key == row["key"]
        connection.execute(accounts.update().where(mine).values({"mark": new_mark(), **values}))
        for table in forget:
            connection.execute(table.delete().where(table.c.key == row["key"]))


def _require(connection: Connection, name: str) -> RowMapping:
    row = row_of(connection, key_of(name))
    if row is None:
        raise UsageError(f"there is no account {name!r}; `rasid serve accounts list` lists them.")
    return row


def _invitation(now: datetime) -> tuple[str, dict[str, str]]:
    token = secrets.token_urlsafe(32)
    return token, {"invitation": _hash(token), "invited_until": _told(now + INVITED)}


def new_mark() -> str:
    """Return a new mark of an account: its sessions are those of the last one."""
    return secrets.token_hex(8)


def _hash(token: str) -> str:
    return hashlib.sha256(f"invitation {token.strip()}".encode()).hexdigest()


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")


_NOT_JOINED = {"password": "", "secret": "", "step": 0, "recovery": "[]"}
