"""Infrastructure: where it came from against addresses that are said to be an actor's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import exp, log2

from scipy.special import pdtrc

from rasid.attribution.profile import ActorProfile
from rasid.attribution.used import (
    Address,
    Elsewhere,
    Infrastructure,
    read_elsewhere,
    read_infrastructure,
)
from rasid.attribution.validity import Span, holds
from rasid.attribution.weighing import Weigher, Weight, listed
from rasid.engines.duckdb import DuckDB

FAMILY = "infrastructure"

CAP_BITS = 10.0
"""One list in a thousand is simply of somebody else, and then every hit on it is wrong at once."""

COINCIDENCE = 2.0**-7
"""That an address nobody else uses is in an actor's list and yet an unknown group's: servers are
rented out again, and reports err by a line."""

STALE = 1.0 / 3.0
"""That a list whose entries are valid by their dates names nothing that is still in use."""

MISTAKE = 1.0 / 8.0
MISTAKEN_SHARE = 0.03
"""That sessions of a listed crime were taken into the campaign by mistake, and the mean share of
a campaign's sessions that are."""

NETWORKS_CAP_BITS = 1.0
COMMON_NETWORK = 0.05
"""A network is a market place: some twenty hosters serve most of those who hide, and none is
taken for rarer than one of these, whatever the logs show. All of an actor's networks together
make it twice as likely at most."""

NARROW = {4: 24, 6: 48}
"""Prefix lengths from which on a listed range is one customer's."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An address of the campaign that the actor's list holds, with how far that still holds."""

    address: Address
    hold: float

    @property
    def bits(self) -> float:
        """Log2 of how much likelier the actor is to use it than an unknown group."""
        openness = self.address.openness
        chance = COINCIDENCE + (1.0 - COINCIDENCE) * openness
        return log2(self.hold / chance + 1.0 - self.hold) if chance < 1.0 else 0.0

    @property
    def weight(self) -> float:
        """How far it is the actor's own: shared with nobody, and the listing still held."""
        return self.hold * self.address.own


def infrastructure_weigher(engine: DuckDB, profiles: Sequence[ActorProfile]) -> Weigher:
    """Return what weighs the infrastructure of each campaign against everybody else's."""
    used = read_infrastructure(engine)
    elsewhere = read_elsewhere(engine, profiles)
    listings = {p.name: {trace.value for trace in p.addresses} for p in profiles}
    claims = Counter(value for values in listings.values() for value in values)

    def weigh(campaign_id: str, profile: ActorProfile) -> Weight:
        found = used[campaign_id]
        if not profile.addresses | profile.cidrs | profile.asns:
            return Weight(FAMILY, 0.0, "the bundle names no address or network of it")
        if not found.addresses:
            return Weight(FAMILY, 0.0, "the logs name no address")
        hits = address_hits(profile, found, claims)
        bits = _address_bits(hits, found, _listed_elsewhere(profile, elsewhere))
        nearby, network_bits = _network_bits(profile, hits, found, elsewhere)
        unseen = _unseen(profile, hits, found.span)
        missing = _missing_bits(unseen, hits, found)
        total = min(bits + network_bits, CAP_BITS) + missing
        return Weight(FAMILY, total, _reason(hits, nearby, unseen, found))

    return weigh


def address_hits(
    profile: ActorProfile, found: Infrastructure, claims: Mapping[str, int]
) -> list[Hit]:
    """Return the campaign's addresses that the list names, alone or in a narrow range.

    `claims` counts the actors whose lists name an address.
    """
    addresses = holds(profile.addresses, found.span)
    ranges = holds((t for t in profile.cidrs if _is_narrow(t.value)), found.span)
    hits = []
    for address in found.addresses:
        held = [addresses.get(address.value, 0.0)]
        held += [hold for cidr, hold in ranges.items() if _within(address.value, cidr)]
        if max(held) > 0.0:
            rivals = max(claims.get(address.value, 0) - 1, 0)
            hits.append(Hit(replace(address, rivals=rivals), max(held)))
    return sorted(hits, key=lambda hit: (-hit.weight, hit.address.value))


def _listed_elsewhere(profile: ActorProfile, elsewhere: Elsewhere) -> float:
    """Return the share of everybody else's addresses that the actor's list names."""
    return (elsewhere.listed.get(profile.stix_id, 0) + 0.5) / (elsewhere.addresses + 1.0)


def _address_bits(hits: list[Hit], found: Infrastructure, chance: float) -> float:
    """Add up the hits, as far as neither luck, nor a mistake, explains all of them together."""
    if not hits:
        return 0.0
    together = sum(hit.bits for hit in hits)
    expected = chance * len(found.addresses)
    lucky = float(pdtrc(len(hits) - 1, expected))
    share = sum(hit.weight * hit.address.sessions for hit in hits) / found.sessions
    mistaken = MISTAKE * exp(-share / MISTAKEN_SHARE)
    explained = max(2.0**-together, lucky) + mistaken
    return min(max(-log2(explained), 0.0), CAP_BITS)


def _network_bits(
    profile: ActorProfile, hits: list[Hit], found: Infrastructure, elsewhere: Elsewhere
) -> tuple[list[str], float]:
    """Weigh listed networks that the campaign came from otherwise than from listed addresses."""
    numbers = {f"AS{n}": h for n, h in holds(profile.asns, found.span).items()}
    ranges = holds((t for t in profile.cidrs if not _is_narrow(t.value)), found.span)
    told = {hit.address.value for hit in hits}
    best: dict[str, float] = {}
    for address in found.addresses:
        if address.value in told:
            continue
        held = [numbers.get(address.network, 0.0)]
        held += [hold for cidr, hold in ranges.items() if _within(address.value, cidr)]
        best[address.network] = max(best.get(address.network, 0.0), *held)
    bits = 0.0
    for network, hold in best.items():
        share = max(elsewhere.network_shares.get(network, 0.0), COMMON_NETWORK)
        chance = 1.0 - (1.0 - share) ** max(len(found.networks), 1)
        bits += log2(hold / chance + 1.0 - hold)
    return sorted(n for n, h in best.items() if h > 0.0), min(bits, NETWORKS_CAP_BITS)


def _unseen(profile: ActorProfile, hits: list[Hit], span: Span) -> int:
    told = {hit.address.value for hit in hits}
    valid = {t.value for t in profile.addresses if t.valid_within(span.start, span.end)}
    return len(valid - told)


def _missing_bits(unseen: int, hits: list[Hit], found: Infrastructure) -> float:
    """Weigh that no address of the actor's own was seen, though some are valid.

    If the list is not stale, it covers some share of what the actor uses, any share alike; then
    none of the campaign's own addresses is on it once in (their number + 1).
    """
    own = sum(address.own for address in found.addresses)
    met = max((hit.weight for hit in hits), default=0.0)
    silence = STALE + (1.0 - STALE) / (1.0 + min(unseen, own))
    return log2(met + (1.0 - met) * silence)


def _is_narrow(cidr: str) -> bool:
    network = _network(cidr)
    return network.prefixlen >= NARROW[network.version]


def _within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in _network(cidr)
    except ValueError:
        return False


@cache
def _network(cidr: str) -> IPv4Network | IPv6Network:
    return ip_network(cidr, strict=False)


def _reason(hits: list[Hit], nearby: list[str], unseen: int, found: Infrastructure) -> str:
    total = len(found.addresses)
    parts = []
    if hits:
        sessions = sum(hit.address.sessions for hit in hits)
        verb = "is" if len(hits) == 1 else "are"
        parts.append(
            f"{len(hits)} of its {total:,} addresses {verb} in the bundle's list, "
            f"with {sessions:,} of {found.sessions:,} sessions: {listed([_told(h) for h in hits])}"
        )
        parts += [f"{unseen:,} other valid ones were not seen"] if unseen else []
    elif unseen:
        parts.append(f"none of its {total:,} addresses is among the {unseen:,} valid ones listed")
    else:
        parts.append(f"none of its {total:,} addresses is in the bundle's list")
    if nearby:
        parts.append(f"other addresses are in listed networks, which many share: {listed(nearby)}")
    return "; ".join(parts)


def _told(hit: Hit) -> str:
    crowd = f"{hit.address.others:,} other accounts" if hit.address.others else "nobody else"
    crowd = crowd[:-1] if hit.address.others == 1 else crowd
    rivals = f", {hit.address.rivals} other actors are said to" if hit.address.rivals else ""
    rivals = rivals.replace("1 other actors are", "1 other actor is")
    expired = ", listing no longer valid" if hit.hold < 1.0 else ""
    return f"{hit.address.value} ({crowd} used it{rivals}{expired})"
