"""What another provider must know of accounts of its own, and nothing of anybody else."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.responding.affected import Affected, Deed

FORM = "rasid-hand-off-1"

_OF_PERSON = """
SELECT account, person_id, account_kind, recovers, consent FROM roster
WHERE account_kind IN ('recovery', 'personal') ORDER BY account
"""

_AGAINST_MAILBOX = ("recovery_start", "recovery_send", "recovery_verify", "password_reset")


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """One hostile event, without the account that it was of."""

    time: datetime
    action: str
    outcome: str
    source_ip: str


@dataclass(frozen=True, slots=True)
class HandedAccount:
    """One account of the other provider; `seen` is what was done to its owner's accounts here.

    `kind` is `recovery` where it recovers one of those, else `personal`.
    """

    account: str
    kind: str
    says: str
    first_at: datetime
    last_at: datetime
    source_ips: tuple[str, ...]
    seen: tuple[SeenEvent, ...]


@dataclass(frozen=True, slots=True)
class HandOff:
    """What one provider gets, which is known by the domain of its addresses."""

    provider: str
    accounts: tuple[HandedAccount, ...]


@dataclass(frozen=True, slots=True)
class HandOffs:
    """What all get; `held_back` are accounts whose owner's consent is `no`.

    `elsewhere` are all accounts of the roster at services of which there are no logs.
    """

    providers: tuple[HandOff, ...]
    held_back: int
    elsewhere: frozenset[str]


def hand_offs(engine: DuckDB, found: Sequence[Affected], ours: Collection[str]) -> HandOffs:
    """Return what to hand to others.

    `ours` are the domains that the logs cover; where none is named, those of accounts that the logs
    show at work.
    """
    covered = {domain.lower() for domain in ours} or _covered(engine)
    by_person: dict[str, list[Affected]] = {}
    for one in found:
        if one.person_id:
            by_person.setdefault(one.person_id, []).append(one)
    handed: dict[str, list[HandedAccount]] = {}
    held_back, elsewhere = 0, set()
    for account, person_id, kind, recovers, consent in engine.rows(_OF_PERSON):
        domain = account.rpartition("@")[2]
        if not domain or domain in covered:
            continue
        elsewhere.add(account)
        mine = by_person.get(person_id, ())
        seen = _of_mailbox(mine, recovers) if kind == "recovery" else _of_owner(mine)
        if not seen:
            continue
        if consent == "no":
            held_back += 1
            continue
        handed.setdefault(domain, []).append(_handed(account, kind, seen))
    providers = tuple(HandOff(name, tuple(accounts)) for name, accounts in sorted(handed.items()))
    return HandOffs(providers, held_back, frozenset(elsewhere))


def _covered(engine: DuckDB) -> set[str]:
    return {domain for (domain,) in engine.rows("SELECT domain FROM at_work")}


def _of_mailbox(mine: Iterable[Affected], recovers: str) -> list[Deed]:
    """Return the recoveries of the account that a mailbox recovers: their codes may go there."""
    return [
        deed
        for one in mine
        if one.account == recovers
        for deed in one.deeds
        if deed.action in _AGAINST_MAILBOX and deed.stage != "discover"
    ]


def _of_owner(mine: Iterable[Affected]) -> list[Deed]:
    return [deed for one in mine for deed in one.deeds if deed.stage != "discover"]


_SAYS = {
    "recovery": "Codes or links that recover another account of the same owner may have been sent "
    "to this mailbox while an intruder asked for them. Whether they were read is in your logs.",
    "personal": "Another account of the same owner was attacked. Whether this one was too is in "
    "your logs.",
}


def _handed(account: str, kind: str, deeds: Sequence[Deed]) -> HandedAccount:
    ordered = sorted(deeds, key=lambda deed: (deed.time, deed.event_uid))
    return HandedAccount(
        account,
        kind,
        _SAYS[kind],
        ordered[0].time,
        ordered[-1].time,
        tuple(sorted({deed.source_ip for deed in ordered if deed.source_ip})),
        tuple(SeenEvent(d.time, d.action, d.outcome, d.source_ip or "") for d in ordered),
    )
