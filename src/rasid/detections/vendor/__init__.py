"""Sigma rules over vendors' original records: what a rule calls a field, found in every export."""

from rasid.detections.vendor.kinds import log_sources
from rasid.detections.vendor.records import Records
from rasid.detections.vendor.rules import Idle, Ready, prepare_sigma

__all__ = ["Idle", "Ready", "Records", "log_sources", "prepare_sigma"]
