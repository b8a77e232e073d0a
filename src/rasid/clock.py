"""Time as an argument: half-open UTC windows. Only `utc_now` reads the clock, for labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from rasid.errors import UsageError

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of time, [start, end), both in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a window needs times with a zone")
        if self.start >= self.end:
            raise UsageError(f"the window from {self.start:%F %T} to {self.end:%F %T} is empty.")

    def days(self) -> Iterator[date]:
        """Yield each UTC date that the window touches, in order."""
        day = self.start.date()
        while datetime.combine(day, time(), UTC) < self.end:
            yield day
            day += DAY


def parse_moment(text: str, *, option: str) -> datetime:
    """Read `2026-01-31` or an ISO 8601 time as UTC; `option` names the culprit in the error."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"{option} got {text!r}, expected a date such as 2026-01-31."
        raise UsageError(message) from None


def utc_now() -> datetime:
    """Return the present moment; for labels on reports and logs, never for analysis."""
    return datetime.now(UTC)
