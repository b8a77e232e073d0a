"""Who still calls the websites that are in a sinkhole, by its imported log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.websites.hosts import NotAName, read_host

_LOST = re.compile(r"(\d+) records lost")


@dataclass(frozen=True, slots=True)
class CallingNetwork:
    """Calls of one domain from one network; `visitors` and `resolvers` are distinct addresses.

    `people` are those on the roster who got in from a visitor's address within a day of a visit.
    """

    domain: str
    asn: int | None
    as_name: str
    country: str
    first_seen: datetime
    last_seen: datetime
    visits: int
    queries: int
    visitors: int
    resolvers: int
    people: int
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class Callers:
    """Who called, and how many records of calls the sinkhole says that it lost."""

    networks: tuple[CallingNetwork, ...]
    lost: int


def find_callers(engine: DuckDB, domain: str | None = None) -> Callers:
    """Return who called, by domain and network; `engine` must know `events` and `roster`."""
    hosts: list[dict[str, str]] = []
    lost = 0
    calls = "SELECT detail, count(*) FROM events WHERE app = 'sinkhole' GROUP BY detail"
    for detail, times in engine.rows(calls):
        if told := _LOST.fullmatch(detail or ""):
            lost += int(told[1]) * times
            continue
        try:
            found = read_host(detail or "").domain
        except NotAName:  # not of our own sinkhole
            continue
        if domain in (None, found):
            hosts.append({"detail": detail, "domain": found})
    schema = pa.schema([("detail", pa.string()), ("domain", pa.string())])
    engine.load("hosts", pa.Table.from_pylist(hosts, schema))
    rows = engine.rows(packaged_sql("rasid.websites", "callers"))
    return Callers(tuple(CallingNetwork(*row) for row in rows), lost)
