"""Where deeds are written down: who signs in, who did what, and the clock by which."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy import Engine

from rasid.access_settings import ProviderSettings
from rasid.accounts import (
    LONE,
    MOST_ALONE,
    Challenges,
    Deed,
    Problem,
    Provider,
    Role,
    SignIns,
    Site,
    count_of,
    find_account,
    key_of,
    read_accounts,
    write_down,
)
from rasid.clock import DAY
from rasid.console.session import Person, Session
from rasid.errors import UsageError
from rasid.failures import Failures
from rasid.settings import Home
from rasid.signing import Signer

_STRANGERS = ("strangers", "")


@dataclass(slots=True)
class Desk:
    """The accounts of a home and their audit.

    `by_address` tells whether an address that works once lets whoever started the server in;
    `site` is where passkeys are for, where the console has a name; `asked` is the provider at which
    people may sign in.
    """

    home: Home
    store: Engine
    signer: Signer
    clock: Callable[[], datetime]
    by_address: bool
    site: Site | None = None
    asked: ProviderSettings | None = None
    sign_ins: SignIns = field(init=False)
    challenges: Challenges = field(init=False)
    provider: Provider | None = field(init=False)
    _refusals: Failures = field(default_factory=Failures)
    _untold: int = 0
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.sign_ins = SignIns(self.store, self.clock)
        self.challenges = Challenges(self.clock)
        self.provider = None
        if self.asked is not None and self.asked.issuer:
            if self.site is None:
                raise UsageError("provider.issuer wants access.address, where people come back to.")
            self.provider = Provider(self.asked, self.site, self.challenges, self.clock)

    def write(self, session: Session, what: str, about: str = "", why: str = "") -> None:
        """Write down what somebody who is in did."""
        person = session.person
        deed = Deed(what, person.name, person.role, session.place, about, why)
        write_down(self.store, self.signer, deed, self.clock())

    def reveal(self, session: Session, person_id: str, why: str) -> None:
        """Open a person's names in a session for a while, written down before anything is shown.

        Raises Problem for whoever has revealed as many alone today as one may.
        """
        now = self.clock()
        with self._lock:
            mine = count_of(self.store, session.person.name, "revealed", now - DAY)
            if mine >= MOST_ALONE:
                raise Problem(
                    "many", f"{MOST_ALONE} people a day; for more somebody else must agree."
                )
            self.write(session, "revealed", person_id, why)
            session.open_people[person_id] = now + LONE

    def write_of(self, name: str, role: Role, place: str, what: str, why: str = "") -> None:
        """Write down what somebody did who is not in yet."""
        write_down(self.store, self.signer, Deed(what, name, role, place, why=why), self.clock())

    def write_refusal(self, name: str, place: str, why: str = "") -> None:
        """Write down a refused sign-in; of many in a row only some, with the number of the others.

        Else a stranger could fill the disk.
        """
        with self._lock:
            if self._refusals.wait(_STRANGERS):
                self._untold += 1
                return
            self._refusals.note(_STRANGERS)
            untold, self._untold = self._untold, 0
        why = "; ".join(filter(None, (why, f"{untold} more before it" if untold else "")))
        self.write_of(name[:64], Role.NOBODY, place, "sign-in refused", why)

    def standing(self, person: Person) -> Person | None:
        """Return somebody as they stand now; None whose sessions are to end."""
        if not person.mark:
            return person
        account = find_account(self.store, person.name)
        if account is None or account.mark != person.mark:
            return None
        return Person(account.name, account.role, account.also, account.mark)

    def has_accounts(self) -> bool:
        """Tell whether anybody can sign in."""
        return any(read_accounts(self.store))


def is_same_person(person: Person, name: str) -> bool:
    """Tell whether a name under which something was done is this person's."""
    return key_of(name) in {key_of(person.name), key_of(person.also)} - {""}
