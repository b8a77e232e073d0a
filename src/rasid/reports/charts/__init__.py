"""Charts as SVG; `element` and `label` are for those who draw others."""

from rasid.reports.charts.svg import element, label

__all__ = ["element", "label"]
