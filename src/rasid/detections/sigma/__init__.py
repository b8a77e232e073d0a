"""Sigma rules as SQL for DuckDB: a backend of pySigma that needs nothing else of rasid."""

from rasid.detections.sigma.backend import DuckDBBackend
from rasid.detections.sigma.source import Column, Kind, NothingToRead, Source, Sources

__all__ = ["Column", "DuckDBBackend", "Kind", "NothingToRead", "Source", "Sources"]
