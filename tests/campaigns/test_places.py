"""Addresses of which the same can be said are told once, and weigh what each does by itself."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.kept import SOLE_BITS, infrastructure_bits, prior_bits
from rasid.campaigns.links import link_bits, seen_elsewhere

SESSIONS = 80


@pytest.mark.parametrize("seed", range(5))
def test_addresses_of_one_look_weigh_what_each_does(seed: int) -> None:
    """Sessions without an address, of several visits, and beside members at theirs included."""
    draw = Random(seed)
    visits = [
        Visit(n, f"a{n}{turn}@x.example") for n in range(SESSIONS) for turn in range(1 + n % 2)
    ]
    near = [draw.choice([None, *(f"192.0.2.{n}" for n in range(40))]) for _ in range(SESSIONS)]
    suspects = suspects_of(visits, {"address": near})
    core = np.array([draw.choice([0.0, 0.0, 0.0, 0.5, 1.0]) for _ in range(SESSIONS)])
    rest = suspects.size / 3.0
    address, cap = suspects.values("address"), max(9.0, SOLE_BITS - prior_bits(core, rest))
    link = replace(address.link, cap_bits=cap)
    bits = link_bits(replace(address, link=link), core, rest)
    expected = np.where(seen_elsewhere(address, core), bits, np.minimum(bits, 0.0))

    assert len(suspects.places.first) < len(address.names)
    assert infrastructure_bits(suspects, core, rest) == pytest.approx(
        np.clip(expected, -9.0, cap), abs=1e-9
    )
