"""Addresses that are one hand's: whatever comes from there is a campaign's, whomever it went for.

A group that hides whom it is after, or is after people whom no roster knows, sends most of its
tries elsewhere from servers that nobody else has. There what it keeps (programs, hours, what it
tries) says whose a session is, and whom it went for says nothing against it.
"""

import numpy as np
from scipy.special import betaln, gammaln

from rasid.campaigns.links import MISSING, Bits, Codes
from rasid.campaigns.suspects import Flags, Suspects

FOREIGN = 0.1
"""At an address of one hand at most this share of the sessions is not of strangers: its owner may
be a bystander once, and an exit is left by people who are at home behind it."""

ALIKE = 0.3
"""How alike the sessions of one address are (rho): ten of one hand weigh as three."""

SOLE_BITS = 2.0
"""From here on (4 to 1) an address is one hand's, with whatever comes from there."""

_KEPT = ("client", "rhythm", "conduct")
"""Families that tell one hand from another wherever it comes from and whomever it goes for."""


def sole_addresses(suspects: Suspects, families: dict[str, Bits], core: Bits, free: Flags) -> Flags:
    """Tell the sessions at addresses of the core where all others are the same hand's.

    `families` are what a core makes of each session, and `free` the sessions of strangers that no
    other campaign has. Weighed is what an address's other sessions keep, as Kish's effective number
    of them, and that they are as many beside the core's as at its other addresses (beta-binomial,
    against any number being as likely).
    """
    address = suspects.values("address")
    codes, count = address.codes, len(address.crowd)
    beside = free & (core <= 0)
    ours, others = _at(codes, core > 0, count), _at(codes, beside, count)
    foreign = address.crowd - ours - others
    alone = (ours > 0) & (foreign <= FOREIGN * (ours + others))
    kept = np.sum([families[family] for family in _KEPT], axis=0)
    mean = _at(codes, beside * kept, count) / np.maximum(others, 1.0)
    bits = mean * others / (1.0 + (others - 1.0) * ALIKE) + _as_many_bits(ours, others, alone)
    sole = alone & (others > 0) & (bits > SOLE_BITS)
    there = codes != MISSING
    there[there] = sole[codes[there]]
    return np.asarray(there & (beside | (core > 0)))


def _at(codes: Codes, weights: Bits | Flags, count: int) -> Bits:
    known = codes != MISSING
    return np.bincount(codes[known], weights[known], count).astype(np.float64)


def _as_many_bits(ours: Bits, others: Bits, alone: Flags) -> Bits:
    """Weigh that so many others are beside ours, by how many are where they may be `alone`.

    It may speak against one hand: an exit's other users are as many everywhere too.
    """
    more, fewer = (0.5 + told[alone].sum() - told for told in (others, ours))
    every = ours + others
    told = (
        gammaln(every + 1.0)
        - gammaln(others + 1.0)
        - gammaln(ours + 1.0)
        + betaln(np.maximum(others + more, 0.5), np.maximum(ours + fewer, 0.5))
        - betaln(np.maximum(more, 0.5), np.maximum(fewer, 0.5))
        + np.log(every + 1.0)
    )
    return np.asarray(np.minimum(told / np.log(2.0), 0.0))
