"""Fixed thresholds over a look-back, as most open rules for spraying and enumeration have them.

A rule fires for an address whose failures and look-ups name so many distinct accounts or more
within the look-back. It looks once a look-back, at spans that do not overlap: what a scheduled
query does whose interval is its look-back. An alert is one address in one span, and tells of all
that the address asked, tried and entered in it.

Published rules of this form: ten names in 24 hours (Sumo Logic, Password Attack), more than ten in
30 minutes (Google SecOps, win_password_spray), more than 15 in 5 minutes (Microsoft Sentinel,
imAuthPasswordSpray). They count failed sign-ins alone; look-ups are counted here too, which finds
more of a group that looks up first.
"""

from dataclasses import dataclass
from itertools import product

from rasid.engines.duckdb import DuckDB, packaged_sql

LOOK_BACKS = {"15 min": 15 * 60, "1 h": 3_600, "24 h": 86_400}
"""Seconds."""

LEAST_ACCOUNTS = (5, 10, 20)


@dataclass(frozen=True, slots=True)
class Rule:
    """So many accounts from one address within the look-back."""

    name: str
    seconds: int
    accounts: int


RULES = tuple(
    Rule(f"{accounts} accounts in {name}", seconds, accounts)
    for (name, seconds), accounts in product(LOOK_BACKS.items(), LEAST_ACCOUNTS)
)


def fired(engine: DuckDB, rule: Rule) -> list[frozenset[str]]:
    """Return the events of each alert; reads `events`."""
    sql = packaged_sql(__package__, "thresholds")
    parameters = {"seconds": rule.seconds, "accounts": rule.accounts}
    return [frozenset(uids) for (uids,) in engine.rows(sql, parameters)]
