"""How far an indicator still speaks of its actor at the time of a campaign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from rasid.attribution.profile import Trace
from rasid.engines.duckdb import DuckDB

HALF_LIFE = timedelta(days=30)
"""How fast an indicator loses its hold outside its stated validity: rented servers are paid by
the month. One without an end is taken at its author's word."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a campaign, in UTC."""

    start: datetime
    end: datetime

    def as_in_tables(self) -> tuple[datetime, datetime]:
        """Return start and end as tables have them, without a zone."""
        return self.start.replace(tzinfo=None), self.end.replace(tzinfo=None)

    def hold(self, trace: Trace) -> float:
        """Return the probability that what was said of a trace still held in this span."""
        if trace.valid_within(self.start, self.end):
            return 1.0
        late = self.start - trace.valid_until if trace.valid_until else timedelta()
        early = trace.valid_from - self.end if trace.valid_from else timedelta()
        return float(0.5 ** (max(late, early, timedelta()) / (trace.half_life or HALF_LIFE)))


def holds(traces: Iterable[Trace], span: Span) -> dict[str, float]:
    """Return the best hold of each value."""
    found: dict[str, float] = {}
    for trace in traces:
        found[trace.value] = max(found.get(trace.value, 0.0), span.hold(trace))
    return found


def read_spans(engine: DuckDB) -> dict[str, Span]:
    """Return the time of each campaign, from its first hostile event to its last."""
    rows = engine.rows("SELECT campaign_id, min(time), max(time) FROM hostile GROUP BY campaign_id")
    return {campaign_id: Span(in_utc(first), in_utc(last)) for campaign_id, first, last in rows}


def in_utc(moment: datetime) -> datetime:
    """Return a table's time, which is UTC without a zone, with its zone."""
    return moment.replace(tzinfo=UTC)
