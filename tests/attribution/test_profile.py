from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.attribution.profile import Trace, WorkHours, stated_hours

STATED = {"utc_offset": "+03:30", "workdays": ["sat", "Sunday"], "hours": [8, 17]}
EXTENSION = "extension-definition--00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "holder",
    [
        {"x_rasid_profile": STATED},
        {"extensions": {"x_rasid_profile": STATED}},
        {"extensions": {EXTENSION: {"extension_type": "property-extension"} | STATED}},
        {"extensions": {"other": {"rank": 1}, EXTENSION: {"x_rasid_profile": STATED}}},
    ],
)
def test_profile_is_found_where_it_may_sit(holder: dict[str, Any]) -> None:
    """On the object, or in its extensions with and without nesting."""
    expected = WorkHours(timedelta(hours=3.5), frozenset({"sat", "sun"}), 8.0, 17.0)

    assert expected == stated_hours(holder)


@pytest.mark.parametrize("holder", [{}, {"extensions": {"other": {"rank": 1}}}])
def test_no_profile_is_no_hours(holder: dict[str, Any]) -> None:
    """A group of which no hours are stated has none."""
    assert stated_hours(holder) is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"utc_offset": "Tehran"}, "utc_offset is 'Tehran', expected one such as"),
        ({"utc_offset": 3.5}, "utc_offset is 3.5"),
        ({"workdays": "sat"}, "workdays is 'sat', expected a list of mon, tue"),
        ({"workdays": ["some"]}, "workdays is"),
        ({"hours": [8]}, r"hours is \[8\], expected two hours"),
        ({"hours": [8, 25]}, "hours is"),
        ({"hours": ["8", "17"]}, "hours is"),
    ],
)
def test_wrong_profile_is_named(wrong: dict[str, Any], sentence: str) -> None:
    """Each part says what came and what was expected."""
    with pytest.raises(ValueError, match=sentence):
        stated_hours({"x_rasid_profile": STATED | wrong})


def test_half_a_profile_is_named() -> None:
    """A part that is missing is not guessed."""
    with pytest.raises(ValueError, match="lacks hours, workdays; expected"):
        stated_hours({"x_rasid_profile": {"utc_offset": "+03:30"}})


moments = st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(moments, moments, moments, moments)
def test_trace_is_valid_where_spans_overlap(
    since: datetime, until: datetime, start: datetime, end: datetime
) -> None:
    """A bounded trace is valid within a window exactly if the two half-open spans meet."""
    trace = Trace("203.0.113.5", since, until)

    assert (since < end and start < until) == trace.valid_within(start, end)
    assert Trace("203.0.113.5").valid_within(start, end)
