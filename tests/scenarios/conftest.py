from collections.abc import Callable
from functools import cache

import pytest

from rasid.scenarios import Simulated, simulate
from rasid.scenarios.parameters import draw_parameters
from rasid.scenarios.world.build import World, build_world

SEEDS = (11, 12, 13)
SCALE = 0.08


@pytest.fixture(scope="session")
def make_month(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], Simulated]:
    """Return a maker of small months, each made once."""

    @cache
    def make(kind: str, seed: int) -> Simulated:
        return simulate(kind, seed, tmp_path_factory.mktemp(f"{kind}-{seed}"), scale=SCALE)

    return make


@pytest.fixture(
    scope="session",
    params=[SEEDS[0], *(pytest.param(seed, marks=pytest.mark.long) for seed in SEEDS[1:])],
)
def patient(
    request: pytest.FixtureRequest, make_month: Callable[[str, int], Simulated]
) -> Simulated:
    return make_month("patient", request.param)


@pytest.fixture(scope="session")
def quiet(make_month: Callable[[str, int], Simulated]) -> Simulated:
    return make_month("quiet", SEEDS[0])


@pytest.fixture(scope="session")
def world() -> World:
    return build_world(draw_parameters(SEEDS[0], SCALE))
