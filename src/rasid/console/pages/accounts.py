"""One's own account, and everybody's for an admin."""

from typing import Any

from rasid import accounts
from rasid.accounts import Account, Passkey
from rasid.console.listing import Column, Table
from rasid.console.session import Session
from rasid.console.visit import Page, Visit, moment_of

_SESSION = (
    Column("who", head=True),
    Column("role", "word", "roles"),
    Column("came_from", "code"),
    Column("began", "moment"),
    Column("seen", "moment"),
)


def account(visit: Visit) -> Page:
    """Show who one is, and one's own sessions."""
    key = accounts.key_of(visit.session.person.name)
    own = accounts.find_account(visit.desk.store, key) if visit.session.person.mark else None
    sessions = [one for one in visit.gate.sessions() if accounts.key_of(one.person.name) == key]
    kept = accounts.read_passkeys(visit.desk.store, key) if own else []
    told = {
        "account": own,
        "sessions": sessions,
        "end": "account",
        "own": [_moments(one) for one in kept],
        "passkeys": visit.passkeys,
    }
    title = visit.speech.say("account.title", name=visit.session.person.name)
    return Page("account.html.j2", "account", title, told, [_sessions(sessions)])


def everybody(visit: Visit) -> Page:
    """List all accounts and all sessions."""
    found = accounts.read_accounts(visit.desk.store)
    sessions = visit.gate.sessions()
    columns = (
        Column("name", head=True),
        Column("role", "word", "roles"),
        Column("state", "word", "account_states"),
        Column("codes_left", "count"),
        Column("made_at", "moment"),
        Column("made_by"),
    )
    table = Table("accounts", columns, [_row(one) for one in found], empty="accounts.none")
    told = {"sessions": sessions, "end": "accounts"}
    title = visit.speech.say("accounts.title")
    return Page("accounts.html.j2", "accounts", title, told, [table, _sessions(sessions)])


def _moments(one: Passkey) -> dict[str, Any]:
    return {
        "number": str(one.number),
        "name": one.name,
        "is_copied": one.is_copied,
        "made_at": moment_of(one.made_at),
        "used_at": moment_of(one.used_at) if one.used_at else None,
    }


def _row(one: Account) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role.label,
        "state": "joined" if one.has_joined else "invited",
        "codes_left": one.codes_left,
        "made_at": moment_of(one.made_at),
        "made_by": one.made_by,
    }


def _sessions(sessions: list[Session]) -> Table:
    rows = [
        {
            "who": one.person.name,
            "role": one.person.role.label,
            "came_from": one.place,
            "began": one.began,
            "seen": one.seen,
        }
        for one in sessions
    ]
    return Table("sessions", _SESSION, rows)
