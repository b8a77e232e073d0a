"""What criminals work from: lists of addresses, old and invented, and addresses to hide behind."""

from rasid.scenarios.scene import Scene
from rasid.scenarios.world.names import draw_local_part
from rasid.scenarios.world.networks import Address, address


def invented(scene: Scene) -> str:
    """Put an address together from a dictionary of names; few of them are accounts."""
    name = scene.rng.choice(scene.world.cultures).draw(scene.rng)
    return f"{draw_local_part(scene.rng, name)}@{scene.rng.choice(scene.world.domains)}"


def hiding_places(scene: Scene, count: int) -> list[Address]:
    """Rent neighbouring servers, borrow people's connections, or leave by a service's exits."""
    rng, internet = scene.rng, scene.world.internet
    way = rng.choice(("rented", "rented", "borrowed", "borrowed", "shared"))
    if way == "shared":
        return list(rng.choice(internet.vpns).exits[:count])
    if way == "rented":
        network = rng.choice(internet.networks["hosting"])
        start = rng.randrange(network.size)
        return [address(network, start + rng.randrange(3 * count)) for _ in range(count)]
    networks = rng.choices(internet.networks["home"], k=count)
    return [address(network, rng.randrange(network.size)) for network in networks]
