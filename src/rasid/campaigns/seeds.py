"""Where a campaign shows first: a source that goes for protected people beyond chance."""

from dataclasses import dataclass

import numpy as np

from rasid.campaigns.likeness import ALIKE_SHARES
from rasid.campaigns.links import MISSING, SEEN, Bits, Codes, LinkValues
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import beyond_chance_bits, expected_hits
from rasid.tables.sessions import HOME_BITS

PIVOTS = (("address",), ("address", "client"))
"""What is tried as a source: an address, and one client of it."""

SURE_BITS = 7.0
"""What must remain of a seed's weight after the number of sources tried: 128 to 1."""

LIKE_A_PROTECTED = 2
"""From this level on, an address that is no account counts as a protected person's."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Sessions of one source, as membership probabilities, and the weight that made them one."""

    members: Bits
    bits: float
    source: str


def find_seed(suspects: Suspects, taken: Bits) -> Seed | None:
    """Return the weightiest source among sessions that are not taken, or None if none is sure."""
    seeds = [
        seed
        for titles in PIVOTS
        for wanted, usual in (
            (suspects.protected, suspects.protected_share),
            (_sought(suspects), suspects.protected_share + ALIKE_SHARES[1]),
        )
        if (seed := _best_source(suspects, titles, taken, wanted, usual))
    ]
    return max(seeds, key=lambda seed: seed.bits, default=None)


def _sought(suspects: Suspects) -> Flags:
    """Tell the accounts that are protected or guesses at a protected person's address."""
    guesses = (suspects.alike >= LIKE_A_PROTECTED) & (suspects.exists == 0)
    return np.asarray(suspects.protected | guesses)


def _best_source(
    suspects: Suspects, titles: tuple[str, ...], taken: Bits, wanted: Flags, usual: float
) -> Seed | None:
    links = [suspects.values(title) for title in titles]
    codes = _joined(links)
    session, account = suspects.visit_session, suspects.visit_account
    source = codes[session]
    usable = suspects.troubled & (source != MISSING) & (taken[session] < SEEN)
    usable &= suspects.home_bits < HOME_BITS
    usable &= ~_settled(suspects, source)
    if not usable.any():
        return None
    expected = expected_hits(suspects, taken, wanted, usual)
    pairs, first = np.unique(np.stack([source[usable], account[usable]]), axis=1, return_index=True)
    count = int(codes.max()) + 1

    def per_source(weights: Bits) -> Bits:
        return np.bincount(pairs[0], weights, count).astype(np.float64)

    tries = per_source(np.ones(len(first)))
    hits = per_source(wanted[pairs[1]].astype(np.float64))
    chance = per_source(expected[usable][first])
    bits = beyond_chance_bits(hits, tries, chance) - np.log2((tries > 0).sum())
    best = int(np.argmax(bits))
    if bits[best] < SURE_BITS:
        return None
    aimed = usable & (source == best)
    members = np.zeros(len(suspects.session_ids))
    members[session[aimed]] = 1.0
    values = [link.names[link.codes[session[aimed][0]]] for link in links]
    return Seed(members, float(bits[best]), " · ".join(values))


def _settled(suspects: Suspects, source: Codes) -> Flags:
    """Tell the visits whose account also signs in quietly at the same source: its own people."""
    place = source * len(suspects.accounts) + suspects.visit_account
    quiet = ~suspects.troubled & suspects.inside
    return np.isin(place, place[quiet])


def _joined(links: list[LinkValues]) -> Codes:
    stacked = np.stack([link.codes for link in links])
    missing = (stacked == MISSING).any(axis=0)
    _, codes = np.unique(stacked, axis=1, return_inverse=True)
    return np.where(missing, MISSING, codes.reshape(-1)).astype(np.int64)
