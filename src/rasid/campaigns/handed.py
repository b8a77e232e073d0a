"""Ways in that were handed on: prepared in one place, often by honest people, and used in another.

Who comes in by them has no trouble, so that a sign-in looks like its owner's on the way. What tells
them is by whom they are used elsewhere: each is a thing that was tried, of its own baseline.
"""

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

HANDED = (
    "sign-in by a device code",
    "first sign-in after a reset by others",
    "signed-in session carried there",
)
"""What is tried with a way in that was handed on, as `handed.sql` calls it."""

SOON = 7
"""Within so many days a new phone comes home; later, a common program may have become the owner's
as well."""

OFFICE_BITS = 1.0
"""An organisation's own address is twice as common among its people as among all, or more."""


def find_handed(engine: DuckDB) -> None:
    """Make the step `handed`: the visits where nobody is at home that got in by such a way."""
    values = {"home_bits": HOME_BITS, "days": SOON, "office_bits": OFFICE_BITS}
    engine.run(packaged_sql(__package__, "handed"), values)
