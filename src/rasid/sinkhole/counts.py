from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What became of all that came, since the start; each thing that came is in one of them.

    `dns_limited` got no answer or an empty one, `strangers` asked for a host that is not ours,
    `turned_away` are connections above the limits, `too_slow` those that dawdled,
    `failed` are failures of our own.
    """

    dns_answered: int = 0
    dns_refused: int = 0
    dns_malformed: int = 0
    dns_limited: int = 0
    dns_unsent: int = 0
    http_answered: int = 0
    http_malformed: int = 0
    http_strangers: int = 0
    connections: int = 0
    turned_away: int = 0
    too_slow: int = 0
    handshakes_failed: int = 0
    failed: int = 0
    log_kept: int = 0
    log_lost: int = 0
