"""A summit: journalists behind one hotel's address for days, who ask for officials from there."""

from rasid.scenarios.honest.journeys import draw_hotel, set_up, stay
from rasid.scenarios.honest.lookups import remembered
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import Client
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.networks import COUNTRIES, Address, address
from rasid.scenarios.world.people import Account


def add_summit(scene: Scene) -> None:
    """Log the journalists of one or several newsrooms, and the other guests of their hotel."""
    rng, world = scene.rng, scene.world
    hotel, length = draw_hotel(scene), rng.randint(3, min(7, scene.month.days - 2))
    first = rng.randrange(1, scene.month.days - length)
    days = range(first, first + length)
    guests = rng.sample(world.accounts, int(world.parameters.sized(rng.uniform(20, 120))) + 3)
    for guest in guests:
        stay(scene, guest, hotel, days)
    sources = [
        box.account
        for person, box in world.protected()
        if person.category == "official" and box.kind == "work"
    ]
    lobby = Client(hotel, world.agents.draw(rng, "desktop"))
    for accounts in _delegation(scene):
        _report(scene, accounts, hotel, lobby, days)
        if sources:
            _ask_around(scene, accounts[0], hotel, sources, days)


def _delegation(scene: Scene) -> list[list[Account]]:
    """Choose about twenty journalists, of one newsroom or more; return the accounts of each."""
    rng = scene.rng
    persons = [person for person in scene.world.persons if person.category == "journalist"]
    rng.shuffle(persons)
    if rng.random() < 0.5:
        persons.sort(key=lambda person: person.organisation.name)
    return [
        [box.account for box in person.mailboxes if box.kind != "recovery"]
        for person in persons[: rng.randint(16, 26)]
        if person.mailboxes[0].kind != "recovery"
    ]


def _report(
    scene: Scene, accounts: list[Account], hotel: Address, lobby: Client, days: range
) -> None:
    """Log how one journalist works there, with own devices, a local phone, the lobby's computer."""
    rng, offset = scene.rng, COUNTRIES[hotel.network.country]
    for account in accounts:
        stay(scene, account, hotel, days)
        moment = scene.month.at(days[0], rng.uniform(8, 23), offset)
        if rng.random() < 0.35:
            network = rng.choice(scene.world.internet.local("mobile", hotel.network.country))
            spot = address(network, rng.randrange(network.size))
            client = Client(spot, scene.world.agents.draw(rng, "phone"))
            set_up(scene, account, client, moment)
        if rng.random() < 0.25:
            moment = scene.month.at(rng.choice(days), rng.uniform(8, 23), offset)
            Forgetting(scene, account, lobby).happen(moment)
        for day in days:
            moment = scene.month.at(day, rng.uniform(6, 25), offset)
            client = Client(hotel, rng.choice(account.devices).agent_on(day))
            _struggle(scene, account, rng.choice((client, client, lobby)), moment)


def _struggle(scene: Scene, account: Account, client: Client, moment: int) -> None:
    """Log a sign-in from a place that nobody knows: prompts that do not come, wrong passwords."""
    rng = scene.rng
    for _ in range(rng.choice((0, 0, 1, 2))):
        moment = scene.mistype(moment, account, client)
    if account.second_factor:
        for _ in range(rng.choice((0, 1, 1, 2, 4))):
            moment = scene.refuse_factor(moment, account, client)
    if rng.random() < 0.85:
        scene.sign_in(moment, account, client)


def _ask_around(
    scene: Scene, account: Account, hotel: Address, sources: list[Account], days: range
) -> None:
    """Log how one journalist checks the addresses of officials, some from memory, some guessed."""
    rng, offset = scene.rng, COUNTRIES[hotel.network.country]
    for day in days:
        moment = scene.month.at(day, rng.uniform(8, 22), offset)
        client = Client(hotel, account.devices[0].agent_on(day))
        seat = scene.sign_in(moment, account, client) if rng.random() < 0.4 else Seat(client)
        for _ in range(rng.choice((0, 1, 2, 3, 5, 8))):
            moment += rng.randint(10_000, 400_000)
            scene.look_up(moment, remembered(rng, rng.choice(sources)), seat)
