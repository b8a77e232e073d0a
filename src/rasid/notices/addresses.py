"""Where somebody is told: never in a mailbox under attack alone, and not against their will."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.notices.facts import Channel, Seen
from rasid.settings import NotifySettings

WITHHELD = {
    "unlisted": "on no roster: nobody is known to tell",
    "consent": "does not wish to be told",
    "unasked": "was not asked for consent, and rasid.toml asks for it",
    "no_safe_address": "no address that is not under attack: tell them in person or by telephone",
    "no_administrator": "rasid.toml names no administrator of this organisation",
    "administrator_attacked": "the administrator's address is under attack: tell them in person",
}
"""Why a notice is not sent, by key."""

_ROSTER = """
SELECT person_id, name, organisation, language, account, account_kind, notify_to, consent
FROM roster ORDER BY person_id, account
"""

_UNDER_ATTACK = """
SELECT account, bool_or(stage IN ('compromise', 'exploit'))
FROM hostile WHERE stage IN ('attack', 'compromise', 'exploit') GROUP BY account
"""

_PLAIN = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Listed:
    """One account of a person on the roster, as far as notices need it."""

    person_id: str
    name: str
    organisation: str
    language: str
    account: str
    account_kind: str
    notify_to: str
    consent: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One way to tell somebody; `withheld` is a key of WITHHELD, and empty where nothing bars it.

    `address` is empty for a letter and for what is withheld.
    """

    channel: Channel
    address: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class UnderAttack:
    """Mailboxes that some campaign tried to enter; the entered ones among them."""

    attacked: frozenset[str]
    entered: frozenset[str]
    canonical: Callable[[str], str]

    def holds(self, address: str) -> bool:
        """Say whether somebody tried to enter this mailbox."""
        return self.mailbox(address) in self.attacked

    def was_entered(self, address: str) -> bool:
        """Say whether somebody entered this mailbox."""
        return self.mailbox(address) in self.entered

    def mailbox(self, address: str) -> str:
        """Return the mailbox that an address leads to."""
        return mailbox_of(address, self.canonical)


def read_listed(engine: DuckDB) -> Mapping[str, tuple[Listed, ...]]:
    """Return the rows of each person on the roster."""
    people: dict[str, list[Listed]] = {}
    for row in engine.rows(_ROSTER):
        one = Listed(*row)
        people.setdefault(one.person_id, []).append(one)
    return {person_id: tuple(rows) for person_id, rows in people.items()}


def read_under_attack(engine: DuckDB, canonical: Callable[[str], str]) -> UnderAttack:
    """Return the mailboxes under attack by any campaign; `canonical` spells each in one way."""
    rows = engine.rows(_UNDER_ATTACK)
    attacked = frozenset(mailbox_of(account, canonical) for account, _ in rows)
    entered = frozenset(mailbox_of(account, canonical) for account, was in rows if was)
    return UnderAttack(attacked, entered, canonical)


def mailbox_of(address: str, canonical: Callable[[str], str]) -> str:
    """Return the mailbox that an address leads to: one spelling, without a plus-tag."""
    local, at, domain = (canonical(address) or address).rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def deliveries(
    seen: Seen,
    listed: Sequence[Listed],
    under_attack: UnderAttack,
    settings: NotifySettings,
    channel: Channel,
) -> tuple[Delivery, ...]:
    """Return how a person is told: one way at least, withheld where there is none."""
    barred = _barred(seen, listed, settings)
    if barred:
        return (Delivery(channel, "", barred),)
    if channel == "letter":
        return (Delivery("letter", ""),)
    addresses = _each_mailbox_once(_addresses(listed, settings), under_attack)
    safe = [one for one in addresses if not under_attack.holds(one)]
    if not safe:
        return (Delivery(channel, "", "no_safe_address"),)
    if not settings.every_address:
        safe = safe[:1]
    if settings.attacked_too:
        safe += [
            one
            for one in addresses
            if under_attack.holds(one) and not under_attack.was_entered(one)
        ]
    return tuple(Delivery(channel, one) for one in safe)


def administrator(
    organisation: str, under_attack: UnderAttack, settings: NotifySettings, channel: Channel
) -> Delivery:
    """Return how the administrator of an organisation is told."""
    if channel == "letter":
        return Delivery("letter", "")
    address = plain_address(settings.administrators.get(organisation, ""))
    if not address:
        return Delivery(channel, "", "no_administrator")
    if under_attack.holds(address):
        return Delivery(channel, "", "administrator_attacked")
    return Delivery(channel, address)


def plain_address(text: str) -> str:
    """Return an address as it can stand in a header, or empty: free text is none."""
    lowered = text.strip().lower()
    local, at, domain = lowered.rpartition("@")
    try:
        plain = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
    fits = len(plain) <= _LONGEST and _PLAIN.fullmatch(plain)
    return plain if fits and all(local.split(".")) else ""


def _barred(seen: Seen, listed: Sequence[Listed], settings: NotifySettings) -> str:
    if not seen.person_id or not any(one.name for one in listed):  # also who was erased
        return "unlisted"
    answers = {one.consent for one in listed}
    if "no" in answers:
        return "consent"
    return "" if "yes" in answers or settings.unasked else "unasked"


def _each_mailbox_once(addresses: Iterable[str], under_attack: UnderAttack) -> list[str]:
    found: dict[str, str] = {}
    for one in addresses:
        found.setdefault(under_attack.mailbox(one), one)
    return list(found.values())


def _addresses(listed: Sequence[Listed], settings: NotifySettings) -> Iterator[str]:
    """Yield a person's addresses in the order that the site wishes."""
    for kind in settings.addresses:
        for one in listed:
            told = one.notify_to if kind == "notify_to" else one.account
            if kind in ("notify_to", one.account_kind) and (address := plain_address(told)):
                yield address
