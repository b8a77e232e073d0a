"""Two groups in one month: other hours, servers and ways, and a few victims in common."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import OFFSETS, Hours, draw_hours
from rasid.scenarios.group.targets import holding
from rasid.scenarios.parameters import Funnel, Parameters
from rasid.scenarios.world.build import World


@dataclass(frozen=True, slots=True)
class _Half:
    """What one of the two does, as far as it depends on the other."""

    second: bool

    def hours(self, world: World, rng: Random) -> Hours:
        """Draw a rhythm in one half of the world."""
        offsets = OFFSETS[5:] if self.second else OFFSETS[:5]
        while (hours := draw_hours(world, rng)).utc_offset not in offsets:
            pass
        return hours

    def effort(self, parameters: Parameters, _rng: Random) -> Funnel:
        """Return this half's part of the month's funnel; the two parts make the whole."""
        share, funnel = stream(parameters.seed, "pair").uniform(0.35, 0.65), parameters.funnel
        parts = [(int(whole * share), whole - int(whole * share)) for whole in _numbers(funnel)]
        return Funnel(*(part[self.second] for part in parts))

    def categories(self, world: World, _rng: Random, funnel: Funnel) -> tuple[str, ...]:
        """Take categories from one end of the same order; one at least is taken by both."""
        order = list(world.parameters.categories)
        stream(world.parameters.seed, "pair's victims").shuffle(order)
        if not self.second:
            return holding(world, order, 2 * funnel.attacked)
        mine = holding(world, order[::-1], 2 * funnel.attacked)
        return mine if order[0] in mine else (*mine, order[0])


def _numbers(funnel: Funnel) -> tuple[int, int, int]:
    return funnel.attempts, funnel.attacked, funnel.compromised


def _guessing(rng: Random) -> dict[str, float]:
    return {
        "password": rng.uniform(0.5, 1.0),
        "recovery": rng.uniform(0.0, 0.3),
        "factor": rng.uniform(0.2, 0.9),
    }


def _resetting(rng: Random) -> dict[str, float]:
    return {
        "password": rng.uniform(0.1, 0.4),
        "recovery": rng.uniform(0.5, 1.0),
        "factor": rng.uniform(0.0, 0.3),
    }


def _manner(half: _Half, draw_methods: Callable[[Random], dict[str, float]]) -> Manner:
    return Manner(
        draw_hours=half.hours,
        draw_effort=half.effort,
        draw_categories=half.categories,
        draw_methods=draw_methods,
    )


PAIR = (_manner(_Half(second=False), _guessing), _manner(_Half(second=True), _resetting))
