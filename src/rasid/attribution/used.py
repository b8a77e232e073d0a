"""Where a campaign came from, and what everybody else does there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rasid.attribution.profile import ActorProfile
from rasid.attribution.validity import Span, read_spans
from rasid.engines.duckdb import DuckDB, packaged_sql

CROWD = 3.0
"""So many other accounts at an address make it as likely as not that anybody who hides would use
it too: a household has no more, and a server that somebody rents for himself has none."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a campaign.

    `others` counts accounts that get in from there otherwise, `others_nearby` how many do at an
    address of its network where any do; `rivals` the other actors whose lists name it.
    """

    value: str
    network: str
    sessions: int
    others: int
    others_nearby: float
    rivals: int = 0

    @property
    def openness(self) -> float:
        """The probability that an unknown group would use it too, for being open to anybody.

        Where others were seen, an address is taken to be as crowded as its network's usually are,
        and rivals join the crowd. Where nobody was, it may still be an exit that had a quiet month,
        the less so the more its network's usually have. Exits of one network are not alike: some
        are popular and most are not, so that the numbers are geometric rather than Poisson. And
        what several actors' lists name, others who hide do use.
        """
        if self.others:
            return self._crowd / (self._crowd + CROWD)
        quiet = 1.0 / (1.0 + self.others_nearby)
        is_exit = quiet * self.others_nearby / (self.others_nearby + CROWD)
        return 1.0 - (1.0 - is_exit) * CROWD / (self.rivals + CROWD)

    @property
    def own(self) -> float:
        """The probability that whoever uses it has it alone: every other account halves it."""
        return float(0.5**self._crowd) if self.others else 1.0 - self.openness

    @property
    def _crowd(self) -> float:
        return max(float(self.others), self.others_nearby) + self.rivals


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """The addresses of one campaign and the time that it took."""

    span: Span
    addresses: tuple[Address, ...]

    @property
    def sessions(self) -> int:
        """Its sessions, one that came from two addresses counted at both."""
        return sum(address.sessions for address in self.addresses)

    @property
    def networks(self) -> frozenset[str]:
        """Its networks."""
        return frozenset(address.network for address in self.addresses) - {""}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Everybody else's addresses: how many, what share is in each network, and which are listed."""

    addresses: int
    network_shares: Mapping[str, float]
    listed: Mapping[str, int]


def read_infrastructure(engine: DuckDB) -> Mapping[str, Infrastructure]:
    """Return where each campaign came from; makes the step `other_addresses`."""
    engine.run(packaged_sql(__package__, "others"))
    spans = read_spans(engine)
    rows = engine.rows(packaged_sql(__package__, "addresses"))
    used = {
        campaign_id: tuple(Address(*row[1:]) for row in found)
        for campaign_id, found in groupby(rows, key=lambda row: str(row[0]))
    }
    return {c: Infrastructure(span, used.get(c, ())) for c, span in spans.items()}


def read_elsewhere(engine: DuckDB, profiles: Sequence[ActorProfile]) -> Elsewhere:
    """Return what is learnt of everybody else; asks the step `other_addresses`.

    What a campaign used itself is no luck and is not counted as listed. A network's share is the
    larger of that among all addresses and that among restless ones: who hides chooses as others
    who hide do.
    """
    pairs = [(p.stix_id, trace.value) for p in profiles for trace in p.addresses]
    listed = engine.rows(
        "SELECT actor, count(DISTINCT value) FROM (SELECT unnest($actors) AS actor, "
        "unnest($values) AS value) WHERE value IN (SELECT address FROM other_addresses) "
        "AND value NOT IN (SELECT source_ip FROM hostile WHERE source_ip IS NOT NULL) "
        "GROUP BY actor",
        {"actors": [actor for actor, _ in pairs], "values": [value for _, value in pairs]},
    )
    shares = engine.rows(packaged_sql(__package__, "networks"))
    ((total,),) = engine.rows("SELECT count(*) FROM other_addresses")
    return Elsewhere(
        total, {network: max(share, restless) for network, share, restless in shares}, dict(listed)
    )
