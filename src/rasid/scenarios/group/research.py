"""The group's research: which sitting asks for which addresses, and when."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.group.guesses import Guessing
from rasid.scenarios.group.profile import Hours
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.world.build import World


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of research: when it begins and the addresses asked for, in order."""

    start: int
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Research:
    """All sittings, and since when each person (by position in the prey) has been looked into."""

    sittings: tuple[Sitting, ...]
    done_at: dict[int, int]


def plan_research(
    world: World,
    rng: Random,
    prey: tuple[Prey, ...],
    guessing: Guessing,
    hours: Hours,
    attempts: int,
) -> Research:
    """Plan exactly so many look-ups, person by person, organisations one after another."""
    queue = _queue(world, rng, prey, guessing, attempts)
    sizes = _sizes(rng, len(queue))
    first, last = world.month.start_ms, world.month.end_ms - DAY_MS // 8
    starts = sorted(hours.draw(rng, world.month, first, last) for _ in sizes)
    sittings, done_at, position = [], {}, 0
    for start, size in zip(starts, sizes, strict=True):
        part = queue[position : position + size]
        position += size
        sittings.append(Sitting(start, tuple(wanted for _, wanted in part)))
        done_at |= {number: start for number, _ in part}
    return Research(tuple(sittings), done_at)


def _queue(
    world: World, rng: Random, prey: tuple[Prey, ...], guessing: Guessing, attempts: int
) -> list[tuple[int, str]]:
    """Order the guesses; some of the prey are never looked up, some guesses are tried again."""
    researched = [number for number, _ in enumerate(prey) if rng.random() < 0.85] or [0]
    rank = {prey[number].domain: rng.random() for number in researched}
    researched.sort(key=lambda number: (rank[prey[number].domain], number))
    mean = attempts / len(researched)
    queue: list[tuple[int, str]] = []
    for number in researched:
        count = max(1, int(mean * rng.uniform(0.4, 1.7)))
        guesses = guessing.guesses(rng, prey[number], world.domains, count)
        queue += [(number, wanted) for wanted in guesses]
    while len(queue) < attempts:
        number = rng.choice(researched)
        again = guessing.guesses(rng, prey[number], world.domains, rng.randint(1, 4))
        queue += [(number, wanted) for wanted in again]
    return queue[:attempts]


def _sizes(rng: Random, total: int) -> list[int]:
    """Cut the queue into sittings of one to a dozen look-ups."""
    sizes = []
    while (left := total - sum(sizes)) > 0:
        sizes.append(min(left, rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 12))))
    return sizes
