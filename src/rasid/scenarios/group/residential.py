"""A group behind residential proxies: a home's connection, another one for each sitting."""

from random import Random

from rasid.scenarios.chance import pick
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Operator, Pool
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import address

_HOMES = 6_000
"""More than a group has sittings in a month."""


def draw_homes(world: World, rng: Random) -> Pool:
    """Draw homes of many networks, or of the few where the proxy service has its customers."""
    networks = list(world.internet.networks["home"])
    rng.shuffle(networks)
    networks = networks[: rng.choice((2, 5, len(networks), len(networks)))]
    lines = [pick(rng, networks) for _ in range(_HOMES)]
    homes = [address(line, rng.randrange(line.size), rng.randrange(1, 9_999)) for line in lines]
    return Pool((), (), tuple(dict.fromkeys(homes)), {"home": 1.0}, fresh=True)


def draw_popular(world: World, rng: Random) -> tuple[Operator, ...]:
    """Draw operators who run nothing but what most people run."""
    browsers = rng.sample(world.agents.common["desktop"][:6], rng.randint(2, 4))
    mail_program = rng.choice(world.agents.common["mail"])
    return tuple(
        Operator(rng.choice(browsers), rng.choice(browsers), mail_program)
        for _ in range(rng.randint(2, 5))
    )


RESIDENTIAL = Manner(draw_pool=draw_homes, draw_operators=draw_popular)
