"""What one hand keeps from session to session: its addresses and networks, programs, and hours."""

import numpy as np

from rasid.campaigns.links import Bits, Codes, link_bits, seen_elsewhere
from rasid.campaigns.suspects import Suspects

KEPT_CAPS = {"infrastructure": 9.0, "client": 7.0, "rhythm": 5.0}
"""What each may weigh in a session, in bits, either way."""

NEWNESS_BITS = -3.0
"""What a new client may speak against a session at most: whoever has used one takes up another."""

STRAY = 0.1
"""How much of a group's work may fall at any hour: that bounds what rhythm speaks against."""


def infrastructure_bits(
    suspects: Suspects, core: Bits, rest: Bits, units: Codes | None = None
) -> Bits:
    """Return what the address says; where it is new to the campaign, what its network says too.

    A new network brings a new address with it: that is one thing, and told once. New addresses that
    are known as somebody's, as others of the campaign are, speak for it. Sessions of one of the
    `units` do not speak for each other; each is one without them, here as in what follows.
    """
    address, network = suspects.values("address"), suspects.values("network")
    near, far = (link_bits(values, core, rest, units) for values in (address, network))
    told = np.where(seen_elsewhere(network, core, units), near + far, np.minimum(near, far))
    told = told + claim_bits(suspects, core, rest, units)
    cap = KEPT_CAPS["infrastructure"]
    return np.clip(np.where(seen_elsewhere(address, core, units), near, told), -cap, cap)


def claim_bits(suspects: Suspects, core: Bits, rest: Bits, units: Codes | None = None) -> Bits:
    """Return what it says that rules know an address as somebody's, if others of the core are.

    That they know nothing of an address says nothing.
    """
    bits = link_bits(suspects.claimed, core, rest, units)
    return np.where(suspects.claimed.codes > 0, np.maximum(bits, 0.0), 0.0)


def client_bits(suspects: Suspects, core: Bits, rest: Bits, units: Codes | None = None) -> Bits:
    """Return what the program says."""
    return np.maximum(link_bits(suspects.values("client"), core, rest, units), NEWNESS_BITS)


def rhythm_bits(suspects: Suspects, core: Bits, rest: Bits, units: Codes | None = None) -> Bits:
    """Return what the hour and the day of the week say."""
    links = (values for values in suspects.links if values.link.family == "rhythm")
    total = np.sum([link_bits(values, core, rest, units) for values in links], axis=0)
    total = np.log2((1.0 - STRAY) * np.exp2(total) + STRAY)
    return np.asarray(np.clip(total, -KEPT_CAPS["rhythm"], KEPT_CAPS["rhythm"]))
