"""Honest look-ups: senders who check an address, readers, typing errors, lists being cleaned."""

from random import Random

from rasid.scenarios.chance import hexadecimal, pick, whole
from rasid.scenarios.log import Client, signin
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.names import draw_local_part, misspell
from rasid.scenarios.world.networks import Kind, address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_office, usual


def add_senders(scene: Scene) -> None:
    """Let people check the addresses of others before they write; some do it signed in."""
    rng, accounts = scene.rng, scene.world.accounts
    contacts = rng.sample(accounts, len(accounts) // 5)
    for account in rng.sample(accounts, int(len(accounts) / 16 * scene.month.share)):
        day, hour = scene.day(), rng.uniform(8, 23)
        if account.created_on >= day:
            continue
        seat = Seat(usual(account, day, hour, rng)._replace(device=""))
        if rng.random() < 0.5:
            seat = Seat(seat.client, account.address, hexadecimal(rng, 16))
        moment = scene.month.at(day, hour, account.utc_offset)
        for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
            wanted = _correspondent(scene, account, contacts)
            if rng.random() < 0.14:
                scene.look_up(moment, misspell(rng, wanted), seat)
                moment += rng.randint(4_000, 25_000)
            scene.look_up(moment, wanted, seat)
            moment += rng.randint(8_000, 200_000)


def _correspondent(scene: Scene, account: Account, contacts: list[Account]) -> str:
    """Draw whom someone writes to: a colleague, or a contact, many people's being the same."""
    domain = account.address.partition("@")[2]
    colleagues = scene.world.staff.get(domain)
    if colleagues and scene.rng.random() < 0.5:
        return scene.rng.choice(colleagues).address
    return pick(scene.rng, contacts).address


_IN_PUBLIC = {"journalist", "official", "researcher"}


def add_readers(scene: Scene) -> None:
    """Let strangers without an account check public people's addresses, rightly or not."""
    rng = scene.rng
    public = [
        mailbox.account
        for person, mailbox in scene.world.protected()
        if mailbox.kind == "work" and person.category in _IN_PUBLIC
    ]
    rng.shuffle(public)
    expected = scene.world.parameters.sized(700) * scene.month.share
    for _ in range(whole(rng, expected) if public else 0):
        seat = Seat(_stranger(scene))
        moment = scene.month.at(scene.day(), rng.gauss(15, 4))
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            scene.look_up(moment, remembered(rng, pick(rng, public)), seat)
            moment += rng.randint(10_000, 120_000)


def _stranger(scene: Scene) -> Client:
    kinds: tuple[Kind, ...] = ("home", "home", "mobile", "business", "vpn")
    network = scene.rng.choice(scene.world.internet.networks[scene.rng.choice(kinds)])
    agent = scene.world.agents.draw(scene.rng, "desktop" if scene.rng.random() < 0.5 else "phone")
    return Client(address(network, scene.rng.randrange(network.size)), agent)


def remembered(rng: Random, account: Account) -> str:
    """Return an address as somebody recalls it: right, misspelt, or made up from the name."""
    dice = rng.random()
    if dice < 0.7:
        return account.address
    if dice < 0.85:
        return misspell(rng, account.address)
    return f"{draw_local_part(rng, account.name)}@{account.address.partition('@')[2]}"


def add_slips(scene: Scene) -> None:
    """Let people mistype their own address at the sign-in page and then get it right."""
    rng, accounts = scene.rng, scene.world.accounts
    for account in rng.sample(accounts, int(len(accounts) / 20 * scene.month.share)):
        day, hour = scene.day(), rng.uniform(6, 24)
        if account.created_on >= day:
            continue
        moment = scene.month.at(day, hour, account.utc_offset)
        client = usual(account, day, hour, rng)._replace(device="")
        for _ in range(rng.choice((1, 1, 2))):
            _slip(scene, moment, misspell(rng, account.address), client)
            moment += rng.randint(4_000, 30_000)
        scene.look_up(moment, account.address, Seat(client))
        if rng.random() < 0.8:
            scene.sign_in(moment + rng.randint(3_000, 15_000), account, client)


def _slip(scene: Scene, moment: int, wanted: str, client: Client) -> None:
    """Log a misspelt address, asked for on its own or sent along with a password."""
    if scene.rng.random() < 0.5:
        scene.look_up(moment, wanted, Seat(client))
    elif not scene.world.directory.exists(wanted, scene.month.day_of(moment)):
        scene.note(moment, signin("no_such_account"), wanted, client)


def add_list_cleaning(scene: Scene) -> None:
    """Let press officers and fund-raisers check whole lists of addresses, old ones among them."""
    rng = scene.rng
    listed = [box.account for _, box in scene.world.protected() if box.kind != "recovery"]
    everyone = [account for staff in scene.world.staff.values() for account in staff]
    for _ in range(rng.randint(0, 1) if scene.world.parameters.tenant else rng.randint(2, 4)):
        officer, half = rng.choice(everyone), rng.randint(12, 45)
        wanted = rng.sample(listed, min(half, len(listed)))
        wanted += rng.sample(everyone, min(half, len(everyone)))
        day, hour = scene.day(), rng.uniform(9, 16)
        moment = scene.month.at(day, hour, officer.utc_offset)
        seat = scene.sign_in(moment, officer, at_office(officer, day, officer.devices[0]))
        for account in wanted:
            moment += rng.randint(1_500, 15_000)
            old = rng.random() < 0.15
            asked = misspell(rng, account.address) if old else account.address
            scene.look_up(moment, asked, seat)
