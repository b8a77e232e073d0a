from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from rasid.reports.charts.svg import across, element
from rasid.reports.reasons import Reason

_HEIGHT = 12


def share_bar(value: float, most: float, kind: str, *, height: int = _HEIGHT) -> Markup:
    """Draw `value` as a part of `most`; the number itself stands beside it as text."""
    width = value / most if most else 0.0
    bar = element("rect", class_=kind, width=across(width), height=height, rx=1)
    return _row(bar, height=height)


def waterfall_bars(reasons: Sequence[Reason]) -> list[Markup]:
    """Draw each reason's bits from where the one before it ended, and last of all their sum."""
    steps = [0.0]
    for reason in reasons:
        steps.append(steps[-1] + reason.bits)
    low, span = min(steps), (max(steps) - min(steps)) or 1.0
    places = [(step - low) / span for step in steps]
    zero = -low / span
    bars = [
        _floating(begin, end, zero, "for" if end >= begin else "against")
        for begin, end in pairwise(places)
    ]
    return [*bars, _floating(zero, places[-1], zero, "sum")]


def _floating(begin: float, end: float, zero: float, kind: str) -> Markup:
    left, width = min(begin, end), max(abs(end - begin), 0.004)
    axis = element("rect", class_="axis", x=across(zero), width=1, height=_HEIGHT)
    bar = element("rect", class_=kind, x=across(left), width=across(width), height=_HEIGHT, rx=1)
    return _row(axis, bar)


def _row(*children: Markup, height: int = _HEIGHT) -> Markup:
    return element("svg", *children, class_="bar", width="100%", height=height, aria_hidden="true")
