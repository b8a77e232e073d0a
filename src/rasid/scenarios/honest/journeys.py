"""People on the move: hotels, conferences where colleagues share an address, new phones."""

from random import Random

from rasid.scenarios.chance import whole
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.honest.signing_in import inside, mistype, refuse_factor, sign_in
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import COUNTRIES, Address, address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import on_mobile


def add_journeys(world: World, log: Log, rng: Random) -> None:
    """Log travellers on their own, and conferences of people of one organisation."""
    for account in world.accounts:
        for _ in range(whole(rng, 0.008)):
            first = rng.randrange(world.month.days)
            _stay(world, log, rng, account, _hotel(world, rng), first, rng.randint(1, 6))
    for staff in world.staff.values():
        if len(staff) > 10 and rng.random() < 0.4:
            hotel, first = _hotel(world, rng), rng.randrange(world.month.days)
            for account in rng.sample(staff, min(len(staff) // 2, rng.randint(4, 14))):
                _stay(world, log, rng, account, hotel, first, 3)


def _hotel(world: World, rng: Random) -> Address:
    network = rng.choice(world.internet.networks["hotel"])
    return address(network, rng.randrange(120))


def _stay(  # noqa: PLR0913 - a stay is who, where and when
    world: World, log: Log, rng: Random, account: Account, hotel: Address, first: int, nights: int
) -> None:
    for day in range(max(first, account.created_on + 1), min(first + nights, world.month.days)):
        for _ in range(rng.choice((0, 1, 1, 2))):
            moment = world.month.at(day, rng.uniform(6, 24), COUNTRIES[hotel.network.country])
            device = rng.choice(account.devices)
            known = device.uid if device.keeps_cookies and rng.random() < 0.8 else ""
            client = Client(hotel, device.agent_on(day), known)
            dice = rng.random()
            if dice < 0.05:
                Forgetting(world, log, rng, account, client).happen(moment)
                continue
            if dice < 0.17:
                moment = mistype(log, rng, moment, account, client)
            if dice < 0.07:
                moment = refuse_factor(log, rng, moment, account, client)
            sign_in(log, rng, moment, account, client)


def add_new_phones(world: World, log: Log, rng: Random) -> None:
    """Log people setting up a phone: unknown to the provider, often on a carrier's address."""
    for account in world.accounts:
        for _ in range(whole(rng, 0.018)):
            day = rng.randrange(world.month.days)
            if account.created_on >= day:
                continue
            moment = world.month.at(day, rng.uniform(9, 22), account.utc_offset)
            under_way = on_mobile(account, day, account.devices[1], rng).address
            where = rng.choice((under_way, account.home.on(day)))
            client = Client(where, world.agents.draw(rng, rng.choice(("phone", "app"))))
            _set_up(world, log, rng, account, client, moment)


def _set_up(  # noqa: PLR0913 - an event is no smaller than this
    world: World, log: Log, rng: Random, account: Account, client: Client, moment: int
) -> None:
    if rng.random() < 0.4:
        log.add(Row(moment, act("account.lookup"), account.address, client))
        moment += 9_000
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
        moment = mistype(log, rng, moment, account, client)
    if account.second_factor and rng.random() < 0.2:
        moment = refuse_factor(log, rng, moment, account, client)
    if rng.random() < 0.1:
        Forgetting(world, log, rng, account, client).happen(moment)
        return
    session = sign_in(log, rng, moment, account, client)
    for operation, share in (("factor.enable", 0.1), ("app_password.create", 0.06)):
        if rng.random() < share:
            moment += 70_000
            inside(log, moment, operation, account, client, session)
