"""How a kind of group goes about its work; what a manner does not say is the patient group's."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from rasid.scenarios.group.profile import Operator, Pool, draw_operators, draw_pool
from rasid.scenarios.world.build import World


def draw_methods(rng: Random) -> dict[str, float]:
    """Draw how much a group likes each way of attacking."""
    return {
        "password": rng.uniform(0.3, 1.0),
        "recovery": rng.uniform(0.3, 1.0),
        "factor": rng.uniform(0.1, 0.9),
    }


@dataclass(frozen=True, slots=True)
class Manner:
    """Where a group hides, what it runs, and how it attacks: each drawn anew for every seed."""

    draw_pool: Callable[[World, Random], Pool] = draw_pool
    draw_operators: Callable[[World, Random], tuple[Operator, ...]] = draw_operators
    draw_methods: Callable[[Random], dict[str, float]] = draw_methods


PATIENT = Manner()
