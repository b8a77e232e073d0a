"""The lists behind `show websites` and `explain --domain`, as JSON values."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.reports.plain import plain
from rasid.tables.websites import LEVELS, SIGHTINGS, WEBSITE_TIES, WEBSITES

MOST_TIES = 200
MOST_SIGHTINGS = 1_000

Row = dict[str, Any]


def website_list(
    engine: DuckDB, level: str, states: Mapping[str, str], *, labelled: bool
) -> list[Row]:
    """Return websites from a level on, and all that have a state, the likeliest bait first."""
    levels = LEVELS[: LEVELS.index(level) + 1]
    listed = ", ".join(f"'{one}'" for one in levels)
    apart = "" if labelled else "AND standing <> 'labelled'"
    rows = _rows(
        engine,
        f"SELECT * FROM websites WHERE level IN ({listed}) {apart} "
        "OR list_contains($stated, domain) ORDER BY honest_share, bits + tie_bits DESC, domain",
        WEBSITES.column_names,
        {"stated": list(states)},
    )
    return [{**row, "state": states.get(row["domain"])} for row in rows]


def website_levels(engine: DuckDB) -> dict[str, str]:
    """Return the level of each website that has one, labelled ones left out."""
    query = "SELECT domain, level FROM websites WHERE level <> '' AND standing <> 'labelled'"
    return dict(engine.rows(query))


def websites_of(engine: DuckDB, domains: Sequence[str]) -> list[Row]:
    """Return these websites, the likeliest bait first."""
    return _rows(
        engine,
        "SELECT * FROM websites WHERE list_contains($domains, domain) "
        "ORDER BY honest_share, bits + tie_bits DESC, domain",
        WEBSITES.column_names,
        {"domains": list(domains)},
    )


def ties_of(engine: DuckDB, domain: str) -> list[Row]:
    """Return what a domain shares with labelled ones, the strongest ties first."""
    return _rows(
        engine,
        "SELECT * FROM website_ties WHERE domain = $domain "
        f"ORDER BY bits DESC, other, kind, shared LIMIT {MOST_TIES}",
        WEBSITE_TIES.column_names,
        {"domain": domain},
    )


def sightings_of(engine: DuckDB, domain: str) -> list[Row]:
    """Return the records that tell of a domain, with their file and line."""
    return _rows(
        engine,
        "SELECT * FROM sightings WHERE domain = $domain "
        f"ORDER BY seen_at, raw_file, raw_line, host LIMIT {MOST_SIGHTINGS}",
        SIGHTINGS.column_names,
        {"domain": domain},
    )


def _rows(
    engine: DuckDB, sql: str, names: Sequence[str], parameters: Row | None = None
) -> list[Row]:
    found = engine.rows(sql, parameters)
    rows = (zip(names, (plain(value) for value in row), strict=True) for row in found)
    return [dict(row) for row in rows]
