"""Sigma rules as SQL for DuckDB: a backend of pySigma that needs nothing else of rasid."""

from rasid.detections.sigma.backend import DuckDBBackend
from rasid.detections.sigma.compiling import (
    Compiled,
    NotCompiled,
    Placeholders,
    RuleSet,
    compile_rules,
    read_rules,
)
from rasid.detections.sigma.correlations import Plan
from rasid.detections.sigma.literals import literal
from rasid.detections.sigma.source import Column, Kind, NothingToRead, Source, Sources

__all__ = [
    "Column",
    "Compiled",
    "DuckDBBackend",
    "Kind",
    "NotCompiled",
    "NothingToRead",
    "Placeholders",
    "Plan",
    "RuleSet",
    "Source",
    "Sources",
    "compile_rules",
    "literal",
    "read_rules",
]
