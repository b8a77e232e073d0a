"""People on the move: hotels, conferences where colleagues share an address, new phones."""

from rasid.scenarios.chance import whole
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import Client, act
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.agents import Kind
from rasid.scenarios.world.networks import COUNTRIES, Address, address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import on_mobile


def add_journeys(scene: Scene) -> None:
    """Log travellers on their own, and conferences of people of one organisation."""
    rng = scene.rng
    for account in scene.world.accounts:
        for _ in range(whole(rng, 0.008 * scene.month.share)):
            first = scene.day()
            stay(scene, account, draw_hotel(scene), range(first, first + rng.randint(1, 6)))
    for staff in scene.world.staff.values():
        if len(staff) > 10 and rng.random() < 0.4 * scene.month.share:
            hotel, first = draw_hotel(scene), scene.day()
            for account in rng.sample(staff, min(len(staff) // 2, rng.randint(4, 14))):
                stay(scene, account, hotel, range(first, first + 3))


def draw_hotel(scene: Scene) -> Address:
    """Draw the one address that all guests of a hotel leave by."""
    network = scene.rng.choice(scene.world.internet.networks["hotel"])
    return address(network, scene.rng.randrange(120))


def stay(scene: Scene, account: Account, hotel: Address, days: range) -> None:
    """Log a guest's visits to their mail."""
    rng, offset = scene.rng, COUNTRIES[hotel.network.country]
    for day in days:
        if account.created_on >= day:
            continue
        for _ in range(rng.choice((0, 1, 1, 2))):
            device = rng.choice(account.devices)
            known = device.uid if device.keeps_cookies and rng.random() < 0.8 else ""
            client = Client(hotel, device.agent_on(day), known)
            _check_mail(scene, account, client, scene.month.at(day, rng.uniform(6, 24), offset))


def _check_mail(scene: Scene, account: Account, client: Client, moment: int) -> None:
    dice = scene.rng.random()
    if dice < 0.05:
        Forgetting(scene, account, client).happen(moment)
        return
    if dice < 0.17:
        moment = scene.mistype(moment, account, client)
    if dice > 0.85 and account.second_factor:
        moment = scene.refuse_factor(moment, account, client)
    scene.sign_in(moment, account, client)


def add_new_phones(scene: Scene) -> None:
    """Log people setting up a phone: unknown to the provider, often on a carrier's address."""
    rng = scene.rng
    for account in scene.world.accounts:
        for _ in range(whole(rng, 0.018 * scene.month.share)):
            day = scene.day()
            if account.created_on >= day:
                continue
            moment = scene.month.at(day, rng.uniform(9, 22), account.utc_offset)
            under_way = on_mobile(account, day, account.devices[1], rng).address
            where = rng.choice((under_way, account.home.on(day)))
            kind: Kind = "phone" if rng.random() < 0.5 else "app"
            set_up(scene, account, Client(where, scene.world.agents.draw(rng, kind)), moment)


def set_up(scene: Scene, account: Account, client: Client, moment: int) -> None:
    """Log how somebody gets a new device to work, with wrong passwords and codes that come late."""
    rng = scene.rng
    if rng.random() < 0.4:
        scene.note(moment, act("account.lookup"), account.address, client)
        moment += 9_000
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        moment = scene.mistype(moment, account, client)
    if account.second_factor and rng.random() < 0.2:
        moment = scene.refuse_factor(moment, account, client)
    if rng.random() < 0.1:
        Forgetting(scene, account, client).happen(moment)
        return
    seat = scene.sign_in(moment, account, client)
    for operation, share in (("factor.enable", 0.1), ("app_password.create", 0.06)):
        if rng.random() < share:
            moment += 70_000
            scene.inside(moment, operation, seat)
