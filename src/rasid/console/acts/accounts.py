"""One's own password and sessions, and the sessions of all for an admin."""

from rasid import accounts
from rasid.accounts import Problem
from rasid.console.acting import Doing
from rasid.console.session import Session
from rasid.console.visit import NotThereError, link


def change_password(doing: Doing) -> str:
    """Take another password; all other sessions of the account end."""
    session, desk = doing.session, doing.desk
    account = accounts.find_account(desk.store, session.person.name)
    if not session.person.mark or account is None:
        raise NotThereError("whoever came in by an address has no password.")
    new = doing.form.get("new", "")
    if new != doing.form.get("again", ""):
        raise Problem("differ", "the two passwords differ.")
    accounts.require_good(new, account.name)
    refused = desk.sign_ins.is_again(account, doing.form.get("old", ""), doing.field("code"))
    if refused is not None:
        raise Problem("wait" if refused.wait else "wrong", "the password or the code is wrong.")
    mark = accounts.change_password(desk.store, account.name, new)
    session.renew(mark)
    doing.gate.end(lambda one: _is_of(one, account.key) and one is not session)
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
        if one.number == number and (not key or _is_of(one, key))
    ]
    if not whose or not doing.gate.end(lambda one: one.number == number):
        raise NotThereError("there is no such session.")
    doing.desk.write(doing.session, "session ended", f"of {whose[0]}")
    return link(page)


def _is_of(session: Session, key: str) -> bool:
    return accounts.key_of(session.person.name) == key
