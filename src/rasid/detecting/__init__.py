"""Rules on the events of a home: what they read is made as an analysis makes it."""

from rasid.detecting.known import Known, known_rules, rules_of
from rasid.detecting.named import Named, rule_named
from rasid.detecting.run import Place, addresses_of, backtest, detect, make_sessions
from rasid.detecting.trying import try_named

__all__ = [
    "Known",
    "Named",
    "Place",
    "addresses_of",
    "backtest",
    "detect",
    "known_rules",
    "make_sessions",
    "rule_named",
    "rules_of",
    "try_named",
]
