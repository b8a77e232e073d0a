"""Keeping watch: new files are imported as they come, judged, and what changed is told once."""

from rasid.watching.alerts import Alert
from rasid.watching.kafka import is_kafka, opened_kafka, read_settings, topics_of
from rasid.watching.receivers import append_line, receivers_of
from rasid.watching.rounds import Pace, Watch

__all__ = [
    "Alert",
    "Pace",
    "Watch",
    "append_line",
    "is_kafka",
    "opened_kafka",
    "read_settings",
    "receivers_of",
    "topics_of",
]
