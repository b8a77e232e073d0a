"""Logs in: each format a mapping file, each record read once, nothing lost, nothing twice."""

from rasid.sources.importing import import_logs
from rasid.sources.report import FileReport

__all__ = ["FileReport", "import_logs"]
