"""Make what rules read: one shared scan of the events, with only the columns that are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address, ip_network

import pyarrow as pa

from rasid.detections.relations import RELATIONS, ActorAddress
from rasid.detections.rule import Rule
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.events import EVENTS
from rasid.tables.sessions import HOME_BITS

_OF_VISITS = {
    "actor_account": "nullif(part.actor_account, '')",
    "country": "nullif(part.country, '')",
    "device": "nullif(part.device, '')",
    "client": "part.fingerprint",
    "home_bits": "CASE WHEN doers.visit IS NULL THEN homes.home_bits "
    "ELSE greatest(homes.home_bits, doers.home_bits) END",
    "place_level": "homes.place_level",
    "client_level": "homes.client_level",
    "at_home": "homes.knows OR coalesce(doers.knows, false)",
}
"""Columns of the shared scan that are not simply those of `tagged`."""

_ALWAYS = frozenset({"event_uid", "time", "provider", "tenant", "account", "action", "outcome"})

_DOERS = """
CREATE OR REPLACE TEMP TABLE rule_doers AS
SELECT * FROM rule_homes
WHERE visit IN (SELECT hash(session_id, actor_account) FROM tagged WHERE actor_account <> '')
"""

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
        _share_scan(engine, asked)
    if RELATIONS["protected"].name in relations:
        engine.run(packaged_sql(__package__, "protected"))
    if RELATIONS["actor_addresses"].name in relations:
        _load_addresses(engine, list(addresses))


def _share_scan(engine: DuckDB, asked: frozenset[str]) -> None:
    """Make the events with their sessions and visits, of the columns that rules ask for."""
    table = RELATIONS["events"]
    wanted = [column for column in table.columns if column.name in asked | _ALWAYS]
    shown = ", ".join(f"{_OF_VISITS.get(c.name, f'part.{c.name}')} AS {c.name}" for c in wanted)
    engine.run(packaged_sql(__package__, "homes"), {"home_bits": HOME_BITS})
    engine.run(_DOERS)
    engine.run(packaged_sql(__package__, "shared_scan").replace("/* columns */", shown))
    nobodys = ", ".join(
        f"events.{c.name}" if c.name in EVENTS.column_names else f"NULL::{c.type}" for c in wanted
    )
    accounts = "account IS NOT NULL AND account <> ''"
    engine.run(f"INSERT INTO {table.name} SELECT {nobodys} FROM events WHERE NOT ({accounts})")
    for name in ("rule_homes", "rule_doers"):
        engine.run(f"DROP TABLE {name}")


def forget_relations(engine: DuckDB) -> None:
    """Drop what only rules read, so that it takes no memory any more."""
    for name in ("events", "protected", "actor_addresses"):
        engine.run(f"DROP TABLE IF EXISTS {RELATIONS[name].name}")


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
