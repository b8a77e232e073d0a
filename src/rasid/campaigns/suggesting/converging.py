"""Without a roster: accounts that strangers try from several addresses on several days.

How often an account is tried by chance is learnt from the accounts that were tried never, once or
twice: a distribution of Panjer's class (binomial, Poisson or negative binomial, whichever these
three shares are of), which says how many would be tried more often.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from rasid.campaigns.listed import has_roster
from rasid.campaigns.strangers import find_strangers
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

SEVERAL = 3
"""So many addresses and days are several: two are what chance is learnt from."""

NARROW = {"in_session": 5, "of_address": 60}
"""What tries more accounts is left out. That is a matter of power alone, since chance is learnt
from the same visits."""

_MOST_TIMES = 400

_POPULATION = "SELECT count(DISTINCT account) FROM visits WHERE home_bits <> 0"


def find_converging(engine: DuckDB) -> None:
    """Make the step `converging`: empty where anybody is on the roster, who is asked of instead."""
    if has_roster(engine):
        rows: list[tuple[Any, ...]] = []
    else:
        find_strangers(engine)
        engine.run(packaged_sql(__package__, "sought"), NARROW | {"home_bits": HOME_BITS})
        rows = engine.rows(
            f"SELECT * FROM sought WHERE times >= {SEVERAL} ORDER BY times DESC, account"
        )
    chance = _chance(engine) if rows else {}
    told = [dict(zip(_SCHEMA.names, (*row, chance[row[2]]), strict=True)) for row in rows]
    engine.load("converging", pa.Table.from_pylist(told, _SCHEMA))


def by_chance(times: Mapping[int, int], accounts: int) -> dict[int, float]:
    """Return for each number of times which share of the accounts tried as often chance explains.

    `times` counts the accounts tried so often, of `accounts` in all. No share is greater than for
    fewer times (Benjamini and Hochberg's step).
    """
    never = accounts - sum(times.values())
    once, twice = times.get(1, 0), times.get(2, 0)
    if never <= 0 or not once:
        return dict.fromkeys(sorted(n for n in times if n >= SEVERAL), 1.0)
    first, second = once / never, twice / once
    expected = np.zeros(_MOST_TIMES + 1)
    expected[2] = twice
    for n in range(SEVERAL, _MOST_TIMES + 1):
        ratio = 2.0 * second - first + 2.0 * (first - second) / n
        expected[n] = expected[n - 1] * min(max(ratio, 0.0), 1.0)
    found: dict[int, float] = {}
    least = 1.0
    for n in sorted(n for n in times if n >= SEVERAL):
        as_often = sum(count for times_, count in times.items() if times_ >= n)
        least = min(least, float(expected[min(n, _MOST_TIMES) :].sum()) / as_often)
        found[n] = least
    return found


def _chance(engine: DuckDB) -> dict[int, float]:
    ((accounts,),) = engine.rows(_POPULATION)
    times = Counter(row[0] for row in engine.rows("SELECT times FROM sought"))
    return by_chance(times, accounts)


_SCHEMA = pa.schema(
    [
        ("account", pa.string()),
        ("person_id", pa.string()),
        *((name, pa.int64()) for name in ("times", "events", "sessions", "sources", "days")),
        *((name, pa.timestamp("us")) for name in ("first_seen", "last_seen")),
        ("chance", pa.float64()),
    ]
)
