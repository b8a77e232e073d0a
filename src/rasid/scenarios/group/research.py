"""The group's research: which sitting asks for which addresses, and when."""

from dataclasses import dataclass
from typing import NamedTuple

from rasid.scenarios.group.guesses import Guessing
from rasid.scenarios.group.profile import Hours
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.scene import Scene


class Questions(NamedTuple):
    """One sitting of research: when it begins and the addresses asked for, in order."""

    start: int
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Research:
    """All sittings, and when each of the prey (by position) was last asked for."""

    sittings: tuple[Questions, ...]
    done_at: dict[int, int]


@dataclass(frozen=True, slots=True)
class Researcher:
    """Plans a month of look-ups."""

    scene: Scene
    prey: tuple[Prey, ...]
    guessing: Guessing
    hours: Hours

    def plan(self, attempts: int) -> Research:
        """Plan exactly so many look-ups, person by person, more of them early in the month.

        A group that goes for nobody asks for nobody.
        """
        if not self.prey:
            return Research((), {})
        queue = self._queue(attempts)
        sizes = self._sizes(len(queue))
        starts = sorted(self._start() for _ in sizes)
        sittings: list[Questions] = []
        done_at: dict[int, int] = {}
        for start, size in zip(starts, sizes, strict=True):
            part, queue = queue[:size], queue[size:]
            sittings.append(Questions(start, tuple(wanted for _, wanted in part)))
            done_at |= {number: start for number, _ in part}
        return Research(tuple(sittings), done_at)

    def _queue(self, attempts: int) -> list[tuple[int, str]]:
        """Order the guesses, organisation by organisation; some of the prey are never asked for."""
        rng = self.scene.rng
        researched = [n for n, _ in enumerate(self.prey) if rng.random() < 0.85] or [0]
        rank = {self.prey[number].domain: rng.random() for number in researched}
        researched.sort(key=lambda number: (rank[self.prey[number].domain], number))
        mean = attempts / len(researched)
        queue: list[tuple[int, str]] = []
        for number in researched:
            queue += self._guesses(number, max(1, int(mean * rng.uniform(0.4, 1.7))))
        while len(queue) < attempts:
            queue += self._guesses(rng.choice(researched), rng.randint(1, 4))
        return queue[:attempts]

    def _guesses(self, number: int, count: int) -> list[tuple[int, str]]:
        domains = self.scene.world.domains
        guesses = self.guessing.guesses(self.scene.rng, self.prey[number], domains, count)
        return [(number, wanted) for wanted in guesses]

    def _sizes(self, total: int) -> list[int]:
        """Cut the queue into sittings of one to a dozen look-ups."""
        sizes: list[int] = []
        while total > 0:
            sizes.append(min(total, self.scene.rng.choice((1, 2, 3, 4, 5, 6, 7, 8, 10, 12))))
            total -= sizes[-1]
        return sizes

    def _start(self) -> int:
        month, rng = self.scene.month, self.scene.rng
        span = month.end_ms - month.start_ms - DAY_MS // 8
        last = month.start_ms + int(span * (1 - 0.4 * rng.random()))
        return self.hours.draw(rng, month, month.start_ms, last)
