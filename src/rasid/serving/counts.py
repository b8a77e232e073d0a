"""What came in, what was sent away and what failed since the server began."""

from dataclasses import dataclass, field
from threading import Lock

REFUSALS = ("token", "format", "full")
"""Why a request was refused: who sent it, what it was, or that there is no room."""


@dataclass(slots=True)
class Counts:
    """Events that are on disk, events that found no room, and refused requests by their reason.

    `failures` are the server's own.
    """

    taken: int = 0
    sent_away: int = 0
    failures: int = 0
    refused: dict[str, int] = field(default_factory=lambda: dict.fromkeys(REFUSALS, 0))
    _lock: Lock = field(default_factory=Lock)

    def take(self, events: int) -> None:
        """Count events that are on disk."""
        with self._lock:
            self.taken += events

    def send_away(self, events: int) -> None:
        """Count events for which there was no room."""
        with self._lock:
            self.sent_away += events

    def fail(self) -> None:
        """Count a failure of our own."""
        with self._lock:
            self.failures += 1

    def refuse(self, reason: str) -> None:
        """Count a refused request; `reason` is one of REFUSALS."""
        with self._lock:
            self.refused[reason] += 1
