"""What criminals work from: lists of addresses, old and invented, and addresses to hide behind."""

from random import Random

from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import Culture, draw_local_part
from rasid.scenarios.world.networks import Address, address


def invented(world: World, rng: Random, cultures: tuple[Culture, ...]) -> str:
    """Put an address together from a dictionary of names; few of them are accounts."""
    domain = rng.choice(world.domains)
    return f"{draw_local_part(rng, rng.choice(cultures).draw(rng))}@{domain}"


def rented(world: World, rng: Random, count: int) -> list[Address]:
    """Rent neighbouring servers, some of which others rent as well."""
    networks = world.internet.networks["hosting"]
    network, start = rng.choice(networks), rng.randrange(50_000)
    return [address(network, start + rng.randrange(3 * count)) for _ in range(count)]


def borrowed(world: World, rng: Random, count: int) -> list[Address]:
    """Borrow people's home connections, as proxy services do."""
    networks = world.internet.networks["home"]
    return [
        address(network, rng.randrange(network.size))
        for network in (rng.choice(networks) for _ in range(count))
    ]
