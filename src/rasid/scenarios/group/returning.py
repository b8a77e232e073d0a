"""A group that stops for a week or more, and comes back from elsewhere to the same people."""

from dataclasses import replace
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Hours, Pool, draw_hours, draw_pool
from rasid.scenarios.world.build import World

_LONGEST = 12
_AT_EITHER_END = 5


def draw_interrupted(world: World, rng: Random) -> Hours:
    """Draw working hours with a stretch of days without any."""
    return replace(draw_hours(world, rng), away=_pause(world))


def draw_two_pools(world: World, rng: Random) -> Pool:
    """Draw where the group hides before the pause, and after it."""
    first, second = draw_pool(world, rng), draw_pool(world, rng)
    return replace(first, later=second, since=_pause(world).stop)


def _pause(world: World) -> range:
    """Draw the days off of this seed, 7 to 12 where the month is long enough."""
    rng, days = stream(world.parameters.seed, "pause"), world.month.days
    length = min(rng.randint(7, _LONGEST), days - 2 * _AT_EITHER_END)
    first = rng.randint(_AT_EITHER_END, days - _AT_EITHER_END - length)
    return range(first, first + length)


RETURNING = Manner(draw_hours=draw_interrupted, draw_pool=draw_two_pools)
