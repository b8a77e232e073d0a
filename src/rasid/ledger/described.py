"""Tables of a step, described in words: `name (key)*: column type, …`, made where they lack.

A star says that the key is a number that is never given twice; a question mark that a value may
lack.
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

from rasid.ledger.base import String, Text

_TABLE = re.compile(r"^(\w+) \(([\w, ]+)\)(\*?):\n((?: +.*\n)+)", re.MULTILINE)
_TYPES: dict[str, Any] = {
    "ascii": sa.String(),
    "short": String,
    "text": Text,
    "int": sa.Integer(),
    "long": sa.BigInteger(),
}


def create_tables(described: str) -> None:
    """Create these tables, but those that are there."""
    for name, key, star, columns in _TABLE.findall(described):
        op.create_table(
            name,
            *(_column(one, key.split(", ")) for one in columns.split(",")),
            sqlite_autoincrement=bool(star),
            if_not_exists=True,
        )


def _column(described: str, key: list[str]) -> sa.Column[object]:
    name, kind = described.split()
    return sa.Column(
        name, _TYPES[kind.rstrip("?")], primary_key=name in key, nullable=kind.endswith("?")
    )
