"""The low and the high of each of the four numbers, as the analysis left them."""

from collections.abc import Mapping

from rasid.engines.duckdb import DuckDB

COLUMNS = {
    "attempts": "attempts",
    "identified": "accounts_identified",
    "attacked": "accounts_attacked",
    "compromised": "accounts_compromised",
}
"""The column of `campaigns` that holds each number; its bounds end in `_low` and `_high`."""

Bounds = Mapping[str, tuple[int, int]]
"""Low and high by the number's key in COLUMNS: within them it lies with 90 %."""


def campaign_bounds(engine: DuckDB) -> dict[str, Bounds]:
    """Return the bounds of every campaign under its id."""
    sides = ", ".join(f"{column}_low, {column}_high" for column in COLUMNS.values())
    return {
        campaign_id: dict(zip(COLUMNS, zip(values[::2], values[1::2], strict=True), strict=True))
        for campaign_id, *values in engine.rows(f"SELECT campaign_id, {sides} FROM campaigns")
    }
