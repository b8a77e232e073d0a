"""Recovery abuse: somebody who has codes sent to whoever stands on a list, and guesses some."""

from random import Random

from rasid.scenarios.crime.lists import borrowed, rented
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.world.build import World


def add_recovery_abuse(world: World, log: Log, rng: Random) -> None:
    """Log one abuser's sittings of a few accounts each."""
    places = rng.choice((rented, borrowed))(world, rng, rng.randint(5, 25))
    agents = [world.agents.draw(rng, rng.choice(("script", "desktop", "phone"))) for _ in range(2)]
    left = int(world.parameters.sized(rng.uniform(120, 420))) + 5
    while left > 0:
        client = Client(rng.choice(places), rng.choice(agents))
        moment = rng.randrange(world.month.start_ms, world.month.end_ms - DAY_MS // 6)
        for _ in range(sitting := min(left, rng.randint(1, 14))):
            moment = _abuse(log, rng, rng.choice(world.accounts).address, client, moment)
        left -= sitting


def _abuse(log: Log, rng: Random, target: str, client: Client, moment: int) -> int:
    steps = ["recovery.start"]
    if rng.random() < 0.7:
        steps += ["recovery.send_code"] * rng.choice((1, 1, 2))
        steps += ["recovery.verify"] * rng.choice((0, 0, 1, 2))
    for step in steps:
        detail = "wrong_code" if step == "recovery.verify" else ""
        log.add(Row(moment, act(step, detail), target, client, mark="recovery_abuse"))
        moment += rng.randint(5_000, 70_000)
    return moment
