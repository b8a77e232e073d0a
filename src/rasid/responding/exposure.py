"""What was read, exported or sent from an account that was entered, as far as the logs tell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.languages import clean
from rasid.responding.affected import Affected, Deed
from rasid.tables.sessions import HOME_BITS

_LOGGED = "SELECT provider, logged_from, logged_until, reads, sent FROM logged"

_PART = r"[^\s@<>\"'(),;:=\[\]]"
_ADDRESS = re.compile(rf"(?<!{_PART}){_PART}+@{_PART}+")  # begun once a word: linear in its length

_MAIL = ("mail_access", "mail_export")
_SENDS = frozenset({"send", "sendas", "sendonbehalf"})
"""Microsoft's operations that send mail; the events have them as access to the mailbox."""

SENT = "mail_sent"
"""What sending is told as, apart from reading."""

_WAYS_OUT = ("forwarding_rule", "delegate", "consent", "app_password")


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of thing that was done from the entry on, counted; SENT stands for mail sent."""

    action: str
    outcome: str
    times: int
    first_at: datetime
    last_at: datetime
    source_ips: tuple[str, ...]
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Logged:
    """From when until when a provider logged, and how many events of mail read and sent it has."""

    logged_from: datetime
    logged_until: datetime
    reads: int
    sent: int


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is known of an entered account, and what is not.

    `last_safe_at` is when its own people were last seen in it before the first entry that is known.
    `correspondents` are addresses that the log names where mail was read, `recipients` those that
    it names where a rule, a delegate or an application was added: mail may have gone there.
    """

    entered_at: datetime
    last_seen_at: datetime
    last_safe_at: datetime | None
    last_safe: str
    acts: tuple[Act, ...]
    correspondents: tuple[str, ...]
    recipients: tuple[str, ...]
    unknown: tuple[str, ...]


def last_safe_moments(engine: DuckDB, campaign_id: str) -> dict[str, datetime]:
    """Return by account when its own people were last in it before it was entered."""
    bound = {"campaign": campaign_id, "home_bits": HOME_BITS}
    return dict(engine.rows(packaged_sql("rasid.responding", "homes"), bound))


def what_is_logged(engine: DuckDB) -> dict[str, Logged]:
    """Return by provider what its logs hold."""
    return {provider: Logged(*row) for provider, *row in engine.rows(_LOGGED)}


def exposure_of(
    one: Affected, safe: datetime | None, logged: Mapping[str, Logged]
) -> Exposure | None:
    """Return what was done in an account; None where it was not entered."""
    if not one.entries:
        return None
    entered_at = one.entries[0].time
    done = [deed for deed in one.deeds if deed.outcome == "success"]
    of_mail = [deed for deed in done if deed.action in _MAIL]
    return Exposure(
        entered_at,
        one.entries[-1].time,
        safe,
        _meaning(safe, entered_at, [logged[name] for name in one.providers if name in logged]),
        _acts(one.entries),
        _named(one.account, of_mail),
        _named(one.account, (deed for deed in done if deed.action in _WAYS_OUT)),
        _unknown(one, of_mail, logged),
    )


def _acts(entries: Iterable[Deed]) -> tuple[Act, ...]:
    kinds: dict[tuple[str, str], list[Deed]] = {}
    for deed in entries:
        kinds.setdefault((SENT if _sends(deed) else deed.action, deed.outcome), []).append(deed)
    return tuple(
        Act(
            *kind,
            len(deeds),
            deeds[0].time,
            deeds[-1].time,
            tuple(sorted({deed.source_ip for deed in deeds if deed.source_ip})),
            tuple(deed.event_uid for deed in deeds),
        )
        for kind, deeds in kinds.items()
    )


def _sends(deed: Deed) -> bool:
    return deed.action == "mail_access" and deed.detail.partition(" ")[0].lower() in _SENDS


def _named(account: str, deeds: Iterable[Deed]) -> tuple[str, ...]:
    found = {
        address.lower().strip(".")
        for deed in deeds
        for address in _ADDRESS.findall(clean(deed.detail))
    }
    return tuple(sorted(found - {account}))


def _meaning(safe: datetime | None, entered_at: datetime, logged: Sequence[Logged]) -> str:
    if safe is None:
        begun = (
            f"; the logs begin {_minute(min(one.logged_from for one in logged))}" if logged else ""
        )
        return (
            "The logs do not show the account's own people in it before it was entered"
            f"{begun}. Take all that it ever held for known to the intruder."
        )
    return (
        f"The account's own people were last seen in it at {_minute(safe)}; the first entry that "
        f"is known was at {_minute(entered_at)}. What the account held by then was within reach "
        "from then on. That nobody else was in it before is not shown: an entry from the owner's "
        "own place or with a stolen session looks like the owner."
    )


def _unknown(one: Affected, deeds: Sequence[Deed], logged: Mapping[str, Logged]) -> tuple[str, ...]:
    told = []
    reads = [deed for deed in deeds if deed.action == "mail_access" and not _sends(deed)]
    at_work = sorted({deed.provider for deed in one.entries if deed.provider in logged})
    blind = [name for name in at_work if not logged[name].reads]
    if blind and not reads:
        told.append(
            f"What was read is unknown with these logs: those of {' and '.join(map(clean, blind))} "
            "tell of no mail being read, by anyone."
        )
    elif not reads:
        told.append("The logs tell of mail being read, but of none by the intruder here.")
    silent = [name for name in at_work if not logged[name].sent]
    if silent and not any(map(_sends, deeds)):
        told.append(
            f"Whether mail was sent in the owner's name is unknown with these logs: those of "
            f"{' and '.join(map(clean, silent))} tell of no mail being sent, by anyone."
        )
    if any("throttled" in deed.detail.lower() for deed in reads):
        told.append("The service stopped counting what was read: it is more than the log tells.")
    if any("sync" in deed.detail.lower().split() for deed in reads):
        told.append("A mail program fetched whole folders: take all mail in them for read.")
    if not _named(one.account, deeds):
        told.append("The logs name no correspondent: whose mail was seen is unknown.")
    return tuple(told)


def _minute(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
