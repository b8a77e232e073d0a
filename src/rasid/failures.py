"""How often somebody may be wrong: a few times at once, then a few times a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

AT_ONCE = 10
"""Failures in a row that are answered without waiting."""

EACH_SECONDS = 6.0
"""After that, one in so many seconds."""

MOST_KEYS = 10_000
"""Keys that are remembered; the ones that failed longest ago are forgotten first."""


class Failures:
    """Counts failures by key, and forgives them over time.

    A key is as narrow as what it may hold back: who asks *and* what they claim to be, so that
    nobody is held back by what somebody else does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free_at: OrderedDict[tuple[str, str], float] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: tuple[str, str]) -> float:
        """Return how many seconds a key must wait until it may try again; 0 where it may now."""
        with self._lock:
            ahead = self._free_at.get(key, 0.0) - self._clock()
        return max(0.0, ahead - (AT_ONCE - 1) * EACH_SECONDS)

    def note(self, key: tuple[str, str]) -> None:
        """Count a failure."""
        with self._lock:
            now = self._clock()
            self._free_at[key] = max(self._free_at.pop(key, now), now) + EACH_SECONDS
            while len(self._free_at) > MOST_KEYS:
                self._free_at.popitem(last=False)
