from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True, slots=True)
class Month:
    """The simulated span: whole UTC days; moments in it are milliseconds since the epoch."""

    start: date
    days: int = 30
    start_ms: int = field(init=False)
    end_ms: int = field(init=False)

    def __post_init__(self) -> None:
        first = int(datetime.combine(self.start, time(), UTC).timestamp()) * 1000
        object.__setattr__(self, "start_ms", first)
        object.__setattr__(self, "end_ms", first + self.days * DAY_MS)

    @property
    def share(self) -> float:
        """How much of 30 days this is: what is expected in a month is expected here in part."""
        return self.days / 30

    def at(self, day: int, hour: float, utc_offset: float = 0.0) -> int:
        """Return the moment of a local hour (fractions allowed) of a day counted from 0."""
        return self.start_ms + day * DAY_MS + int((hour - utc_offset) * HOUR_MS)

    def weekday(self, day: int) -> int:
        """Return 0 for a Monday … 6 for a Sunday."""
        return self.date_of(day).weekday()

    def date_of(self, day: int) -> date:
        """Return the date of a day counted from 0."""
        return self.start + timedelta(days=day)

    def day_of(self, moment: int) -> int:
        """Return the day, counted from 0, that a moment falls on in UTC."""
        return (moment - self.start_ms) // DAY_MS

    def holds(self, moment: int) -> bool:
        """Tell whether the moment is inside the span."""
        return self.start_ms <= moment < self.end_ms
