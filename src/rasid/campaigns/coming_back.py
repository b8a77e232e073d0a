"""That somebody comes back: particular people are gone for again, a list is worked off once."""

import numpy as np

from rasid.campaigns.links import Codes
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import aimed_bits


def come_back(suspects: Suspects, places: Codes) -> tuple[float, str]:
    """Weigh to how many accounts some visits came back on another day, in bits; and in words.

    The Bayes factor of `aimed_bits`, against each account and day having been picked at random
    among the accounts of a mail domain. Addresses that are no account do not count.
    """
    real = places[suspects.exists[suspects.visit_account[places]] > 0]
    picks = np.unique(np.stack([suspects.visit_account[real], suspects.occasion[real]]), axis=1)[0]
    accounts, times = np.unique(picks, return_counts=True)
    domain = suspects.domain[accounts]
    of_domain = np.bincount(domain, times, int(suspects.domain.max(initial=0)) + 1)[domain]
    chance = -np.expm1(-of_domain / np.maximum(suspects.mates[accounts], 1))
    again = times > 1
    said = f"came back to {again.sum()} of {len(accounts)} accounts on another day"
    bits = aimed_bits(np.ones(len(accounts)), again, chance)
    return bits, f"{said}; {chance.sum():.1f} would be by chance"
