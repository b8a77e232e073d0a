"""Address harvesting: spammers who ask which of many invented addresses are accounts."""

from dataclasses import dataclass

from rasid.scenarios.crime.lists import hiding_places, invented
from rasid.scenarios.log import Client, Row, act
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.agents import Kind
from rasid.scenarios.world.names import LOCAL_PARTS, draw_number, local_part


def add_harvesting(scene: Scene) -> None:
    """Log a few harvesters, each in sittings of its own pace."""
    rng, agents = scene.rng, scene.world.agents
    for _ in range(rng.randint(2, 4)):
        drawn = scene.world.parameters.sized(rng.uniform(900, 2_800))
        size = int(drawn * scene.month.share) + 10
        kind: Kind = "script" if rng.random() < 0.5 else "desktop"
        places = hiding_places(scene, rng.randint(4, 40))
        harvester = _Harvester(
            scene,
            [Client(place, agents.draw(rng, kind)) for place in places],
            pace_ms=rng.uniform(1_500, 60_000),
            opens=rng.choice((0.0, 0.0, 0.15)),
        )
        while size > 0:
            sitting = min(size, rng.randint(5, 120))
            harvester.sit(sitting)
            size -= sitting


def add_more_harvesting(scene: Scene) -> None:
    """Log dictionaries tried at every domain, from A to Z, in hours or in weeks."""
    rng, world, month = scene.rng, scene.world, scene.month
    for _ in range(rng.randint(3, 6)):
        slow = rng.random() < 0.4
        size = world.parameters.sized(rng.uniform(2_500, 9_000)) * month.share + 60
        hours = rng.uniform(6, 26) * 24 * month.share if slow else rng.uniform(0.5, 20)
        domains = [*world.domains, *world.staff]
        domains = rng.sample(domains, rng.randint(min(3, len(domains)), len(domains)))
        kind: Kind = "script" if rng.random() < 0.7 else "desktop"
        places = hiding_places(scene, rng.randint(1, 60))
        harvester = _Harvester(
            scene,
            [Client(place, world.agents.draw(rng, kind)) for place in places],
            pace_ms=hours * HOUR_MS / size,
            opens=rng.choice((0.0, 0.0, 0.1)),
        )
        last = month.end_ms - int(1.2 * hours * HOUR_MS)
        moment = float(rng.randrange(month.start_ms, max(last, month.start_ms + 1)))
        for domain in domains:
            for wanted in _dictionary(scene, domain, int(size / len(domains)) + 1):
                moment += rng.expovariate(1) * harvester.pace_ms
                harvester.ask(int(moment), rng.choice(harvester.clients), wanted)


def _dictionary(scene: Scene, domain: str, size: int) -> list[str]:
    """Put together names as one organisation writes them, and sort them."""
    rng, cultures = scene.rng, scene.world.cultures
    patterns = rng.sample(sorted(LOCAL_PARTS), 2)
    found = set()
    for _ in range(size):
        name = rng.choice(cultures).draw(rng)
        found.add(local_part(name, rng.choice(patterns), draw_number(rng)))
    return [f"{local}@{domain}" for local in sorted(found)]


@dataclass(frozen=True, slots=True)
class _Harvester:
    scene: Scene
    clients: list[Client]
    pace_ms: float
    opens: float

    def sit(self, size: int) -> None:
        """Ask for so many addresses in a row, at any hour."""
        rng, month = self.scene.rng, self.scene.month
        client = rng.choice(self.clients)
        moment = float(rng.randrange(month.start_ms, month.end_ms - DAY_MS // 3))
        for _ in range(size):
            moment += rng.expovariate(1) * self.pace_ms
            leaked = rng.random() < 0.12
            accounts = self.scene.world.accounts
            wanted = rng.choice(accounts).address if leaked else invented(self.scene)
            self.ask(int(moment), client, wanted)

    def ask(self, moment: int, client: Client, wanted: str) -> None:
        """Log one question."""
        scene, rng = self.scene, self.scene.rng
        exists = scene.world.directory.exists(wanted, scene.month.day_of(moment))
        operation = "recovery.start" if rng.random() < self.opens else "account.lookup"
        asked = act(operation, "" if exists else "no_such_account")
        scene.log.add(Row(moment, asked, wanted, client, mark="harvesting"))
