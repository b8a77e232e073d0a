"""Help desks: the provider's own and the organisations', looking accounts up all day long."""

from rasid.scenarios.chance import hexadecimal, pick, whole
from rasid.scenarios.log import Client, Row, act
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.names import misspell
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_office


def add_help_desks(scene: Scene) -> None:
    """Log the provider's support and the desks of the organisations that have one."""
    _support(scene)
    for staff in scene.world.staff.values():
        if len(staff) > 3 and scene.rng.random() < 0.6:
            _desk(scene, staff)


def _desk(scene: Scene, staff: tuple[Account, ...]) -> None:
    rng, agent = scene.rng, scene.rng.choice(staff)
    for day in range(scene.month.days):
        if scene.month.weekday(day) >= 5:
            continue
        moment = scene.month.at(day, rng.uniform(8, 10), agent.utc_offset)
        seat = scene.sign_in(moment, agent, at_office(agent, day, agent.devices[0]))
        for _ in range(whole(rng, len(staff) / 22)):
            moment += rng.randint(60_000, 4_000_000)
            wanted = rng.choice(staff).address
            if rng.random() < 0.12:
                scene.look_up(moment - 9_000, misspell(rng, wanted), seat)
            _serve(scene, moment, wanted, seat, 0.15)


def _support(scene: Scene) -> None:
    """Log a few agents of the provider who serve whoever calls."""
    rng, world = scene.rng, scene.world
    network = pick(rng, world.internet.networks["business"])
    gateway = address(network, rng.randrange(network.size))
    for number in range(1, rng.randint(3, 6)):
        name = f"support{number}@{world.domains[0]}"
        client = Client(gateway, world.agents.draw(rng, "desktop"))
        for day in range(scene.month.days):
            seat = Seat(client, name, hexadecimal(rng, 16))
            moment = scene.month.at(day, rng.uniform(7, 12))
            for _ in range(whole(rng, world.parameters.sized(9))):
                moment += rng.randint(120_000, 2_000_000)
                _serve(scene, moment, rng.choice(world.accounts).address, seat, 0.2)


def _serve(scene: Scene, moment: int, wanted: str, seat: Seat, recovering: float) -> None:
    """Look a caller up; open the recovery page, and send the code, for those who ask for it."""
    if not scene.look_up(moment, wanted, seat) or scene.rng.random() > recovering:
        return
    operations = ["recovery.start"]
    if scene.rng.random() < 0.6:
        operations.append("recovery.send_code")
    for operation in operations:
        moment += 30_000
        done = act(operation)
        scene.log.add(Row(moment, done, wanted, seat.client, seat.session, seat.account))
