"""One's own password and sessions, and the sessions of all for an admin."""

from rasid import accounts
from rasid.accounts import Problem
from rasid.console.acting import Doing
from rasid.console.acts.proving import is_of, proved_again
from rasid.console.visit import NotThereError, link


def change_password(doing: Doing) -> str:
    """Take another password; all other sessions of the account end."""
    session, desk = doing.session, doing.desk
    new = doing.form.get("new", "")
    if new != doing.form.get("again", ""):
        raise Problem("differ", "the two passwords differ.")
    accounts.require_good(new, session.person.name)
    account = proved_again(doing)
    mark = accounts.change_password(desk.store, account.name, new)
    session.renew(mark)
    doing.gate.end(lambda one: is_of(one, account.key) and one is not session)
    desk.write(session, "password changed")
    return link("account")


def end_own(doing: Doing) -> str:
    """End a session of one's own."""
    return _end(doing, doing.session.person.name, "account")


def end_any(doing: Doing) -> str:
    """End anybody's session."""
    return _end(doing, "", "accounts")


def _end(doing: Doing, name: str, page: str) -> str:
    number, key = doing.names["session"], accounts.key_of(name)
    whose = [
        one.person.name
        for one in doing.gate.sessions()
        if one.number == number and (not key or is_of(one, key))
    ]
    if not whose or not doing.gate.end(lambda one: one.number == number):
        raise NotThereError("there is no such session.")
    doing.desk.write(doing.session, "session ended", f"of {whose[0]}")
    return link(page)
