"""Every column of the ledger and the accounts is declared to tell of people, or not to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, Table, select

from rasid import ledger
from rasid.accounts.tables import metadata as of_accounts
from rasid.encryption import Personal

PAGE = (Path(__file__).parents[2] / "docs" / "encryption.md").read_text("utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)
DECLARED = {
    name: tuple(frozenset(re.findall(r"\w+=?", one)) for one in (encrypted, plain))
    for name, encrypted, plain in ROW.findall(PAGE)
}
TABLES: dict[str, Table] = {**ledger.metadata.tables, **of_accounts.tables}


def personal() -> Iterator[tuple[Column[str], Personal]]:
    """Yield the columns that are encrypted."""
    for table in TABLES.values():
        for column in table.columns:
            if isinstance(column.type, Personal):
                yield column, column.type


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_declared(name: str) -> None:
    """docs/encryption.md says of each column but numbers whether it is encrypted, and the code so.

    Where this fails for a new column: give it the type Personal, or write it down as plain there.
    """
    columns = TABLES[name].columns
    encrypted = frozenset(
        one.name + ("=" if one.type.findable else "")
        for one in columns
        if isinstance(one.type, Personal)
    )
    plain = frozenset(one.name for one in columns if not isinstance(one.type, Personal | Integer))

    assert DECLARED[name] == (encrypted, plain)


def test_no_other_table_is_declared() -> None:
    """The page tells of no table that there is not."""
    assert set(DECLARED) == set(TABLES)


def test_places_are_those_of_the_columns() -> None:
    """What is authenticated with a text is its own table and column."""
    assert [] == [kind.place for one, kind in personal() if kind.place != f"{one.table}.{one.name}"]


def test_keys_and_indexes_are_findable() -> None:
    """What tells rows apart is the same each time it is written."""
    indexed = {
        column for table in TABLES.values() for index in table.indexes for column in index.columns
    }
    wrong = [
        kind.place
        for one, kind in personal()
        if (one.primary_key or one.unique or one in indexed) and not kind.findable
    ]

    assert [] == wrong


@pytest.mark.parametrize(
    "asked",
    [
        lambda: ledger.roster.c.name == "Nadia",
        lambda: ledger.roster.c.account.like("n%"),
        lambda: ledger.roster.c.account < "n",
        lambda: select(ledger.roster).order_by(ledger.roster.c.account.desc()),
        lambda: ledger.decisions.c.about.contains("nadia"),
    ],
)
def test_what_encryption_would_make_wrong_is_not_asked(asked: object) -> None:
    """SQL that would hold in a plain home alone is refused in every one."""
    assert callable(asked)
    with pytest.raises(TypeError, match="may be encrypted"):
        asked()


def test_what_stays_true_is_asked() -> None:
    """Whole values of findable columns, and whether anything is there at all."""
    assert "= " in str(ledger.roster.c.account == "n@a.example")
    assert "IN" in str(ledger.erasures.c.person.in_(["p1"]))
    assert "!= " in str(ledger.watched_files.c.problem != "")
