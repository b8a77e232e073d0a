"""Whether a campaign went for an account on purpose, or met it as cover or by chance.

Chance picks any account of the provider as soon as another. Then few are met twice, few share
their name with another address that was gone for, and an organisation is met as often as it is
large. Each of these is weighed by how much more often it is seen than chance would show it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.special import pdtrc

from rasid.campaigns.suggesting.names import name_key, name_keys

CAP_BITS = 8.0
"""What one habit may weigh at most."""

_LEAN = 4.0
"""How many accounts' worth of an organisation's usual share are mixed into its share."""


@dataclass(frozen=True, slots=True)
class WentFor:
    """What one campaign did to one account or address; its fields are `went_for`'s columns."""

    campaign_id: str
    account: str
    person_id: str
    listed: bool
    is_none: bool
    events: int
    sessions: int
    sources: int
    days: int
    first_seen: datetime
    last_seen: datetime
    asked_at: datetime | None
    tried_at: datetime | None
    entered: bool

    def order(self) -> str:
        """Say in which order it was asked for and tried."""
        if self.entered:
            return "entered"
        if self.tried_at is None:
            return "only asked for"
        if self.asked_at is not None and self.asked_at < self.tried_at:
            return "asked for and then tried"
        return "tried and not asked for"


@dataclass(frozen=True, slots=True)
class Chance:
    """What chance would show of one campaign.

    `visits` are those of an account by chance, `names` and `domains` count the addresses gone for,
    `namesakes` is the share of the provider's accounts whose name is one of these,
    `shares` that of each domain.
    """

    visits: float
    names: Mapping[str, int]
    namesakes: float
    domains: Mapping[str, int]
    shares: Mapping[str, float]

    @classmethod
    def of(cls, mine: Sequence[WentFor], known: Sequence[str]) -> "Chance":
        """Return what chance would show; `known` are the provider's accounts."""
        names = Counter(key for one in mine if (key := name_key(one.account)))
        sought = {one.account for one in mine}
        rest = [account for account in known if account not in sought]
        alike = sum(key in names for key in name_keys(rest))
        sizes = Counter(map(_domain, known))
        return cls(
            visits=sum(one.sessions for one in mine if not one.is_none) / max(len(known), 1),
            names=names,
            namesakes=(alike + 0.5) / (len(rest) + 1.0),
            domains=Counter(_domain(one.account) for one in mine if not one.is_none),
            shares={domain: size / len(known) for domain, size in sizes.items()},
        )

    def weigh(self, one: WentFor) -> tuple[float, list[str]]:
        """Return the bits for "on purpose", and what they rest on in words."""
        told = (self._returned(one), self._spelt(one), self._organisation(one))
        said = [words for bits, words in told if bits > 0 and words]
        return sum(min(bits, CAP_BITS) for bits, _ in told), said

    def _returned(self, one: WentFor) -> tuple[float, str]:
        if one.sessions < 2:
            return 0.0, ""
        as_often = pdtrc(one.sessions - 1, self.visits) / pdtrc(0, self.visits)
        return -float(np.log2(max(as_often, 1e-9))), f"in {one.sessions} sessions"

    def _spelt(self, one: WentFor) -> tuple[float, str]:
        count = self.names.get(name_key(one.account), 0)
        if count < 2:
            return 0.0, ""
        return -float(np.log2(self.namesakes)), f"{count} addresses of one name"

    def _organisation(self, one: WentFor) -> tuple[float, str]:
        """Weigh how often others of its domain were gone for, itself left out."""
        domain = _domain(one.account)
        share = self.shares.get(domain, 0.0)
        if not share:
            return 0.0, ""
        others, total = self.domains[domain] - 1, sum(self.domains.values()) - 1
        more = (others + _LEAN * share) / (total + _LEAN) / share
        said = f"{others} others of its organisation" if others else ""
        return max(float(np.log2(more)), 0.0), said


def _domain(account: str) -> str:
    return account.partition("@")[2]
