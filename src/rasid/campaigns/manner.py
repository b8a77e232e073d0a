"""How sessions went about it: in whose company, on how many accounts, and how far from home."""

import numpy as np

from rasid.campaigns.links import MISSING, Bits, Codes, LinkValues
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.weighing import Sides, own_kind_bits

_HOME_EDGES = (-8.0, -4.0, -1.0, 0.0, 1e-9, 2.0, 4.0, 6.0)


def read_shown(suspects: Suspects) -> list[Codes]:
    """Return what each visit shows that sessions are weighed by, besides whom it went for."""
    manner = (values.codes for values in suspects.links if values.link.family == "manner")
    home = np.sign(suspects.home_bits).astype(np.int64) + 1
    return [
        suspects.tactic,
        suspects.same_person.astype(np.int64),
        suspects.follow_up_kinds,
        home_levels(suspects) * 3 + home,
        *(codes[suspects.visit_session] - MISSING for codes in manner),
    ]


def manner_bits(suspects: Suspects, both: Sides, most: float) -> Bits:
    """Weigh how a session went about it, among visits that tried the same."""
    total = np.zeros(len(suspects.visit_session[both.asked]))
    for values in suspects.links:
        if values.link.family == "manner":
            levels = both.told.once(_of_visits, values, suspects)
            bits = own_kind_bits(levels, suspects.tactic, both, values.link.cap_bits)
            total += np.where(levels[both.asked] == 0, 0.0, bits)
    return np.clip(total, -most, most)


def _of_visits(values: LinkValues, suspects: Suspects) -> Codes:
    return values.codes[suspects.visit_session] - MISSING


def strangeness_bits(suspects: Suspects, both: Sides, most: float) -> Bits:
    """Weigh how far from home an account is, among those of which the logs know a home.

    That it is far from home never speaks for its owner, and that it is at home never against them:
    who is at home and had no trouble is no suspect, so that others seldom look so.
    """
    known = both.told.once(_known, suspects)
    bits = own_kind_bits(both.told.once(home_levels, suspects), known, both, most)
    home, known = suspects.home_bits[both.asked], known[both.asked]
    return np.select([home < 0.0, known > 0], [np.maximum(bits, 0.0), np.minimum(bits, -home)], 0.0)


def _known(suspects: Suspects) -> Codes:
    return np.asarray(suspects.home_bits != 0.0, dtype=np.int64)


def home_levels(suspects: Suspects) -> Codes:
    """Return how far from home each visit's account is, as a code from far to near."""
    return np.searchsorted(_HOME_EDGES, suspects.home_bits, side="right").astype(np.int64)
