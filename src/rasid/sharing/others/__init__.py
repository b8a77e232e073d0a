"""What others say of campaigns and groups: kept in their own words, apart by who says it."""

from rasid.sharing.others.keeping import KeptWords, keep_statements, read_statements
from rasid.sharing.others.statement import (
    SAID_TYPES,
    Statement,
    Statements,
    collected_statements,
    statements_of,
)
from rasid.sharing.others.telling import OthersCampaign, Told, Word, told_by_others

__all__ = [
    "SAID_TYPES",
    "KeptWords",
    "OthersCampaign",
    "Statement",
    "Statements",
    "Told",
    "Word",
    "collected_statements",
    "keep_statements",
    "read_statements",
    "statements_of",
    "told_by_others",
]
