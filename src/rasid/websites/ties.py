"""Ties: what a seen domain shares with labelled ones, and with the pages that campaigns led to."""

import re
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.websites.apart import is_parked, is_sinkholed
from rasid.websites.hosts import NotAName, read_host
from rasid.websites.likenesses import find_likenesses
from rasid.websites.taught import Label

MOST_BITS = {
    "certificate": 16.0,
    "address": 12.0,
    "registration minute": 10.0,
    "tracker": 8.0,
    "page": 6.0,
    "page body": 6.0,
    "page comment": 5.0,
    "page form": 4.0,
    "favicon": 4.0,
    "page title": 3.0,
    "campaign": 10.0,
    "other ending": 6.0,
    "name server": 5.0,
    "registrar": 1.5,
}
"""The most that each kind of tie may say: a registrar has millions of customers.

A page says less than an address: it can be copied from the same honest one by anybody, and kits
are sold. Its title and its icon are those of what it imitates.
"""

NOT_YET_SEEN = 3.0
"""Domains that a group is thought to have with things that nobody has seen of it yet.

With one domain known, the next shares its thing once in four; with more, as often as these do.
"""

UNSEEN = 1_000
"""Domains that a case is thought not to have seen, so that few seen ones do not make all rare."""

MOST_SHARING = 200
"""What more domains share is no tie: hosting, parking, a proxy."""

LEAST_SHINGLES, LEAST_LIKENESS = 60, 0.5
"""Pages are alike from this share of what is rare in both; a shorter one says too little."""

MOMENT_SECONDS = 60
"""So far apart names are registered that are registered together, at one registrar."""

FOLLOWED_BITS = 10.0
"""What it says that hostile events of a campaign are links to a domain, or reports of them."""

HALF_LIFE_DAYS = 180.0
SHORTEST_LABEL = 7

_LINK = re.compile(r"h[tx]{2}ps?://[^\s\"'<>]{3,2000}", re.IGNORECASE)


def find_ties(
    engine: DuckDB,
    labels: Mapping[str, Label],
    honest: frozenset[str],
    kept_in: Path | None = None,
) -> str:
    """Make the steps of ties and return the query for them; `engine` must know the tables.

    Those are `sightings`, `page_traits`, `hostile` and `events`. How alike pages are is kept in a
    folder, if one is given.
    """
    _load(engine, "labels", ("domain", "group_name"), [(d, one.group) for d, one in labels.items()])
    _load(engine, "apart", ("kind", "shared"), _apart(engine))
    strengths = pa.table({"kind": list(MOST_BITS), "most_bits": list(MOST_BITS.values())})
    engine.load("strengths", strengths)
    find_campaign_domains(engine, honest)
    pages = [domain for (domain,) in engine.rows("SELECT DISTINCT domain FROM page_traits")]
    own = [domain for domain in pages if domain in honest]
    engine.load("honest_pages", pa.table({"domain": pa.array(own, pa.string())}))
    values = {
        "least_shingles": LEAST_SHINGLES,
        "least_likeness": LEAST_LIKENESS,
        "shortest_label": SHORTEST_LABEL,
        "most_sharing": MOST_SHARING,
        "unseen": UNSEEN,
        "not_yet_seen": NOT_YET_SEEN,
        "moment_seconds": MOMENT_SECONDS,
        "followed_bits": FOLLOWED_BITS,
        "half_life_days": HALF_LIFE_DAYS,
    }
    named = ([domain for domain in pages if domain in labels], own)
    find_likenesses(engine, _sql("page_likenesses", values), named, kept_in)
    for step, file in (("page_shares", "page_shares"), ("found_ties", "ties")):
        engine.run(f"CREATE OR REPLACE TEMP TABLE {step} AS {_sql(file, values)}")
    return "SELECT * FROM found_ties"


def _sql(file: str, values: Mapping[str, float]) -> str:
    sql = packaged_sql("rasid.websites", file)
    for name, value in values.items():
        sql = sql.replace(f"${name}", str(value))
    return sql


def find_campaign_domains(engine: DuckDB, honest: frozenset[str]) -> None:
    """Make the step `campaign_domains`: where links of campaigns led, honest names left out."""
    rows = engine.rows(packaged_sql("rasid.websites", "campaign_links"))
    found: dict[tuple[str, str], list[object]] = {}
    for campaign_id, detail, first, last in rows:
        for domain in linked_domains(detail):
            if domain in honest:
                continue
            span = found.setdefault((campaign_id, domain), [first, last])
            span[0], span[1] = min(span[0], first), max(span[1], last)
    table = pa.table(
        {
            "campaign_id": pa.array([key[0] for key in found], pa.string()),
            "domain": pa.array([key[1] for key in found], pa.string()),
            "first_seen": pa.array([span[0] for span in found.values()], pa.timestamp("us")),
            "last_seen": pa.array([span[1] for span in found.values()], pa.timestamp("us")),
        }
    )
    engine.load("campaign_domains", table)


def linked_domains(text: str) -> list[str]:
    """Return the registered domains that links in a text lead to, in their order."""
    found: dict[str, None] = {}
    for link in _LINK.findall(text):
        try:
            found.setdefault(read_host(link).domain)
        except NotAName:
            continue
    return list(found)


def _apart(engine: DuckDB) -> list[tuple[str, str]]:
    """Return the addresses and name servers that park or sinkhole names."""
    addresses = engine.rows("SELECT DISTINCT unnest(addresses) FROM sightings")
    servers = engine.rows("SELECT DISTINCT unnest(name_servers) FROM sightings")
    found = [("address", a) for (a,) in addresses if is_parked([a], []) or is_sinkholed([a])]
    return [*found, *(("name server", server) for (server,) in servers if is_parked([], [server]))]


def _load(engine: DuckDB, name: str, columns: tuple[str, str], rows: list[tuple[str, str]]) -> None:
    first, second = (pa.array([row[place] for row in rows], pa.string()) for place in (0, 1))
    engine.load(name, pa.table({columns[0]: first, columns[1]: second}))
