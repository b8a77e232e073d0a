"""A group of which there is little to see: few sittings, partly from where everybody is."""

from dataclasses import replace
from random import Random

from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Operator, Pool, draw_operators, draw_pool
from rasid.scenarios.world.build import World


def draw_little(world: World, rng: Random) -> Pool:
    """Draw a few servers, exits and homes; in some seeds nearly all is shared with others."""
    pool, shared = draw_pool(world, rng), rng.uniform(0.1, 0.9)
    return replace(
        pool,
        servers=tuple(replace(server, first=0) for server in pool.servers[: rng.randint(1, 4)]),
        exits=pool.exits[: rng.randint(1, 3)],
        homes=pool.homes[: rng.randint(1, 4)],
        weights={"server": 1 - shared, "exit": 0.7 * shared, "home": 0.3 * shared},
    )


def draw_one_or_two(world: World, rng: Random) -> tuple[Operator, ...]:
    """Draw one operator, or two."""
    return draw_operators(world, rng)[: rng.randint(1, 2)]


FAINT = Manner(draw_pool=draw_little, draw_operators=draw_one_or_two)
