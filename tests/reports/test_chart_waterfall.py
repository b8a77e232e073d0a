import re

import pytest

from rasid.reports.charts.waterfall import waterfall_bars
from rasid.reports.reasons import Reason, in_steps

STEPS = in_steps([Reason("prior", -4.0, ""), Reason("a", 10.0, ""), Reason("b", -2.0, "")])


def boxes(threshold: float | None) -> list[list[tuple[str, float, float]]]:
    """Return class, left and width (of a line its pixels) of what each row draws."""
    found = r'class="(\w+)" x="([\d.]+)%"(?: y="-\d+")? width="([\d.]+)'
    return [
        [(kind, float(left), float(width)) for kind, left, width in re.findall(found, row)]
        for row in waterfall_bars(STEPS, threshold)
    ]


def test_bars_hang_on_each_other() -> None:
    """From -4 over 6 to 4, on a scale from -4 to 6; the sum stands on zero."""
    assert [
        [("against", 0.0, 40.0)],
        [("for", 0.0, 100.0)],
        [("against", 80.0, 20.0)],
        [("sum", 40.0, 40.0)],
    ] == boxes(None)


@pytest.mark.parametrize(("threshold", "place"), [(0.0, 40.0), (3.0, 70.0)])
def test_threshold_is_at_its_place_in_every_row(threshold: float, place: float) -> None:
    assert {("threshold", place, 1.5)} == {row[1] for row in boxes(threshold)}


def test_threshold_beyond_the_bars_is_in_the_picture() -> None:
    assert ("threshold", 100.0, 1.5) == boxes(16.0)[0][1]
    assert ("against", 0.0, 20.0) == boxes(16.0)[0][0]


def test_bars_hold_no_text() -> None:
    assert not re.sub(r"<[^>]+>", "", "".join(waterfall_bars(STEPS)))
