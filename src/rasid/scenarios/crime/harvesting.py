"""Address harvesting: spammers who ask which of many invented addresses are accounts."""

from dataclasses import dataclass

from rasid.scenarios.crime.lists import hiding_places, invented
from rasid.scenarios.log import Client, Row, act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.agents import Kind


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
            self._ask(int(moment), client)

    def _ask(self, moment: int, client: Client) -> None:
        scene, rng = self.scene, self.scene.rng
        leaked = rng.random() < 0.12
        wanted = rng.choice(scene.world.accounts).address if leaked else invented(scene)
        exists = scene.world.directory.exists(wanted, scene.month.day_of(moment))
        operation = "recovery.start" if rng.random() < self.opens else "account.lookup"
        asked = act(operation, "" if exists else "no_such_account")
        scene.log.add(Row(moment, asked, wanted, client, mark="harvesting"))
