from markupsafe import Markup

from rasid.reports.charts.svg import across, element

_HEIGHT = 12


def share_bar(value: float, most: float, kind: str, *, height: int = _HEIGHT) -> Markup:
    """Draw `value` as a part of `most`; the number itself stands beside it as text."""
    width = value / most if most else 0.0
    bar = element("rect", class_=kind, width=across(width), height=height, rx=1)
    return _row(bar, height=height)


def _row(*children: Markup, height: int = _HEIGHT) -> Markup:
    return element("svg", *children, class_="bar", width="100%", height=height, aria_hidden="true")
