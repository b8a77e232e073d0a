"""How a kind of group goes about its work; what a manner does not say is the patient group's."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from rasid.scenarios.group.group import Group
from rasid.scenarios.group.profile import (
    Hours,
    Operator,
    Pool,
    draw_hours,
    draw_operators,
    draw_pool,
)
from rasid.scenarios.group.targets import Prey, draw_categories
from rasid.scenarios.group.work import work_patiently
from rasid.scenarios.parameters import Funnel, Parameters
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World


def draw_methods(rng: Random) -> dict[str, float]:
    """Draw how much a group likes each way of attacking."""
    return {
        "password": rng.uniform(0.3, 1.0),
        "recovery": rng.uniform(0.3, 1.0),
        "factor": rng.uniform(0.1, 0.9),
    }


def draw_effort(parameters: Parameters, _rng: Random) -> Funnel:
    """Return all of what the parameters say is done to protected people."""
    return parameters.funnel


@dataclass(frozen=True, slots=True)
class Manner:
    """When a group works, where it hides, what it runs, whom it is after, how far it gets and how.

    All is drawn anew for every seed. `work` logs it all and returns whom the group was after.
    """

    draw_hours: Callable[[World, Random], Hours] = draw_hours
    draw_pool: Callable[[World, Random], Pool] = draw_pool
    draw_operators: Callable[[World, Random], tuple[Operator, ...]] = draw_operators
    draw_effort: Callable[[Parameters, Random], Funnel] = draw_effort
    draw_categories: Callable[[World, Random, Funnel], tuple[str, ...]] = draw_categories
    draw_methods: Callable[[Random], dict[str, float]] = draw_methods
    techniques: tuple[str, ...] = ()
    work: Callable[[Scene, Group], tuple[Prey, ...]] = work_patiently


PATIENT = Manner()


def draw_group(scene: Scene, manner: Manner, number: int) -> Group:
    """Draw one of the groups of a seed, which count from 0."""
    world, rng = scene.world, scene.rng
    hours = manner.draw_hours(world, rng)
    pool = manner.draw_pool(world, rng)
    operators = manner.draw_operators(world, rng)
    funnel = manner.draw_effort(world.parameters, rng)
    return Group(
        number=number,
        hours=hours,
        pool=pool,
        operators=operators,
        categories=manner.draw_categories(world, rng, funnel),
        methods=manner.draw_methods(rng),
        funnel=funnel,
        techniques=manner.techniques,
    )
