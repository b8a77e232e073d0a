"""What a dossier tells, each number counted from tables; nobody is named in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rasid.evidence import Exhibit
from rasid.websites import Reason

Basis = Literal["ascribed", "labelled", "followed"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a dossier is: a campaign or an actor, the actor's names, and its campaigns.

    `actor_probability` is that the campaign is the actor's work; null for the dossier of an actor.
    """

    title: str
    campaigns: tuple[str, ...]
    names: tuple[str, ...]
    actor: str | None
    actor_probability: float | None


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign's numbers, as `show campaigns` has them."""

    campaign_id: str
    probability: float
    first_seen: datetime
    last_seen: datetime
    attempts: int
    identified: int
    attacked: int
    compromised: int


@dataclass(frozen=True, slots=True)
class Tie:
    """What a domain shares with a labelled one; `sharing` is how many seen domains share it."""

    other: str
    group: str
    kind: str
    shared: str
    sharing: int
    bits: float


@dataclass(frozen=True, slots=True)
class Shared:
    """What domains of the dossier share with each other; `sharing` counts all seen domains."""

    kind: str
    shared: str
    domains: tuple[str, ...]
    sharing: int


@dataclass(frozen=True, slots=True)
class Victims:
    """Whom hostile events led to a domain: accounts, never names, each counted once."""

    accounts: int = 0
    followed: int = 0
    entered: int = 0
    by_category: Mapping[str, int] | None = None
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the imported records themselves say of a domain, where its registration is theirs."""

    contacts: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Who else was seen on an address of a domain, domains of the dossier left out."""

    address: str
    others: int
    examples: tuple[str, ...]
    is_provider: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One domain. `likely` is how likely it is the actor's, if it is bait; null: not computed.

    `spare` are the reasons not to take it; without any it is proposed. `is_visited` is said by a
    hash, and now and then wrongly.
    """

    domain: str
    shown: str
    notices: tuple[str, ...]
    basis: tuple[Basis, ...]
    likely: float | None
    level: str
    standing: str
    first_seen: datetime | None
    last_seen: datetime | None
    registered_at: datetime | None
    registry: str
    registrar: str
    bits: float
    honest_share: float
    tie_bits: float
    reasons: tuple[Reason, ...]
    ties: tuple[Tie, ...]
    labelled_by: tuple[str, ...]
    is_popular: bool
    is_visited: bool
    addresses: tuple[str, ...]
    name_servers: tuple[str, ...]
    neighbours: tuple[Neighbours, ...]
    subdomains: tuple[str, ...]
    told: Told
    victims: Victims
    exhibits: tuple[Exhibit, ...]
    state: str
    places: tuple[str, ...]
    spare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of domains that was imported: its SHA-256, its name, its records."""

    raw_file: str
    name: str
    lines: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it, in the order in which it is told."""

    subject: Subject
    campaigns: tuple[CampaignRow, ...]
    sites: tuple[Site, ...]
    led: Victims
    shared: tuple[Shared, ...]
    exhibits: tuple[Exhibit, ...]
    files: tuple[SourceFile, ...]
    seen_domains: int
    window: tuple[datetime, datetime] | None
    inputs: Mapping[str, str]
    changed: tuple[str, ...]
    version: str
    simulated: bool

    @property
    def proposed(self) -> tuple[Site, ...]:
        """The domains that are proposed to be taken."""
        return tuple(site for site in self.sites if not site.spare)

    @property
    def spared(self) -> tuple[Site, ...]:
        """The domains that should not be taken."""
        return tuple(site for site in self.sites if site.spare)
