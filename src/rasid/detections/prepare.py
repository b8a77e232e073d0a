"""Make what rules read: one shared scan of the events, with only the columns that are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address, ip_network

import pyarrow as pa

from rasid.detections.relations import RELATIONS, ActorAddress
from rasid.detections.rule import Rule
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

_FROM_SESSION = {
    "session_id": "tagged.session_id",
    "network": "tagged.network",
    "client": "tagged.fingerprint",
}
_FROM_VISIT = {
    "home_bits": "homes.home_bits",
    "place_level": "homes.place_level",
    "client_level": "homes.client_level",
    "at_home": "homes.knows OR (tagged.actor_account <> '' AND doers.knows)",
}
_ALWAYS = ("event_uid", "time", "provider", "tenant", "account")

_TAGGED = """
LEFT JOIN tagged
    ON events.event_uid = tagged.event_uid AND events.provider = tagged.provider
    AND events.time = tagged.time AND events.account = tagged.account"""

_HOMES = """
LEFT JOIN rule_homes AS homes
    ON tagged.session_id = homes.session_id AND tagged.account = homes.account
LEFT JOIN rule_homes AS doers
    ON tagged.session_id = doers.session_id AND tagged.actor_account = doers.account"""

WIDEST_RANGE = 256
"""Addresses of a range that is one customer's; a wider one is a market place."""


def prepare_relations(
    engine: DuckDB, rules: Sequence[Rule], addresses: Iterable[ActorAddress] = ()
) -> None:
    """Make the relations that these rules read, out of `events`, `tagged`, `visits` and the roster.

    `known_accounts` and `listed` tell who is on the roster.
    """
    asked = frozenset(name for rule in rules for name in rule.columns)
    relations = frozenset(name for rule in rules for name in rule.relations)
    if RELATIONS["events"].name in relations:
        engine.run(packaged_sql(__package__, "homes"), {"home_bits": HOME_BITS})
        engine.run(_events_query(asked))
    if RELATIONS["protected"].name in relations:
        engine.run(packaged_sql(__package__, "protected"))
    if RELATIONS["actor_addresses"].name in relations:
        _load_addresses(engine, list(addresses))


def _events_query(asked: frozenset[str]) -> str:
    table = RELATIONS["events"]
    wanted = [name for name in table.column_names if name in asked or name in _ALWAYS]
    made = {**_FROM_SESSION, **_FROM_VISIT}
    shown = ", ".join(f"{made.get(name, f'events.{name}')} AS {name}" for name in wanted)
    joins = [_TAGGED] if any(name in made for name in wanted) else []
    joins += [_HOMES] if any(name in _FROM_VISIT for name in wanted) else []
    joined = "".join(joins)
    return f"CREATE OR REPLACE TEMP TABLE {table.name} AS\nSELECT {shown}\nFROM events{joined}"


def _load_addresses(engine: DuckDB, addresses: Sequence[ActorAddress]) -> None:
    seen = engine.rows("SELECT DISTINCT source_ip FROM events WHERE source_ip IS NOT NULL")
    rows = list(_meant(addresses, {ip for (ip,) in seen}))
    moment = pa.timestamp("us")
    schema = pa.schema(
        [
            ("actor", pa.string()),
            ("address", pa.string()),
            ("valid_from", moment),
            ("valid_until", moment),
        ]
    )
    engine.load(RELATIONS["actor_addresses"].name, pa.Table.from_pylist(rows, schema))


def _meant(addresses: Sequence[ActorAddress], seen: set[str]) -> Iterator[dict[str, object]]:
    """Yield each seen address that an actor is said to use."""
    for said in addresses:
        for address in _within(said.value, seen):
            yield {
                "actor": said.actor,
                "address": address,
                "valid_from": said.valid_from and said.valid_from.replace(tzinfo=None),
                "valid_until": said.valid_until and said.valid_until.replace(tzinfo=None),
            }


def _within(value: str, seen: set[str]) -> list[str]:
    if "/" not in value:
        return [value] if value in seen else []
    network = ip_network(value, strict=False)
    if network.version == 4 and network.num_addresses <= WIDEST_RANGE:
        return sorted(seen & {str(address) for address in network})
    if network.version == 6 and network.prefixlen >= 48:
        six = (ip for ip in seen if ":" in ip)
        return sorted(ip for ip in six if ip_address(ip) in network)
    return []
