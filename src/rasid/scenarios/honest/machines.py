"""Honest programs: an organisation's mail being migrated, a monitor, a scanner of role names."""

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.log import Client, Row, act, signin
from rasid.scenarios.month import HOUR_MS
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_office

ROLES = ("abuse", "postmaster", "security", "admin", "info", "press", "noreply", "support")
"""Names that many domains have, none of them a person's."""


def add_migration(scene: Scene) -> None:
    """Move an organisation's mail: a tool on a rented server reads and exports all of it."""
    rng, month = scene.rng, scene.month
    domains = [domain for domain, staff in scene.world.staff.items() if len(staff) > 12]
    if not domains or rng.random() < 0.3:
        return
    tool, day = draw_server(scene), rng.randrange(2, month.days - 2)
    for account in scene.world.staff[rng.choice(domains)]:
        if rng.random() < 0.1:
            continue
        moment = month.at(day - 1, rng.uniform(9, 17), account.utc_offset)
        seat = scene.sign_in(moment, account, at_office(account, day - 1, account.devices[0]))
        scene.inside(moment + 60_000, "app_password.create", seat)
        move_mail(scene, account, tool, month.at(day, rng.uniform(18, 26), account.utc_offset))


def move_mail(scene: Scene, account: Account, tool: Client, moment: int) -> None:
    """Log how a tool reads and exports one account's mail, at times with an old password first."""
    for _ in range(scene.rng.choice((0, 0, 0, 1, 2))):
        scene.note(moment, signin("bad_password", "imap"), account.address, tool)
        moment += scene.rng.randint(10_000, 1_800_000)
    scene.note(moment, signin(protocol="imap"), account.address, tool)
    for operation in ("mail.read", "mail.export"):
        moment += scene.rng.randint(4_000, 900_000)
        scene.inside(moment, operation, Seat(tool, account.address))


def add_monitor(scene: Scene) -> None:
    """Let a monitoring service sign in to one account every half an hour; few tenants have one."""
    rng, probe = scene.rng, draw_server(scene)
    if scene.world.parameters.tenant and rng.random() < 0.7:
        return
    account = rng.choice(scene.world.accounts)
    for step in range(2 * 24 * scene.month.days):
        moment = scene.month.start_ms + int((step + rng.uniform(0.4, 0.5)) * HOUR_MS / 2)
        detail = "" if rng.random() < 0.99 else "policy"
        session = "" if detail else hexadecimal(rng, 16)
        scene.log.add(Row(moment, signin(detail), account.address, probe, session))


def add_scanner(scene: Scene) -> None:
    """Let a security scanner ask every domain for its role addresses once a week."""
    rng, seat = scene.rng, Seat(draw_server(scene))
    for day in range(rng.randrange(7), scene.month.days, 7):
        moment = scene.month.at(day, rng.uniform(0, 20))
        for domain in (*scene.world.domains, *scene.world.staff):
            for role in ROLES:
                scene.look_up(moment, f"{role}@{domain}", seat)
                moment += rng.randint(400, 4_000)


def add_newcomers(scene: Scene) -> None:
    """Let people ask whether a name is free, take it, and sign in for the first time."""
    for account in scene.world.accounts:
        if account.created_on >= 0:
            _join(scene, account, account.created_on)


def _join(scene: Scene, account: Account, day: int) -> None:
    rng = scene.rng
    client = Client(account.home.on(day), account.devices[0].agent_on(day))
    moment = scene.month.at(day, rng.uniform(1, 20))
    local, _, domain = account.address.partition("@")
    for _ in range(rng.choice((0, 1, 2))):
        scene.look_up(moment, f"{local}{rng.randint(1, 99)}@{domain}", Seat(client))
        moment += rng.randint(5_000, 40_000)
    scene.note(moment, act("account.create"), account.address, client)
    scene.sign_in(moment + 30_000, account, client)


def draw_server(scene: Scene) -> Client:
    """Draw a program on a rented server."""
    network = scene.rng.choice(scene.world.internet.networks["hosting"])
    agent = scene.rng.choice(scene.world.agents.common["script"])
    return Client(address(network, scene.rng.randrange(network.size)), agent)
