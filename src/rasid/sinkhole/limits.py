"""How much one client, and all of them together, may take."""

import socket
from collections import Counter, OrderedDict
from typing import Literal

MOST_CONNECTIONS = 1_024
"""Open at once, of all kinds."""

MOST_OF_ONE = 32
"""Open at once from one address, of IPv6 from one /64."""

MOST_PREFIXES = 65_536
"""So many networks are remembered by the limit of answers."""

BURST_SECONDS = 2.0
"""A network that was quiet may have as many answers at once as come to it in this time."""

Verdict = Literal["answer", "slip", "drop"]


class Gate:
    """Counts open connections, and says whether one more may come in."""

    def __init__(self, most: int = MOST_CONNECTIONS, most_of_one: int = MOST_OF_ONE) -> None:
        self._most = most
        self._most_of_one = most_of_one
        self._open: Counter[bytes] = Counter()
        self._all = 0

    def enter(self, address: str) -> bool:
        """Let a connection in; False where there are too many."""
        client = _packed(address, v4=4, v6=8)
        if self._all >= self._most or self._open[client] >= self._most_of_one:
            return False
        self._open[client] += 1
        self._all += 1
        return True

    def leave(self, address: str) -> None:
        """Forget a connection that was let in."""
        client = _packed(address, v4=4, v6=8)
        self._all -= 1
        self._open[client] -= 1
        if not self._open[client]:
            del self._open[client]


class AnswerLimit:
    """Response-rate limiting: so many answers a second go to one network, /24 or /56.

    The address of a query over UDP may be forged, and then its owner gets the answers. Of those
    above the limit every other one is answered by an empty truncated message, after which an
    honest client asks over TCP; the rest are dropped.
    """

    def __init__(self, per_second: float, most_prefixes: int = MOST_PREFIXES) -> None:
        self._rate = per_second
        self._burst = per_second * BURST_SECONDS
        self._most = most_prefixes
        self._known: OrderedDict[bytes, tuple[float, float, bool]] = OrderedDict()

    def ask(self, address: str, now: float) -> Verdict:
        """Say what becomes of a query at this moment, in seconds of any clock that only rises."""
        prefix = _packed(address, v4=3, v6=7)
        left, before, slipped = self._known.pop(prefix, (self._burst, now, False))
        left = min(self._burst, left + (now - before) * self._rate)
        verdict: Verdict = "answer"
        if left >= 1:
            left -= 1
        else:
            slipped = not slipped
            verdict = "slip" if slipped else "drop"
        self._known[prefix] = (left, now, slipped)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return verdict


def _packed(address: str, *, v4: int, v6: int) -> bytes:
    """Return the first bytes of an address, which tell its network."""
    if ":" in address:
        return socket.inet_pton(socket.AF_INET6, address.partition("%")[0])[:v6]
    return socket.inet_pton(socket.AF_INET, address)[:v4]
