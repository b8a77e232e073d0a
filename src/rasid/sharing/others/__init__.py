"""What others say of campaigns and groups: kept in their own words, apart by who says it."""

from rasid.sharing.others.keeping import KeptWords, keep_statements, read_statements
from rasid.sharing.others.statement import (
    Statement,
    Statements,
    collected_statements,
    statements_of,
)
from rasid.sharing.others.telling import Told, told_by_others

__all__ = [
    "KeptWords",
    "Statement",
    "Statements",
    "Told",
    "collected_statements",
    "keep_statements",
    "read_statements",
    "statements_of",
    "told_by_others",
]
