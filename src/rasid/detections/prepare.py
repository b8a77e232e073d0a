"""Make what rules read: one shared scan of the events, with only the columns that are asked for."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address, ip_network

import pyarrow as pa

from rasid.detections.relations import RELATIONS, ActorAddress
from rasid.detections.rule import Rule
from rasid.engines.duckdb import packaged_sql
from rasid.engines.engine import Engine
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

_OF_FEW_VALUES = (
    *("provider", "action", "outcome", "reason", "network", "country", "client", "app"),
    "protocol",
)
"""Columns that are held as numbers of their values, where those are few: an event then takes less
memory, and is filtered and grouped in less time. Values are in the order of texts."""

_TYPE = "rule_type_"

_MOST_VALUES = 50_000
"""Values of such a column, so that a number takes two bytes; one with more is held as text."""

_ALWAYS = frozenset({"event_uid", "time", "provider", "tenant", "account", "action", "outcome"})

_DOERS = """
CREATE OR REPLACE TEMP TABLE rule_doers AS
SELECT * FROM (/* homes */) AS homes
WHERE visit IN (SELECT number_of(session_id || actor_account) FROM tagged WHERE actor_account <> '')
"""

_ORDER = """
ORDER BY
    CASE
        WHEN action IS NULL OR action NOT IN ('signin', 'token') THEN 4
        WHEN outcome = 'success' THEN 0
        ELSE 2
    END + /* at_home */,
    action
"""
"""Events lie in the order of what they are: sign-ins, refusals, the rest, of strangers first. So a
rule passes over the stretches of the table that hold none of what it asks for. That costs a sort,
and saves the rules three times as much."""

WIDEST_RANGE = 256
"""Addresses of a range that is one customer's; a wider one is a market place."""


def prepare_relations(
    engine: Engine, rules: Sequence[Rule], addresses: Iterable[ActorAddress] = ()
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


def _share_scan(engine: Engine, asked: frozenset[str]) -> None:
    """Make the events with their sessions and visits, of the columns that rules ask for."""
    table = RELATIONS["events"]
    wanted = [column for column in table.columns if column.name in asked | _ALWAYS]
    _set_nobodys_apart(engine, [c.name for c in wanted])
    few = _make_types(engine, [c.name for c in wanted if c.name in _OF_FEW_VALUES])
    cast = {name: f"CAST({_source(name)} AS {_TYPE}{name})" for name in few}
    shown = ", ".join(f"{cast.get(c.name, _source(c.name))} AS {c.name}" for c in wanted)
    homes, values = packaged_sql(__package__, "homes"), {"home_bits": HOME_BITS}
    engine.run(_DOERS.replace("/* homes */", homes), values)
    scan = packaged_sql(__package__, "shared_scan").replace("/* columns */", shown)
    scan = scan.replace("/* homes */", homes).replace("/* order */", _order(engine, asked))
    engine.run(scan, values)
    engine.run(f"INSERT INTO {table.name} SELECT * FROM rule_nobodys")
    for name in ("rule_doers", "rule_nobodys"):
        engine.run(f"DROP TABLE {name}")


def _set_nobodys_apart(engine: Engine, names: Sequence[str]) -> None:
    """Keep the events that name no account, which are in no visit; they are searched for once."""
    types = {column.name: column.type for column in RELATIONS["events"].columns}
    told = ", ".join(
        f"events.{name}" if name in EVENTS.column_names else f"NULL::{types[name]} AS {name}"
        for name in names
    )
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE rule_nobodys AS SELECT {told} FROM events "
        "WHERE account IS NULL OR account = ''"
    )


def _order(engine: Engine, asked: frozenset[str]) -> str:
    """Return how events are to lie, where the engine has a use for it."""
    if not engine.keeps_order:
        return ""
    at_home = "CAST(coalesce(at_home, false) AS INTEGER)" if "at_home" in asked else "0"
    return _ORDER.replace("/* at_home */", at_home)


def _source(name: str) -> str:
    return _OF_VISITS.get(name, f"part.{name}")


def _make_types(engine: Engine, names: Sequence[str]) -> list[str]:
    """Make the types of columns that have few values, and return the names of these columns."""
    if not names or not engine.has_enums:
        return []
    held = ", ".join(f"{_source(name)} AS {name}" for name in names)
    both = (
        f"SELECT {held} FROM tagged AS part UNION ALL SELECT {', '.join(names)} FROM rule_nobodys"
    )
    few = []
    for name in names:
        values = f"SELECT DISTINCT {name} FROM ({both}) WHERE {name} IS NOT NULL"
        engine.run(f"CREATE OR REPLACE TEMP TABLE few_values AS {values} LIMIT {_MOST_VALUES + 1}")
        ((count,),) = engine.rows("SELECT count(*) FROM few_values")
        if 0 < count <= _MOST_VALUES:
            sorted_values = f"SELECT {name} FROM few_values ORDER BY {name}"
            engine.run(f"CREATE OR REPLACE TYPE {_TYPE}{name} AS ENUM ({sorted_values})")
            few.append(name)
    engine.run("DROP TABLE few_values")
    return few


def forget_relations(engine: Engine) -> None:
    """Drop what only rules read, so that it takes no memory any more."""
    for name in ("events", "protected", "actor_addresses"):
        engine.run(f"DROP TABLE IF EXISTS {RELATIONS[name].name}")
    for name in _OF_FEW_VALUES if engine.has_enums else ():
        engine.run(f"DROP TYPE IF EXISTS {_TYPE}{name}")


def _load_addresses(engine: Engine, addresses: Sequence[ActorAddress]) -> None:
    said = {one for said in addresses for one in _single(said.value)}
    engine.load("said_addresses", pa.table({"address": pa.array(sorted(said), pa.string())}))
    ranges = any(":" in said.value and "/" in said.value for said in addresses)
    seen = engine.rows(
        "SELECT DISTINCT source_ip FROM events "
        "WHERE source_ip IN (SELECT address FROM said_addresses) "
        f"OR ({ranges} AND contains(source_ip, ':'))"
    )
    engine.run("DROP TABLE said_addresses")
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
    network = ip_network(value, strict=False) if "/" in value else None
    if network and network.version == 6 and network.prefixlen >= 48:
        six = (ip for ip in seen if ":" in ip)
        return sorted(ip for ip in six if ip_address(ip) in network)
    return sorted(seen & _single(value))


def _single(value: str) -> set[str]:
    """Return the addresses that a value stands for; none of a range that is not listed singly."""
    if "/" not in value:
        return {value}
    network = ip_network(value, strict=False)
    if network.version == 4 and network.num_addresses <= WIDEST_RANGE:
        return {str(address) for address in network}
    return set()
