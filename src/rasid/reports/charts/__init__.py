"""Charts as SVG; `element` and `label` are for those who draw others."""

from rasid.reports.charts.bars import share_bar
from rasid.reports.charts.calendar import Strip, Telling, axis, strips
from rasid.reports.charts.discs import columns as disc_columns
from rasid.reports.charts.flows import Flow, Layer, Node, flow_chart
from rasid.reports.charts.svg import element, label
from rasid.reports.charts.waterfall import waterfall_bars

__all__ = [
    "Flow",
    "Layer",
    "Node",
    "Strip",
    "Telling",
    "axis",
    "disc_columns",
    "element",
    "flow_chart",
    "label",
    "share_bar",
    "strips",
    "waterfall_bars",
]
