"""Every type of correlation against plain loops over true sliding windows."""

from collections.abc import Callable, Sequence
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detections.sigma.corpus import matches, records
from detections.sigma.test_correlations import MANY, with_rules

SPAN = 10
"""Minutes, as in MANY."""
Act = tuple[int, str, str, int | None]
ACTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from("ab"),
        st.sampled_from(["fail", "enter", "other"]),
        st.sampled_from([1, 4, 9, None]),
    ),
    max_size=16,
)


def numbers(window: Sequence[Act]) -> list[int]:
    """Return the values that a window's acts have."""
    return [number for *_, number in window if number is not None]


def upper_quartile(values: Sequence[int]) -> float:
    """Return the 75th percentile, between the two nearest values where none is there."""
    place = 0.75 * (len(values) - 1)
    low, ordered = int(place), sorted(values)
    high = min(low + 1, len(values) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _kinds(window: Sequence[Act]) -> set[str]:
    return {kind for _, _, kind, _ in window}


def _in_order(window: Sequence[Act]) -> bool:
    last = window[-1][0]
    ends = any(kind == "enter" and minute == last for minute, _, kind, _ in window)
    return ends and any(kind == "fail" and minute < last for minute, _, kind, _ in window)


HITS: dict[str, tuple[str, Callable[[Sequence[Act]], bool]]] = {
    "event_count": ("condition: {gt: 2}", lambda window: len(window) > 2),
    "value_count": (
        "condition: {gte: 2, field: number}",
        lambda window: len(set(numbers(window))) >= 2,
    ),
    "value_sum": (
        "condition: {gte: 10, field: number}",
        lambda window: sum(numbers(window)) >= 10,
    ),
    "value_avg": (
        "condition: {gt: 4, field: number}",
        lambda window: bool(numbers(window)) and mean(numbers(window)) > 4,
    ),
    "value_median": (
        "condition: {lte: 4, field: number}",
        lambda window: bool(numbers(window)) and median(numbers(window)) <= 4,
    ),
    "value_percentile": (
        "condition: {gte: 6, field: number, percentile: 75}",
        lambda window: bool(numbers(window)) and upper_quartile(numbers(window)) >= 6,
    ),
    "temporal": ("", lambda window: _kinds(window) == {"fail", "enter"}),
    "temporal_ordered": ("", _in_order),
}


def plain(acts: Sequence[Act], hits: Callable[[Sequence[Act]], bool], kind: str) -> list[str]:
    """Return the acts that lie in a window of ten minutes that fulfils a condition."""
    told, valued = set(), kind.startswith("value_")
    for user in "ab":
        own = sorted(
            (minute, n)
            for n, (minute, who, kind, _) in enumerate(acts)
            if who == user and kind != "other"
        )
        for end, _ in own:
            window = [n for minute, n in own if end - SPAN <= minute <= end]
            if hits([acts[n] for n in window]):
                told |= {n for n in window if not valued or acts[n][3] is not None}
    return sorted(f"e{n:03d}" for n in told)


@pytest.mark.parametrize("kind", HITS)
@settings(max_examples=12, deadline=None)
@given(ACTS)
def test_windows_are_those_of_a_plain_loop(kind: str, acts: list[Act]) -> None:
    """The events told are those of every window that fulfils the condition, and no others."""
    asked, hits = HITS[kind]
    rows = records(*({"at": m * 60.0, "user": u, "command": c, "number": n} for m, u, c, n in acts))

    found = matches(with_rules(MANY.format(kind) + asked), rows)
    assert plain(acts, hits, kind) == found
