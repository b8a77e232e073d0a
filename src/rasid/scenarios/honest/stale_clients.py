"""Mail programs that keep trying an old password for days after it was changed."""

from random import Random

from rasid.scenarios.chance import whole
from rasid.scenarios.honest.signing_in import inside, sign_in
from rasid.scenarios.log import Client, Log, Protocol, Row, signin
from rasid.scenarios.month import HOUR_MS
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, at_office

_SHARE = 0.007


def add_stale_clients(world: World, log: Log, rng: Random) -> None:
    """Log a password change of some accounts, and the program that was not told of it."""
    for account in world.accounts:
        for _ in range(whole(rng, _SHARE)):
            _fail_for_days(world, log, rng, account)


def _fail_for_days(world: World, log: Log, rng: Random, account: Account) -> None:
    day = rng.randrange(world.month.days)
    moment = world.month.at(day, rng.uniform(8, 22), account.utc_offset)
    if account.created_on >= day:
        return
    client = at_home(account, day, account.devices[0])
    session = sign_in(log, rng, moment, account, client)
    inside(log, moment + 60_000, "password.change", account, client, session)
    device = account.mail_client or account.devices[1]
    protocol: Protocol = rng.choice(("imap", "imap", "imap", "pop3", "smtp"))
    every, end = rng.uniform(0.4, 5) * HOUR_MS, moment + rng.uniform(0.4, 8) * 24 * HOUR_MS
    detail = "bad_password"
    while (moment := moment + int(every * rng.uniform(0.8, 1.3))) < end:
        today = min(max(world.month.day_of(moment), 0), world.month.days - 1)
        place = at_office if rng.random() < 0.3 else at_home
        source = place(account, today, device)
        source = Client(source.address, device.agent_on(today))
        log.add(Row(moment, signin(detail, protocol), account.address, source))
    source = at_home(account, min(day + 1, world.month.days - 1), device)
    log.add(Row(moment, signin(protocol=protocol), account.address, source))
