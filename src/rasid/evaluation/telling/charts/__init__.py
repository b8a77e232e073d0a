"""Charts of an evaluation, as SVG files that fit light and dark pages."""

from rasid.evaluation.telling.charts.peers import peers
from rasid.evaluation.telling.charts.ranges import ranges
from rasid.evaluation.telling.charts.reliability import reliability

__all__ = ["peers", "ranges", "reliability"]
