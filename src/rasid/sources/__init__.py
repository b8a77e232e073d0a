"""Logs in: each format a mapping file, each record read once, nothing lost, nothing twice."""

from rasid.sources.became import Became, became
from rasid.sources.case_runs import check_cases
from rasid.sources.coverage import Coverage
from rasid.sources.coverage_kept import coverage, keep_coverage
from rasid.sources.importing import import_logs
from rasid.sources.originals import read_originals
from rasid.sources.own_formats import examine
from rasid.sources.raw_lines import RawRecord, raw_lines
from rasid.sources.report import FileReport

__all__ = [
    "Became",
    "Coverage",
    "FileReport",
    "RawRecord",
    "became",
    "check_cases",
    "coverage",
    "examine",
    "import_logs",
    "keep_coverage",
    "raw_lines",
    "read_originals",
]
