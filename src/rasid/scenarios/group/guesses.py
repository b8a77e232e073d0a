"""How a group guesses addresses: a name written in the ways that people call their mailboxes."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.group.targets import Prey
from rasid.scenarios.world.names import LOCAL_PARTS, draw_number, local_part

_ODDER = ("{family}{given}", "{given}-{family}", "{given}{family}{number}", "{nick}", "{given}")


@dataclass(frozen=True, slots=True)
class Guessing:
    """One group's habit: the patterns it tries, its favourites first."""

    patterns: tuple[str, ...]
    known_share: float

    def guesses(self, rng: Random, prey: Prey, domains: tuple[str, ...], count: int) -> list[str]:
        """Return so many different addresses to ask for, those it has heard of among them."""
        found = dict.fromkeys(known for known in prey.known if rng.random() < self.known_share)
        places = [prey.domain] * bool(prey.domain) + list(domains)
        for _ in range(20 * count):
            if len(found) >= count:
                break
            pattern = self.patterns[min(int(rng.expovariate(0.45)), len(self.patterns) - 1)]
            local = local_part(prey.name, pattern, draw_number(rng))
            found[f"{local}@{rng.choice(places)}"] = None
        order = list(found)[:count]
        rng.shuffle(order)
        return order


def draw_guessing(rng: Random) -> Guessing:
    """Draw a group's habit."""
    patterns = [*LOCAL_PARTS, *_ODDER]
    return Guessing(tuple(rng.sample(patterns, rng.randint(6, 11))), rng.uniform(0.55, 0.9))
