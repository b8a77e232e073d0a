"""Days by both calendars, in own digits."""

from datetime import UTC, date, datetime, timedelta, timezone

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.languages import LANGUAGES, day, moment, period

IDES = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", "15 March 2026"), ("ar", "١٥ مارس ٢٠٢٦"), ("fa", "۲۴ اسفند ۱۴۰۴ (۱۵ مارس ۲۰۲۶)")],
)
def test_day_is_told_in_words(code: str, expected: str) -> None:
    assert expected == day(IDES, LANGUAGES[code])


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_jalali_day_is_the_same_day(of: date) -> None:
    western = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
    told = day(of, LANGUAGES["fa"]).translate(western).split()
    months = jdatetime.date.j_months_fa

    back = jdatetime.date(int(told[2]), months.index(told[1]) + 1, int(told[0])).togregorian()
    assert of == back


@pytest.mark.parametrize(("code", "clock"), [("en", "20:05"), ("ar", "٢٠:٠٥"), ("fa", "۲۰:۰۵")])
def test_moment_is_of_utc(code: str, clock: str) -> None:
    at = datetime(2026, 3, 16, 1, 5, tzinfo=timezone(timedelta(hours=5)))

    assert f"{day(IDES, LANGUAGES[code])} \u2066{clock}\u2069 UTC" == moment(at, LANGUAGES[code])


def test_period_of_one_day_is_that_day() -> None:
    english = LANGUAGES["en"]

    assert day(IDES, english) == period(IDES, IDES, english)
    assert period(date(2026, 3, 1), IDES, english) == "1 March 2026 to 15 March 2026"


def test_moment_of_utc_is_kept() -> None:
    assert "00:00" in moment(datetime(2026, 3, 15, tzinfo=UTC), LANGUAGES["en"])
