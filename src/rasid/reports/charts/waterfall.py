"""Evidence as a waterfall: a bar for each reason, from the sum before it to the sum after it.

Bars carry no text: labels stand beside them in the page's own order, so that a page that runs from
right to left needs no other geometry.
"""

from collections.abc import Sequence

from markupsafe import Markup

from rasid.reports.charts.svg import across, element
from rasid.reports.reasons import Step

_HEIGHT = 12
_LINE_REACH = 9
"""How far the threshold's line reaches beyond a bar, so that those of rows nearly meet."""

_LEAST = 0.004


def waterfall_bars(steps: Sequence[Step], threshold: float | None = 0.0) -> list[Markup]:
    """Draw each step, and last of all the sum; where there is a threshold, a line marks it."""
    marks = [0.0, *(step.running for step in steps), *([] if threshold is None else [threshold])]
    low, span = min(marks), (max(marks) - min(marks)) or 1.0

    def place(value: float) -> float:
        return (value - low) / span

    line = [] if threshold is None else [_line(place(threshold))]
    bars = [
        _bar(place(step.running - step.bits), place(step.running), _kind(step.bits))
        for step in steps
    ]
    total = steps[-1].running if steps else 0.0
    return [_row(bar, *line) for bar in [*bars, _bar(place(0.0), place(total), "sum")]]


def _kind(bits: float) -> str:
    return "for" if bits >= 0.0 else "against"


def _bar(begin: float, end: float, kind: str) -> Markup:
    left, width = min(begin, end), max(abs(end - begin), _LEAST)
    return element("rect", class_=kind, x=across(left), width=across(width), height=_HEIGHT, rx=1)


def _line(place: float) -> Markup:
    return element(
        "rect",
        class_="threshold",
        x=across(place),
        y=-_LINE_REACH,
        width=1.5,
        height=_HEIGHT + 2 * _LINE_REACH,
    )


def _row(*children: Markup) -> Markup:
    return element("svg", *children, class_="bar", width="100%", height=_HEIGHT, aria_hidden="true")
