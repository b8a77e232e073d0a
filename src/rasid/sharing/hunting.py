"""What others found against every stored month: hits are evidence and never proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.sharing.indicators import Indicator, Kind
from rasid.sharing.keys import Key
from rasid.sharing.plan import SHARED_FROM

MOST_ACCOUNTS = 20
"""So many accounts of a hit are listed; all are counted."""

_SCHEMA = pa.schema(
    [
        ("number", pa.int64()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("family", pa.int64()),
        ("length", pa.int64()),
        ("prefix", pa.string()),
        ("valid_from", pa.timestamp("us")),
        ("valid_until", pa.timestamp("us")),
    ]
)

_MONTHS = """
SELECT number, strftime(time, '%Y-%m') AS month, count(*)
FROM hits GROUP BY number, month ORDER BY number, month
"""


@dataclass(frozen=True, slots=True)
class HitAccount:
    """One account that a hit touched, under a pseudonym: the person's id, or a mark of it."""

    pseudonym: str
    category: str
    events: int
    entered: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One indicator that the logs show.

    `inside` counts the events while it was valid. `strangers` are accounts that get in and that no
    campaign went for; `shared` says that they are many, so that the hit says little.
    """

    kind: Kind
    value: str
    source: str
    indicator_id: str
    name: str
    tlp: str
    confidence: int | None
    whole: bool
    valid_from: datetime | None
    valid_until: datetime | None
    events: int
    inside: int
    first_seen: datetime
    last_seen: datetime
    accounts: int
    protected: int
    entered: int
    strangers: int
    shared: bool
    addresses: int
    campaigns: tuple[str, ...]
    months: Mapping[str, int]
    listed: tuple[HitAccount, ...]


def hunt(engine: DuckDB, indicators: Sequence[Indicator], key: Key) -> tuple[Hit, ...]:
    """Return each indicator that an event shows, those that touch most protected people first."""
    engine.load("hunted", _table(indicators))
    found = (packaged_sql(__package__, f"hunted_{what}") for what in ("addresses", "texts"))
    engine.run(
        "CREATE OR REPLACE TEMP TABLE matches AS "
        + " UNION ".join(f"SELECT * FROM ({query})" for query in found)
    )
    engine.run(packaged_sql(__package__, "hits"))
    months: dict[int, dict[str, int]] = {}
    for number, month, events in engine.rows(_MONTHS):
        months.setdefault(number, {})[month] = events
    listed = _accounts(engine, key)
    hits = [
        _hit(indicators[number], counts, months[number], listed.get(number, ()))
        for number, *counts in engine.rows(packaged_sql(__package__, "hit_counts"))
    ]
    return tuple(sorted(hits, key=_heaviest_first))


def _hit(
    one: Indicator,
    counts: Sequence[Any],
    months: Mapping[str, int],
    listed: tuple[HitAccount, ...],
) -> Hit:
    *numbers, campaigns = counts
    said: dict[str, Any] = {name: getattr(one, name) for name in _SAID}
    told: dict[str, Any] = dict(zip(_COUNTED, numbers, strict=True))
    shared = told["strangers"] >= SHARED_FROM
    found = tuple(campaigns or ())
    return Hit(**said, **told, shared=shared, campaigns=found, months=months, listed=listed)


_COUNTED = (
    *("events", "inside", "first_seen", "last_seen", "accounts", "protected", "entered"),
    *("strangers", "addresses"),
)
_SAID = (
    *("kind", "value", "source", "indicator_id", "name", "tlp", "confidence", "whole"),
    *("valid_from", "valid_until"),
)


def _heaviest_first(hit: Hit) -> tuple[bool, bool, int, int, str, str, str]:
    place = (hit.kind, hit.value, f"{hit.source} {hit.indicator_id}")
    return hit.shared, not hit.inside, -hit.protected, -hit.events, *place


def _accounts(engine: DuckDB, key: Key) -> dict[int, tuple[HitAccount, ...]]:
    found: dict[int, tuple[HitAccount, ...]] = {}
    asked = {"most": MOST_ACCOUNTS}
    rows = engine.rows(packaged_sql(__package__, "hit_accounts"), asked)
    for number, account, person_id, category, events, entered in rows:
        pseudonym = person_id or key.pseudonym("account", account)
        one = HitAccount(pseudonym, category or "unlisted", events, entered)
        found[number] = (*found.get(number, ()), one)
    return found


def _table(indicators: Sequence[Indicator]) -> pa.Table:
    rows = [
        {
            "number": number,
            "kind": one.kind,
            "value": one.value,
            "valid_from": _naive(one.valid_from),
            "valid_until": _naive(one.valid_until),
            **_network(one),
        }
        for number, one in enumerate(indicators)
    ]
    return pa.Table.from_pylist(rows, _SCHEMA)


def _naive(moment: datetime | None) -> datetime | None:
    """Return a time as the tables hold it, UTC without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def _network(one: Indicator) -> dict[str, object]:
    if one.kind != "network":
        return {"family": None, "length": None, "prefix": None}
    network = ip_network(one.value)
    return {"family": network.version, "length": network.prefixlen, "prefix": prefix(network)}


def prefix(network: IPv4Network | IPv6Network) -> str:
    """Return the digits that all addresses of a network begin with, as the query writes them."""
    digits, bits = divmod(network.prefixlen, 4)
    text = network.network_address.packed.hex()
    return text[:digits] + (f".{int(text[digits], 16) >> (4 - bits)}" if bits else "")
