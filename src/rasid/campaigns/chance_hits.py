"""How many of a group's hits are a crowd's by chance: who works beside a spray is judged apart.

A spray hits protected people as often as it hits anybody. What it hit of them and a campaign claims
is missing among what it is left with: so many of the campaign's hits are none.
"""

import numpy as np

from rasid.campaigns.links import MISSING, Codes, distinct
from rasid.campaigns.suspects import Flags, Suspects

MOST_OF_ONE = 0.5
"""What chance hits at most within an organisation, though all of it be on the roster: whoever goes
for nobody but protected people there is aimed."""


def crowd_beside(suspects: Suspects, places: Codes) -> Flags:
    """Tell the visits with trouble of other hands by the networks or programs of these visits.

    What came from the same sources and was left out, for whom it went for, is among them.
    """
    mine = np.zeros(len(suspects.visit_session), dtype=bool)
    mine[places] = True
    sessions = np.unique(suspects.visit_session[places])
    near = np.zeros(len(suspects.session_ids), dtype=bool)
    near[sessions] = True
    for title in ("network", "client"):
        codes = suspects.values(title).codes
        near |= np.isin(codes, np.setdiff1d(codes[sessions], [MISSING]))
    return np.asarray(suspects.strange & near[suspects.visit_session] & ~mine)


def hits_by_chance(
    suspects: Suspects, ours: Codes, crowd: Codes, wanted: Flags, usual: float
) -> float:
    """Return how many of the hits of `ours` are those that a crowd would have and lacks.

    Both are places of visits. By chance is the `usual` share of the accounts that they went for in
    all, or that within an account's organisation if it is more, and as many more as chance makes
    that differ (one standard deviation).
    """
    beside, all_accounts = (
        distinct(suspects.visit_account[places], len(suspects.accounts))
        for places in (crowd, np.append(ours, crowd))
    )
    chance = np.maximum(np.minimum(suspects.mates_share[all_accounts], MOST_OF_ONE), usual)
    expected = float(chance.sum())
    missing = expected + np.sqrt(expected) - float(wanted[beside].sum())
    return float(max(missing, 0.0))
