"""Evidence as a table: a row for each reason, with the bar that leads from sum to sum."""

from collections.abc import Sequence

from rasid.console.listing import Column, Row, Table
from rasid.console.masking import Mask
from rasid.reports.charts import waterfall_bars
from rasid.reports.reasons import Step

COLUMNS = (
    Column("family", "word", "families", head=True),
    Column("bits", "bits"),
    Column("running", "bits"),
    Column("chart", "chart"),
    Column("reason", "own"),
)


def waterfall(name: str, steps: Sequence[Step], mask: Mask, threshold: float | None = 0.0) -> Table:
    """Return reasons as a table, their sum as its last row; a line marks the `threshold`."""
    drawn = waterfall_bars(steps, threshold)
    rows: list[Row] = [
        {
            "family": step.family,
            "bits": step.bits,
            "running": step.running,
            "chart": bar,
            "reason": mask.hide(step.reason),
        }
        for step, bar in zip(steps, drawn, strict=False)
    ]
    total = steps[-1].running if steps else 0.0
    last = {"family": "sum", "bits": total, "running": total, "chart": drawn[-1], "reason": ""}
    return Table(name, COLUMNS, [*rows, last] if rows else [], style="waterfall")
