"""Recovery abuse: somebody who has codes sent to whoever stands on a list, and guesses some."""

from rasid.scenarios.crime.lists import hiding_places
from rasid.scenarios.log import Client, Row, act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.scene import Scene


def add_recovery_abuse(scene: Scene) -> None:
    """Log one abuser's sittings of a few accounts each."""
    rng, month = scene.rng, scene.month
    places = hiding_places(scene, rng.randint(5, 25))
    agents = [scene.world.agents.draw(rng, kind) for kind in ("desktop", "phone")]
    left = int(scene.world.parameters.sized(rng.uniform(120, 420)) * scene.month.share) + 5
    while left > 0:
        client = Client(rng.choice(places), rng.choice(agents))
        moment = rng.randrange(month.start_ms, month.end_ms - DAY_MS // 6)
        for _ in range(rng.randint(1, 14)):
            moment = _abuse(scene, rng.choice(scene.world.accounts).address, client, moment)
            left -= 1


def _abuse(scene: Scene, target: str, client: Client, moment: int) -> int:
    steps = ["recovery.start"]
    if not scene.world.directory.exists(target, scene.month.day_of(moment)):
        done = act("recovery.start", "no_such_account")
        scene.log.add(Row(moment, done, target, client, mark="recovery_abuse"))
        return moment + scene.rng.randint(5_000, 70_000)
    if scene.rng.random() < 0.7:
        steps += ["recovery.send_code"] * scene.rng.choice((1, 1, 2))
        steps += ["recovery.verify"] * scene.rng.choice((0, 0, 1, 2))
    for step in steps:
        detail = "wrong_code" if step == "recovery.verify" else ""
        scene.log.add(Row(moment, act(step, detail), target, client, mark="recovery_abuse"))
        moment += scene.rng.randint(5_000, 70_000)
    return moment
