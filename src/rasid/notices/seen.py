"""Who must be told: the accounts that a campaign touched, gathered by person."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.notices.facts import ACTS, Finding, Kind, Provider, Seen, SeenAccount

_GOOGLE = "google"
_MICROSOFT = "microsoft"
_SAME_ACT = {"password_change": "password_reset"}


def read_seen(engine: DuckDB, campaign_id: str) -> tuple[Seen, ...]:
    """Return everyone whom a campaign touched; an account on no roster stands alone.

    Needs the step `known_accounts` of the roster. An address that was asked for and does not exist
    has nobody to tell.
    """
    asked = {"campaign": campaign_id}
    rows = engine.rows(packaged_sql("rasid.notices", "seen"), asked)
    found = [(person, account) for person, account, exists in map(_seen, rows) if person or exists]
    return tuple(_grouped(found))


def _grouped(found: list[tuple[str, SeenAccount]]) -> Iterator[Seen]:
    for person, accounts in groupby(found, key=lambda one: one[0]):
        if person:
            yield Seen(person, tuple(account for _, account in accounts))
        else:
            yield from (Seen("", (account,)) for _, account in accounts)


def _seen(row: tuple[Any, ...]) -> tuple[str, SeenAccount, bool]:
    (person, address, kind, provider, identified, attacked, *numbers) = row
    lookups, tries, first_at, last_at, entered_at, acts, exists = numbers
    finding: Finding = "compromised" if entered_at else "attacked" if attacked else "targeted"
    done = {_SAME_ACT.get(act, act) for act in acts or ()} if entered_at else set()
    account = SeenAccount(
        address=address,
        kind=_kind(kind),
        provider=_provider(provider),
        finding=finding,
        identified=identified,
        lookups=lookups,
        tries=tries,
        first_at=_utc(first_at),
        last_at=_utc(last_at),
        entered_at=_utc(entered_at) if entered_at else None,
        acts=tuple(act for act in ACTS if act in done),
    )
    return person, account, exists or finding != "targeted"


def _kind(kind: str) -> Kind:
    match kind:
        case "personal" | "recovery":
            return kind
        case _:
            return "work"


def _provider(name: str) -> Provider:
    lowered = name.lower()
    if _GOOGLE in lowered:
        return "google"
    return "microsoft" if _MICROSOFT in lowered else ""


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)
