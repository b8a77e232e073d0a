"""What one hand keeps: an address of a campaign's alone, and programs that many have."""

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.kept import (
    KEPT_CAPS,
    NEWNESS_BITS,
    SOLE_BITS,
    client_bits,
    infrastructure_bits,
    prior_bits,
)
from rasid.campaigns.links import link_bits

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


def test_who_counts_less_than_those_alike_is_told_apart() -> None:
    """Sessions of one program weigh what they would each by itself, however much each counts."""
    suspects = suspects_of(
        [Visit(n, f"a{n}@x.example") for n in range(40)],
        {"client": [f"c{n % 3}" for n in range(40)]},
    )
    core, rest = np.zeros(40), np.ones(40)
    core[:6] = 1.0
    rest[[6, 7, 9, 20, 21, 33]] = 0.5
    alone = link_bits(suspects.values("client"), core, rest)

    found = client_bits(suspects, core, rest)

    assert found == pytest.approx(np.maximum(alone, NEWNESS_BITS))
