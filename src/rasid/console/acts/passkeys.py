"""One's own passkeys: made, removed; and the authenticator, which they can take the place of."""

from rasid import accounts
from rasid.accounts import Account, Problem
from rasid.console.acting import Doing
from rasid.console.acts.proving import is_of, proved_again
from rasid.console.passkeys import MAKE, site_at
from rasid.console.visit import NotThereError, link


def add(doing: Doing) -> str:
    """Keep the passkey that the browser made."""
    desk, credential = doing.desk, doing.field("credential")
    site, account = site_at(desk), proved_again(doing)
    challenge = accounts.challenge_in(credential)
    if not desk.challenges.spend(challenge, MAKE, doing.session.holder):
        raise Problem("passkey_late", "that took too long, or was used already.")
    made = accounts.keep_passkey(
        desk.store, account, site, doing.field("name"), credential, desk.clock()
    )
    desk.write(doing.session, "passkey added", made.name)
    return link("account")


def remove(doing: Doing) -> str:
    """Forget a passkey; all other sessions of the account end."""
    account = proved_again(doing)
    number = doing.names["passkey"]
    known = {str(one.number): one for one in accounts.read_passkeys(doing.desk.store, account.key)}
    if number not in known:
        raise NotThereError("there is no such passkey.")
    mark = accounts.remove_passkey(doing.desk.store, account, known[number].number)
    return _removed(doing, account, mark, "passkey removed", known[number].name)


def remove_authenticator(doing: Doing) -> str:
    """Let passkeys alone open the account, and recovery codes; all its other sessions end."""
    account = proved_again(doing)
    mark = accounts.remove_authenticator(doing.desk.store, account)
    return _removed(doing, account, mark, "authenticator removed")


def _removed(doing: Doing, account: Account, mark: str, what: str, about: str = "") -> str:
    doing.session.renew(mark)
    doing.gate.end(lambda one: is_of(one, account.key) and one is not doing.session)
    doing.desk.write(doing.session, what, about)
    return link("account")
