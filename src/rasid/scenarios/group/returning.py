"""A group that stops for a week or more, and comes back from elsewhere to the same people."""

from dataclasses import dataclass, replace
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Hours, Pool, draw_hours, draw_pool
from rasid.scenarios.group.steps import attack
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.group.visits import Visit, Visits
from rasid.scenarios.group.work import work_patiently
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account

_LONGEST = 12
_AT_EITHER_END = 7


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


@dataclass(frozen=True, slots=True)
class Again(Visits):
    """Plans visits some of which are made again after the pause."""

    def attacks(self, account: Account, earliest: int) -> list[Visit]:
        """Plan visits that fail, and for some accounts another one long after."""
        rng, back = self.scene.rng, self.scene.month.at(self.hours.away.stop, 0)
        found = Visits.attacks(self, account, earliest)
        if found and found[-1].moment < back and rng.random() < 0.5:
            steps = tuple(attack(rng, account, self.method(account)))
            found.append(Visit(self.moment(back, 9), account, steps))
        return found


def work_and_return(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log patient work before the pause, and after it partly on the same people."""
    return work_patiently(scene, group, visiting=Again)


RETURNING = Manner(draw_hours=draw_interrupted, draw_pool=draw_two_pools, work=work_and_return)
