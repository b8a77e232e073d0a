"""Help desks: the provider's own and the organisations', looking accounts up all day long."""

from random import Random

from rasid.scenarios.chance import hexadecimal, pick, whole
from rasid.scenarios.honest.lookups import look_up, misspell
from rasid.scenarios.honest.signing_in import sign_in
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account, Organisation
from rasid.scenarios.world.places import at_office


def add_help_desks(world: World, log: Log, rng: Random) -> None:
    """Log the provider's support and the desks of the organisations that have one."""
    _support(world, log, rng)
    for organisations in world.organisations.values():
        for organisation in organisations:
            staff = world.staff.get(organisation.domain, ())
            if len(staff) > 3 and rng.random() < 0.6:
                _desk(world, log, rng, organisation, staff)


def _desk(
    world: World, log: Log, rng: Random, organisation: Organisation, staff: tuple[Account, ...]
) -> None:
    agent = rng.choice(staff)
    for day in range(world.month.days):
        if world.month.weekday(day) >= 5:
            continue
        moment = world.month.at(day, rng.uniform(8, 10), organisation.office.utc_offset)
        client = at_office(agent, day, agent.devices[0])
        session = sign_in(log, rng, moment, agent, client)
        for _ in range(whole(rng, len(staff) / 22)):
            moment += rng.randint(60_000, 4_000_000)
            wanted = rng.choice(staff).address
            if rng.random() < 0.12:
                look_up(
                    world,
                    log,
                    moment - 9_000,
                    misspell(rng, wanted),
                    client,
                    session,
                    agent.address,
                )
            look_up(world, log, moment, wanted, client, session, agent.address)
            if rng.random() < 0.15:
                _open_recovery(log, rng, moment + 40_000, wanted, client, session, agent.address)


def _support(world: World, log: Log, rng: Random) -> None:
    """Log a few agents of the provider who serve whoever calls."""
    network = pick(rng, world.internet.networks["business"])
    gateway = address(network, rng.randrange(network.size))
    agents = [
        (f"support{n}@{world.domains[0]}", world.agents.draw(rng, "desktop"))
        for n in range(1, rng.randint(3, 6))
    ]
    for day in range(world.month.days):
        for name, browser in agents:
            session = hexadecimal(rng, 16)
            moment = world.month.at(day, rng.uniform(7, 12))
            for _ in range(whole(rng, world.parameters.sized(9))):
                moment += rng.randint(120_000, 2_000_000)
                wanted = rng.choice(world.accounts).address
                client = Client(gateway, browser)
                if look_up(world, log, moment, wanted, client, session, name) and (
                    rng.random() < 0.2
                ):
                    _open_recovery(log, rng, moment + 30_000, wanted, client, session, name)


def _open_recovery(
    log: Log, rng: Random, moment: int, wanted: str, client: Client, session: str, actor: str
) -> None:
    """Open a caller's recovery page, and send the code if the caller asks for it."""
    client = Client(client.address, client.agent)
    log.add(Row(moment, act("recovery.start"), wanted, client, session, actor))
    if rng.random() < 0.6:
        sent = Row(moment + 20_000, act("recovery.send_code"), wanted, client, session, actor)
        log.add(sent)
