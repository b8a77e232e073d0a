"""Charts of an evaluation, as SVG files that fit light and dark pages."""

from rasid.evaluation.charts.peers import peers
from rasid.evaluation.charts.ranges import ranges
from rasid.evaluation.charts.reliability import reliability

__all__ = ["peers", "ranges", "reliability"]
