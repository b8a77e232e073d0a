from collections.abc import Callable
from dataclasses import dataclass

from rasid.sinkhole.counts import Counts
from rasid.sinkhole.records import Record, Recorder
from rasid.sinkhole.zones import Hider


@dataclass(frozen=True, slots=True)
class Books:
    """Where all that answer write down what came; `keep` never waits."""

    counts: Counts
    recorder: Recorder
    hider: Hider
    keep: Callable[[Record], None]
