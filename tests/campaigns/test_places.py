"""Addresses of which the same can be said are told once, and weigh what each does by itself."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.kept import SOLE_BITS, infrastructure_bits, prior_bits
from rasid.campaigns.links import Bits, link_bits, seen_elsewhere
from rasid.campaigns.suspects import Suspects

SESSIONS = 80


def each_by_itself(suspects: Suspects, core: Bits, rest: Bits) -> Bits:
    """Return what each session's address says, told of that session alone."""
    address, cap = suspects.values("address"), max(9.0, SOLE_BITS - prior_bits(core, rest))
    link = replace(address.link, cap_bits=cap)
    bits = link_bits(replace(address, link=link), core, rest)
    told = np.where(seen_elsewhere(address, core), bits, np.minimum(bits, 0.0))
    return np.clip(told, -9.0, cap)


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
    expected = each_by_itself(suspects, core, rest)

    assert len(suspects.places.first) < len(suspects.values("address").names)
    assert infrastructure_bits(suspects, core, rest) == pytest.approx(expected, abs=1e-9)


def test_among_intruders_an_address_weighs_by_those_who_came_from_there() -> None:
    """Addresses from which as many came, as often, are not alike where fewer of these intruded."""
    sizes, near, visits = list[int](), list[str](), list[Visit]()
    for place in range(20):
        intrude = place % 2
        for size in (1, 3) if intrude else (2, 2):
            tactic = "recovery" if intrude else "look-up"
            accounts = (f"a{len(sizes)}{turn}@x.example" for turn in range(size))
            visits += [Visit(len(sizes), account, tactic) for account in accounts]
            near.append(f"192.0.2.{place}")
            sizes.append(size)
    suspects = suspects_of(visits, {"address": near})
    core = np.array([1.0 * (n < 4) for n in range(len(sizes))])

    for count in suspects.intruding:
        for rest in (np.sign(count).astype(np.float64), count.astype(np.float64) / 3.0):
            assert infrastructure_bits(suspects, core, rest) == pytest.approx(
                each_by_itself(suspects, core, rest), abs=1e-9
            )
