from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rasid.reports.explain_asked import days_of, joined

START = datetime(2026, 3, 2)  # noqa: DTZ001 - tables hold UTC without a zone
SPANS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 30)).map(
        lambda one: (START + timedelta(hours=one[0]), START + timedelta(hours=sum(one)))
    )
).map(sorted)


@given(SPANS, st.integers(1, 6))
def test_joined_spans_hold_all(spans: list[tuple[datetime, datetime]], most: int) -> None:
    """They are few, apart, and begin and end where some of theirs do."""
    found = joined(spans, most)

    assert len(found) <= most
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert all(any(a <= start and end <= b for a, b in found) for start, end in spans)
    assert {edge for span in found for edge in span} <= {edge for span in spans for edge in span}


def test_nearest_spans_are_joined() -> None:
    hours = [(START + timedelta(hours=n), START + timedelta(hours=n)) for n in (0, 10, 11, 30)]

    assert [hours[0], (hours[1][0], hours[2][1]), hours[3]] == joined(hours, 3)
    assert hours == joined(hours, 9)


def test_days_of_spans() -> None:
    """What begins before midnight is looked for on both days, and on each between."""
    spans = [(START, START), (START + timedelta(hours=23), START + timedelta(hours=49))]

    assert {date(2026, 3, day) for day in (2, 3, 4)} == days_of(spans)
    assert set() == days_of([])
