"""What one hand keeps: an address that is a campaign's alone, among few others and among many."""

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.kept import KEPT_CAPS, SOLE_BITS, infrastructure_bits, prior_bits

OURS = 6


def sole_address(others: int) -> tuple[float, float]:
    """Return what the core's own address says of a session of it, and the prior, among others."""
    address = ["198.51.100.1"] * OURS + [f"192.0.2.{n}" for n in range(others)]
    network = ["AS64500"] * OURS + [f"AS{n}" for n in range(others)]
    visits = [Visit(n, f"a{n}@x.example") for n in range(OURS + others)]
    suspects = suspects_of(visits, {"address": address, "network": network})
    core = np.zeros(OURS + others)
    core[:OURS] = 1.0
    rest = np.ones(len(core))
    return float(infrastructure_bits(suspects, core, rest)[0]), prior_bits(core, rest)


@pytest.mark.parametrize("others", [40, 400, 4_000])
def test_an_address_of_ones_own_outweighs_however_many_others_there_are(others: int) -> None:
    """Twice as many strangers make a member half as likely, and the address twice as telling."""
    bits, prior = sole_address(others)

    assert 0.0 < bits + prior
    assert bits <= max(KEPT_CAPS["infrastructure"], SOLE_BITS - prior) + 1e-9
