"""Who was somewhere and is not at home there, with what they tried."""

from rasid.campaigns.handed import find_handed
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

COLLEAGUE_FACTOR = 4.0
"""An organisation is of protected people where they are so many times as common as overall."""

SURE_HOME_BITS = 8.0
"""From here on (256 to 1) trouble in an account is its owner's, whatever else speaks against."""

SLIP_LETTERS = 2
"""How many letters a misspelt address may differ in from the one that was meant."""

PRESSED = 3
"""How often a second factor is refused where somebody presses for it: an owner whose phone is out
of reach gives up before."""


def find_strangers(engine: DuckDB) -> None:
    """Make the step `strangers`: the visits of `visits` in which somebody is not at home.

    Makes `handed` too, which it needs.
    """
    find_handed(engine)
    engine.run(
        packaged_sql(__package__, "strangers"),
        {
            "home_bits": HOME_BITS,
            "sure_bits": SURE_HOME_BITS,
            "listed": COLLEAGUE_FACTOR,
            "slip_letters": SLIP_LETTERS,
            "pressed": PRESSED,
        },
    )
