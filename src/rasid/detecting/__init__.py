"""Rules on the events of a home: what they read is made as an analysis makes it."""

from rasid.detecting.known import Known, known_rules, own_folders, rules_of, rules_state
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
    "own_folders",
    "rule_named",
    "rules_of",
    "rules_state",
    "try_named",
]
