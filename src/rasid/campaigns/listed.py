"""Whether there is a roster, and how many of the accounts that the logs show are on it."""

from typing import Literal

from rasid.engines.duckdb import DuckDB

Met = Literal["entered", "shown", "undenied"]
"""Which accounts are counted: that somebody got into, that records show, or that none denies."""


def has_roster(engine: DuckDB) -> bool:
    """Tell whether anybody is on the roster, on whatever days."""
    return bool(engine.rows("SELECT 1 FROM roster LIMIT 1"))


def count_listed(engine: DuckDB, met: Met) -> tuple[int, int]:
    """Return how many of these accounts are on the roster, and how many there are.

    Reads the steps `met_accounts` and `known_accounts`; an account counts once, as the logs spell
    it.
    """
    ((listed, accounts),) = engine.rows(
        "SELECT count(*) FILTER (account IN (SELECT account FROM known_accounts)), count(*) "
        f"FROM met_accounts WHERE {met}"
    )
    return listed, accounts
