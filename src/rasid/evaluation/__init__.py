"""How well an analysis does: simulated months, judged against their truth."""

from rasid.evaluation.comparison import Comparison, compare
from rasid.evaluation.months import ABLATIONS, Month, Ways, chosen
from rasid.evaluation.results import Result
from rasid.evaluation.runner import Run, run
from rasid.evaluation.telling.page import write_page
from rasid.evaluation.telling.summary import Summary, summarise

__all__ = [
    "ABLATIONS",
    "Comparison",
    "Month",
    "Result",
    "Run",
    "Summary",
    "Ways",
    "chosen",
    "compare",
    "run",
    "summarise",
    "write_page",
]
