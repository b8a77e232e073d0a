"""Honest look-ups: senders who check an address, readers, typing errors, lists being cleaned."""

from random import Random

from rasid.scenarios.chance import hexadecimal, pick, whole
from rasid.scenarios.honest.signing_in import sign_in
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import draw_local_part
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_office, usual


def misspell(rng: Random, wanted: str) -> str:
    """Return an address with one slip of the hand in its local part."""
    local, _, domain = wanted.partition("@")
    spot = rng.randrange(len(local))
    kept, rest = local[:spot], local[spot + 1 :]
    slip = rng.choice(("", local[spot] * 2, rng.choice("abdeghiklmnorstu")))
    return f"{kept}{slip}{rest or 'x'}@{domain}"


def add_senders(world: World, log: Log, rng: Random) -> None:
    """Let people check the addresses of others before they write; some do it signed in."""
    contacts = rng.sample(world.accounts, len(world.accounts) // 5)
    for account in rng.sample(world.accounts, len(world.accounts) // 16):
        day, hour = rng.randrange(world.month.days), rng.uniform(8, 23)
        client = usual(account, day, hour, rng)
        moment = world.month.at(day, hour, account.utc_offset)
        signed_in = rng.random() < 0.5
        session = hexadecimal(rng, 16) if signed_in else ""
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            wanted = _correspondent(world, rng, account, contacts)
            actor = account.address if signed_in else ""
            moment = _ask(world, log, rng, moment, wanted, client, session, actor)


def _correspondent(world: World, rng: Random, account: Account, contacts: list[Account]) -> str:
    """Draw whom someone writes to: a colleague, or a contact, many people's being the same."""
    domain = account.address.partition("@")[2]
    if domain in world.staff and rng.random() < 0.5:
        return rng.choice(world.staff[domain]).address
    return pick(rng, contacts).address


def _ask(
    world: World,
    log: Log,
    rng: Random,
    moment: int,
    wanted: str,
    client: Client,
    session: str = "",
    actor: str = "",
) -> int:
    """Log a look-up and, at times, the slip before it; return the moment of the next one."""
    if rng.random() < 0.14:
        slip = misspell(rng, wanted)
        look_up(world, log, moment, slip, client, session, actor)
        moment += rng.randint(4_000, 25_000)
    look_up(world, log, moment, wanted, client, session, actor)
    return moment + rng.randint(8_000, 200_000)


def look_up(  # noqa: PLR0913 - an event is no smaller than this
    world: World,
    log: Log,
    moment: int,
    wanted: str,
    client: Client,
    session: str = "",
    actor: str = "",
) -> bool:
    """Log a look-up and what it says; return whether the address is an account."""
    exists = world.directory.exists(wanted, world.month.day_of(moment))
    answer = act("account.lookup", "" if exists else "no_such_account")
    log.add(Row(moment, answer, wanted, Client(client.address, client.agent), session, actor))
    return exists


def add_readers(world: World, log: Log, rng: Random) -> None:
    """Let strangers without an account check public people's addresses, rightly or not."""
    public = [
        mailbox.account
        for person, mailbox in world.protected()
        if mailbox.kind == "work" and person.category in {"journalist", "official", "researcher"}
    ]
    rng.shuffle(public)
    for _ in range(whole(rng, world.parameters.sized(700)) if public else 0):
        day = rng.randrange(world.month.days)
        kind = rng.choice(("home", "home", "mobile", "business", "vpn"))
        network = rng.choice(world.internet.networks[kind])
        agent = world.agents.draw(rng, rng.choice(("desktop", "phone")))
        client = Client(address(network, rng.randrange(network.size)), agent)
        moment = world.month.at(day, rng.gauss(15, 4))
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            wanted = pick(rng, public).address
            if rng.random() < 0.3:
                local, _, domain = wanted.partition("@")
                name = world.directory.by_address[wanted].name
                wanted = (
                    f"{draw_local_part(rng, name)}@{domain}"
                    if rng.random() < 0.5
                    else (misspell(rng, f"{local}@{domain}"))
                )
            look_up(world, log, moment, wanted, client)
            moment += rng.randint(10_000, 120_000)


def add_slips(world: World, log: Log, rng: Random) -> None:
    """Let people mistype their own address at the sign-in page and then get it right."""
    for account in rng.sample(world.accounts, len(world.accounts) // 20):
        day, hour = rng.randrange(world.month.days), rng.uniform(6, 24)
        if account.created_on >= day:
            continue
        moment = world.month.at(day, hour, account.utc_offset)
        client = usual(account, day, hour, rng)._replace(device="")
        for _ in range(rng.choice((1, 1, 2))):
            look_up(world, log, moment, misspell(rng, account.address), client)
            moment += rng.randint(4_000, 30_000)
        look_up(world, log, moment, account.address, client)
        if rng.random() < 0.8:
            sign_in(log, rng, moment + rng.randint(3_000, 15_000), account, client)


def add_list_cleaning(world: World, log: Log, rng: Random) -> None:
    """Let press officers and fund-raisers check whole lists of addresses, old ones among them."""
    lists = [mailbox.account for _, mailbox in world.protected() if mailbox.kind != "recovery"]
    everyone = [account for staff in world.staff.values() for account in staff]
    for _ in range(rng.randint(2, 4)):
        officer = rng.choice(everyone)
        size = min(rng.randint(25, 90), len(lists))
        wanted = rng.sample(lists, size // 2) + rng.sample(everyone, size // 2)
        day, hour = rng.randrange(world.month.days), rng.uniform(9, 16)
        moment = world.month.at(day, hour, officer.utc_offset)
        client = at_office(officer, day, officer.devices[0])
        session = sign_in(log, rng, moment, officer, client)
        for account in wanted:
            moment += rng.randint(1_500, 15_000)
            asked = account.address if rng.random() < 0.85 else misspell(rng, account.address)
            look_up(world, log, moment, asked, client, session, officer.address)
