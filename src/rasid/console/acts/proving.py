"""Whoever is in proves once more who they are, before what opens their account is changed."""

from rasid import accounts
from rasid.accounts import Account, Problem
from rasid.console.acting import Doing
from rasid.console.passkeys import proof_of
from rasid.console.session import Session
from rasid.console.visit import NotThereError


def proved_again(doing: Doing) -> Account:
    """Return the account of whoever gave its password and a code, or used its passkey, just now.

    Problem where they did not; NotThereError for whoever has no account.
    """
    session, desk = doing.session, doing.desk
    account = accounts.find_account(desk.store, session.person.name)
    if not session.person.mark or account is None:
        raise NotThereError("whoever came in by an address has no password.")
    credential = doing.field("proof")
    proof = proof_of(desk, credential, session.holder, session.place) if credential else None
    refused = desk.sign_ins.is_again(
        account,
        doing.form.get("old", ""),
        doing.field("code"),
        proof.account.key if proof else "",
    )
    if refused is not None:
        raise Problem("wait" if refused.wait else "wrong", "the password or the code is wrong.")
    return account


def is_of(session: Session, key: str) -> bool:
    """Tell whether a session is one of an account."""
    return accounts.key_of(session.person.name) == key
