"""Sigma rules over vendors' original records: what a rule calls a field, found in every export."""

from rasid.detections.vendor.kinds import log_sources
from rasid.detections.vendor.records import Imported, Records
from rasid.detections.vendor.rules import READING, prepare_sigma, stated_sigma
from rasid.detections.vendor.tables import forget_tables

__all__ = [
    "READING",
    "Imported",
    "Records",
    "forget_tables",
    "log_sources",
    "prepare_sigma",
    "stated_sigma",
]
