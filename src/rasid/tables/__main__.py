"""Write the reference of all tables as Markdown: `python -m rasid.tables > docs/tables.md`."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import rasid.tables
from rasid.tables.contract import Table

HEADING = """\
# Tables

This page is made from the declarations in `src/rasid/tables` by `scripts/fix`; do not edit it.
A stage reads tables and writes tables, and stages meet nowhere else.
Each table is Parquet in the home of a case:
`NAME/day=YYYY-MM-DD/*.parquet` where it is kept by day, else `NAME/*.parquet`.
TIMESTAMP columns are UTC.
"""


def declared_tables() -> list[Table]:
    """Return every table that a module of this package declares, ordered by name."""
    names = [module.name for module in iter_modules(rasid.tables.__path__)]
    modules = [import_module(f"rasid.tables.{name}") for name in names if name != "__main__"]
    tables = [t for module in modules for t in vars(module).values() if isinstance(t, Table)]
    return sorted(tables, key=lambda table: table.name)


def reference(tables: list[Table]) -> str:
    """Return the page that describes these tables."""
    return "\n".join([HEADING, *(line for table in tables for line in _section(table))])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    kept = f" Kept by day of `{table.by_day}`." if table.by_day else ""
    if table.order:
        kept += f" Rows lie in the order of {', '.join(f'`{name}`' for name in table.order)}."
    yield f"One row is {table.grain}.{kept}"
    yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | meaning |\n| --- | --- | --- |"
    for column in table.columns:
        yield f"| `{column.name}` | {column.type} | {column.meaning} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(reference(declared_tables()))
