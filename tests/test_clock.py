import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.clock import Window, parse_moment
from rasid.errors import UsageError

MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "days"),
    [
        (MARCH + timedelta(days=1), 1),
        (MARCH + timedelta(days=1, seconds=1), 2),
        (MARCH + timedelta(seconds=1), 1),
    ],
)
def test_window_end_is_not_in_it(end: datetime, days: int) -> None:
    """A window that ends at midnight does not touch the day that begins there."""
    assert days == len(list(Window(MARCH, end).days()))


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_window_touches_the_days_of_its_moments(length: int, offset: int) -> None:
    """The first and the last moment lie on the first and the last day, none is left out."""
    start = MARCH + timedelta(seconds=offset)
    window = Window(start, start + timedelta(seconds=length))

    days = list(window.days())

    assert (start.date(), (window.end - timedelta(seconds=1)).date()) == (days[0], days[-1])
    assert [days[0] + timedelta(days=n) for n in range(len(days))] == days


def test_empty_window_is_wrong_use() -> None:
    """A window that ends where it starts is the caller's mistake."""
    with pytest.raises(UsageError, match=r"the window from 2026-03-01 00:00:00 .* is empty"):
        Window(MARCH, MARCH)


def test_window_needs_a_zone() -> None:
    """A time without a zone never becomes a window."""
    with pytest.raises(ValueError, match="times with a zone"):
        Window(MARCH.replace(tzinfo=None), MARCH)


@pytest.mark.parametrize(
    "text", ["2026-03-01", " 2026-03-01T00:00:00Z ", "2026-03-01T03:30:00+03:30"]
)
def test_moment_is_utc(text: str) -> None:
    """A date is its UTC midnight; another zone is brought to UTC."""
    assert MARCH == parse_moment(text, option="--from")
    assert UTC == parse_moment(text, option="--from").tzinfo


@pytest.mark.parametrize("text", ["soon", "0001-01-01T00:00+14:00", "9999-12-31T23:00-05:00"])
def test_wrong_moment_names_its_option(text: str) -> None:
    """The sentence says which option got what, before the first year and after the last too."""
    with pytest.raises(UsageError, match=f"--to got '{re.escape(text)}', expected a date such as"):
        parse_moment(text, option="--to")


def test_last_day_is_last() -> None:
    """The days of a month are in order and complete."""
    window = Window(MARCH, datetime(2026, 4, 1, tzinfo=UTC))

    assert [date(2026, 3, day) for day in range(1, 32)] == list(window.days())
