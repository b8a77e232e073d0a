from pathlib import Path

import pytest

from rasid.tables.__main__ import declared_tables, reference
from rasid.tables.contract import Table

DOCS = Path(__file__).parents[2] / "docs"


def test_page_is_what_the_declarations_say() -> None:
    """`scripts/fix` would change nothing in docs/tables.md."""
    assert reference(declared_tables()) == (DOCS / "tables.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", declared_tables(), ids=lambda table: table.name)
def test_table_is_whole(table: Table) -> None:
    """Key and day are columns, no column stands twice, each says what it means."""
    names = table.column_names

    assert len(set(names)) == len(names)
    assert {*table.key, table.by_day or names[0]} <= set(names)
    assert all(column.meaning for column in table.columns)
    assert "|" not in "".join(column.meaning for column in table.columns)


def test_names_are_the_tables_own() -> None:
    """No two tables share a folder."""
    names = [table.name for table in declared_tables()]

    assert sorted(set(names)) == names
