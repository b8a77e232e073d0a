"""Address harvesting: spammers who ask which of many invented addresses are accounts."""

from random import Random

from rasid.scenarios.crime.lists import borrowed, invented, rented
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import Culture, load_cultures


def add_harvesting(world: World, log: Log, rng: Random) -> None:
    """Log a few harvesters, each in sittings of its own pace on days of its own."""
    cultures = load_cultures(rng)
    for _ in range(rng.randint(2, 4)):
        size = int(world.parameters.sized(rng.uniform(900, 2_800))) + 10
        addresses = rng.choice((rented, borrowed))(world, rng, rng.randint(4, 40))
        kind = rng.choice(("script", "desktop"))
        clients = [Client(address, world.agents.draw(rng, kind)) for address in addresses]
        pace, opens = rng.uniform(1_500, 60_000), rng.choice((0.0, 0.0, 0.15))
        while size > 0:
            sitting = min(size, rng.randint(5, 120))
            _sit(world, log, rng, rng.choice(clients), cultures, sitting, pace, opens)
            size -= sitting


def _sit(
    world: World,
    log: Log,
    rng: Random,
    client: Client,
    cultures: tuple[Culture, ...],
    size: int,
    pace: float,
    opens: float,
) -> None:
    moment = float(rng.randrange(world.month.start_ms, world.month.end_ms - DAY_MS // 3))
    for _ in range(size):
        moment += rng.expovariate(1) * pace
        real = rng.random() < 0.12
        wanted = rng.choice(world.accounts).address if real else invented(world, rng, cultures)
        exists = world.directory.exists(wanted, world.month.day_of(int(moment)))
        operation = "recovery.start" if rng.random() < opens else "account.lookup"
        asked = act(operation, "" if exists else "no_such_account")
        log.add(Row(int(moment), asked, wanted, client, mark="harvesting"))
