"""How readily somebody gets in: intruders seldom do, and a team that travels nearly always."""

import numpy as np
from scipy.special import betaln

from rasid.campaigns.links import MISSING, SEEN, Bits, Codes
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import ALIKE_IN_A_DAY, again_levels, alikeness

RARE, COMMON = (2.0, 18.0), (9.0, 1.0)
"""Of whom an intruder, and who has the right passwords, gets into: one account in ten, and nine.
Parameters of beta distributions: who has them may be a hotel's guests, half of whom forgot theirs,
and is spread more widely than intruders, none of whom gets into three quarters of many."""

TEAM_BITS = -6.0
"""From here down (64 to 1) those of one organisation who come from one address are its own."""


def let_in_bits(entered: Bits, tried: Bits) -> Bits:
    """Weigh how many accounts of those `tried` were `entered`; it never speaks for an intruder.

    log2 of two beta-binomial likelihoods: an intruder who gets in once in ten accounts or so, and
    a tool, a team or a gateway with the right passwords that fails as rarely.
    """
    rare, common = (
        betaln(entered + won, tried - entered + lost) - betaln(won, lost)
        for won, lost in (RARE, COMMON)
    )
    return np.asarray(np.minimum(0.0, (rare - common) / np.log(2.0)))


def own_team(suspects: Suspects, members: Bits) -> Flags:
    """Tell the visits from where members got into nearly all that they tried of an organisation.

    That is its team behind one exit, a hotel's say. Accounts for which members elsewhere went do
    not count, since who has a password comes back for it, nor do addresses that are no account,
    which nobody gets into; and the larger the organisation, the less do those who come from one
    address belong together.
    """
    address = suspects.values("address").codes[suspects.visit_session]
    place = address * (int(suspects.domain.max(initial=0)) + 1)
    place += suspects.domain[suspects.visit_account]
    places = np.unique(place, return_inverse=True)[1].reshape(-1)
    counted = (members[suspects.visit_session] >= SEEN) & (again_levels(suspects, members) == 0)
    counted &= (address != MISSING) & (suspects.exists[suspects.visit_account] > 0)
    entered, tried = (
        _accounts(suspects, places, counted & did) for did in (suspects.inside, suspects.entering)
    )
    alike = alikeness(suspects)[suspects.visit_account] / ALIKE_IN_A_DAY
    return np.asarray(alike * let_in_bits(entered, tried)[places] <= TEAM_BITS)


def _accounts(suspects: Suspects, places: Codes, counted: Flags) -> Bits:
    """Return how many accounts some visits are of, at each place."""
    _, first = np.unique(suspects.name_at_address[counted], return_index=True)
    found = np.bincount(places[counted][first], minlength=int(places.max(initial=-1)) + 1)
    return found.astype(np.float64)
