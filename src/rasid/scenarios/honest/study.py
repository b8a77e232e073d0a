"""A busy scanner: a security company or a study that asks for addresses day by day."""

from rasid.scenarios.crime.lists import invented
from rasid.scenarios.honest.lookups import remembered
from rasid.scenarios.honest.machines import ROLES
from rasid.scenarios.log import Client, signin
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.agents import Kind
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account


def add_study(scene: Scene) -> None:
    """Log daily rounds of role names, of public people and of names at random."""
    rng, world = scene.rng, scene.world
    clients, panel = _clients(scene), _panel(scene)
    tested = [account for account in rng.sample(world.accounts, 4) if account.created_on < 0]
    hour, size = rng.uniform(0, 22), world.parameters.sized(rng.uniform(150, 900)) + 8
    tries, weekend = rng.choice((0, 1, 3)), rng.random() < 0.6
    for day in range(scene.month.days):
        if scene.month.weekday(day) >= 5 and not weekend:
            continue
        seat = Seat(rng.choice(clients))
        moment = scene.month.at(day, hour + rng.uniform(-0.4, 0.4))
        for wanted in _round(scene, panel, int(size)):
            moment += rng.randint(300, 9_000)
            scene.look_up(moment, wanted, seat)
        for account in tested[:tries]:
            moment += rng.randint(1_000, 60_000)
            scene.note(moment, signin("bad_password"), account.address, seat.client)


def _clients(scene: Scene) -> list[Client]:
    """Draw neighbouring addresses, rented or of an institute, with one program for all of them."""
    rng, internet = scene.rng, scene.world.internet
    network = rng.choice(internet.networks[rng.choice(("hosting", "business"))])
    kind: Kind = "script" if rng.random() < 0.7 else "desktop"
    agent, start = scene.world.agents.draw(rng, kind), rng.randrange(network.size)
    return [Client(address(network, start + step), agent) for step in range(rng.randint(1, 5))]


def _panel(scene: Scene) -> list[Account]:
    """Choose public people whom the study asks for again and again, protected or not."""
    rng, world = scene.rng, scene.world
    public = [box.account for _, box in world.protected() if box.kind == "work"]
    public += [account for staff in world.staff.values() for account in staff]
    return rng.sample(public, min(len(public), rng.randint(20, 150)))


def _round(scene: Scene, panel: list[Account], size: int) -> list[str]:
    """Draw one day's questions; the order is that of a list, by domain."""
    rng, world = scene.rng, scene.world
    domains = [*world.domains, *world.staff]
    roles = [f"{role}@{rng.choice(domains)}" for role in rng.choices(ROLES, k=size // 3)]
    people = [remembered(rng, rng.choice(panel)) for _ in range(size // 3)]
    names = [invented(scene) for _ in range(size - len(roles) - len(people))]
    return sorted((*roles, *people, *names), key=lambda one: one.partition("@")[::-1])
