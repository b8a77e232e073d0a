"""Honest programs: an organisation's mail being migrated, a monitor, a scanner of role names."""

from random import Random

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.honest.lookups import look_up
from rasid.scenarios.honest.signing_in import inside, sign_in
from rasid.scenarios.log import Client, Log, Row, act, signin
from rasid.scenarios.month import HOUR_MS
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.places import at_office

_ROLES = ("abuse", "postmaster", "security", "admin", "info", "press", "noreply", "support")


def add_migration(world: World, log: Log, rng: Random) -> None:
    """Move an organisation's mail: a tool on a rented server reads and exports all of it."""
    domains = [domain for domain, staff in world.staff.items() if len(staff) > 12]
    if not domains or rng.random() < 0.3:
        return
    tool = _server(world, rng)
    day = rng.randrange(2, world.month.days - 2)
    for account in world.staff[rng.choice(domains)]:
        if rng.random() < 0.1:
            continue
        moment = world.month.at(day - 1, rng.uniform(9, 17), account.utc_offset)
        client = at_office(account, day - 1, account.devices[0])
        session = sign_in(log, rng, moment, account, client)
        inside(log, moment + 60_000, "app_password.create", account, client, session)
        moment = world.month.at(day, rng.uniform(18, 26), account.utc_offset)
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            wrong = signin("bad_password", "imap")
            log.add(Row(moment, wrong, account.address, tool))
            moment += rng.randint(10_000, 1_800_000)
        log.add(Row(moment, signin(protocol="imap"), account.address, tool))
        for step, operation in enumerate(("mail.read", "mail.export")):
            inside(log, moment + 4_000 + step * 900_000, operation, account, tool, "")


def add_monitor(world: World, log: Log, rng: Random) -> None:
    """Let a monitoring service sign in to one account every half an hour."""
    probe, account = _server(world, rng), rng.choice(world.accounts)
    for step in range(2 * 24 * world.month.days):
        moment = world.month.start_ms + int((step + rng.uniform(0.4, 0.5)) * HOUR_MS / 2)
        detail = "" if rng.random() < 0.99 else "policy"
        session = "" if detail else hexadecimal(rng, 16)
        log.add(Row(moment, signin(detail), account.address, probe, session))


def add_scanner(world: World, log: Log, rng: Random) -> None:
    """Let a security scanner ask every domain for its role addresses once a week."""
    scanner = _server(world, rng)
    for day in range(rng.randrange(7), world.month.days, 7):
        moment = world.month.at(day, rng.uniform(0, 20))
        for domain in (*world.domains, *world.staff):
            for role in _ROLES:
                look_up(world, log, moment, f"{role}@{domain}", scanner)
                moment += rng.randint(400, 4_000)


def add_newcomers(world: World, log: Log, rng: Random) -> None:
    """Let people ask whether a name is free, take it, and sign in for the first time."""
    for account in world.accounts:
        if account.created_on < 0:
            continue
        day = account.created_on
        client = Client(account.home.on(day), account.devices[0].agent_on(day))
        moment = world.month.at(day, rng.uniform(9, 20))
        for _ in range(rng.choice((0, 1, 2))):
            local, _, domain = account.address.partition("@")
            look_up(world, log, moment, f"{local}{rng.randint(1, 99)}@{domain}", client)
            moment += rng.randint(5_000, 40_000)
        log.add(Row(moment, act("account.create"), account.address, client))
        sign_in(log, rng, moment + 30_000, account, client)


def _server(world: World, rng: Random) -> Client:
    network = rng.choice(world.internet.networks["hosting"])
    agent = rng.choice(world.agents.common["script"])
    return Client(address(network, rng.randrange(network.size)), agent)
