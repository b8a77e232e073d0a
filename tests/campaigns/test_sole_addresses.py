"""What comes from a group's own servers is its own, whomever it went for; an exit is nobody's."""

from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.membership import MEMBER_BITS, find_memberships
from rasid.campaigns.sole_addresses import sole_addresses
from rasid.campaigns.suspects import Suspects

SERVERS = 4
OURS = 12
"""Sessions of the core at each server."""

DECOYED = 4 * SERVERS * OURS


def at_servers(beside: list[int], *, foreign: int = 0) -> tuple[Suspects, np.ndarray]:
    """Return a core's sessions at servers, so many others at each, and who is no suspect there."""
    rows = [f"192.0.2.{server}" for server in range(SERVERS) for _ in range(OURS)]
    core = np.ones(len(rows))
    rows += [f"192.0.2.{server}" for server, count in enumerate(beside) for _ in range(count)]
    suspects = suspects_of(
        [Visit(n, f"a{n}", "look-up") for n in range(len(rows))], {"address": rows}
    )
    suspects.values("address").crowd[:] += foreign
    return suspects, np.append(core, np.zeros(len(rows) - len(core)))


@pytest.mark.parametrize(
    ("beside", "alike", "foreign", "expected"),
    [
        ([10, 14, 9, 12], 3.0, 0, [10, 14, 9, 12]),
        ([10, 14, 9, 12], 3.0, 1, [10, 14, 9, 12]),
        ([10, 14, 9, 12], 3.0, 9, [0, 0, 0, 0]),
        ([10, 14, 9, 12], 0.1, 0, [0, 0, 0, 0]),
        ([10, 14, 9, 12], -3.0, 0, [0, 0, 0, 0]),
        ([0, 0, 90, 0], 3.0, 0, [0, 0, 0, 0]),
    ],
    ids=["own", "bystander", "exit", "as anybody's", "another program", "a bot at one of them"],
)
def test_servers_of_one_hand_are_told(
    beside: list[int], alike: float, foreign: int, expected: list[int]
) -> None:
    """Others there keep what the core keeps, are as many everywhere, and nobody else is there."""
    suspects, core = at_servers(beside, foreign=foreign)
    families = {name: np.full(len(core), alike / 3) for name in ("client", "rhythm", "conduct")}
    sole = sole_addresses(suspects, families, core, np.ones(len(core), dtype=bool))
    server = suspects.values("address").codes

    assert expected == np.bincount(server, sole & (core == 0), SERVERS).tolist()


def test_another_campaigns_sessions_make_an_address_no_ones_own() -> None:
    """What is taken already came from there too."""
    suspects, core = at_servers([10, 14, 9, 12])
    families = {name: np.ones(len(core)) for name in ("client", "rhythm", "conduct")}
    taken = np.arange(len(core)) % 2 == 0

    assert not sole_addresses(suspects, families, core, ~taken | (core > 0)).any()


def with_decoys(seed: int) -> Suspects:
    """Return a group that goes for three strangers for each protected person, and a crowd."""
    draw = Random(seed)
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    for number in range(DECOYED):
        place, hour = f"198.51.100.{number % SERVERS}", str(8 + draw.randrange(6))
        rows.append((place, "AS1", f"b{draw.randrange(2)}", hour))
        protected = number // SERVERS % 4 == 0
        name = f"p{draw.randrange(40)}" if protected else f"d{number}"
        tactic = draw.choice(["look-up", "look-up", "recovery"])
        visits.append(Visit(number, name, tactic, protected=protected, home_bits=-6.0))
    for number in range(900):
        network, client = f"AS{2 + draw.randrange(9)}", f"b{draw.randrange(12)}"
        rows.append((f"203.0.113.{number}", network, client, str(draw.randrange(24))))
        tactic = draw.choice(["look-up", "sign-in refused", "sign-in refused", "recovery"])
        name, protected = (f"q{number}", True) if number % 40 == 0 else (f"a{number}", False)
        visits.append(Visit(len(rows) - 1, name, tactic, protected=protected, home_bits=-1.0))
    titles = ("address", "network", "client", "hour")
    return suspects_of(visits, dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True)))


@pytest.mark.parametrize("seed", range(1, 5))
def test_decoys_are_found_with_whom_they_hide(seed: int) -> None:
    """From servers that nobody else has, whoever went for strangers went for the people too."""
    suspects = with_decoys(seed)
    member, *_ = find_memberships(suspects)
    mine = np.arange(len(suspects.session_ids)) < DECOYED
    found = member.session_bits() > MEMBER_BITS

    assert found[mine].mean() > 0.98
    assert found[~mine].sum() <= 3
