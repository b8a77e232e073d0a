"""What people change in their own accounts: rules, contacts, exports, delegates, factors."""

from random import Random

from rasid.scenarios.chance import whole
from rasid.scenarios.honest.signing_in import inside, mistype, sign_in
from rasid.scenarios.log import Log
from rasid.scenarios.world.build import World
from rasid.scenarios.world.places import at_office, usual

_SHARES = {
    "mail_rule.create": 0.018,
    "recovery_contact.change": 0.012,
    "mail.export": 0.006,
    "app_password.create": 0.009,
    "delegate.add": 0.003,
    "consent.grant": 0.012,
    "factor.enable": 0.008,
    "factor.disable": 0.003,
    "password.change": 0.008,
}
"""How many of the accounts in use do each in a month."""


def add_changes(world: World, log: Log, rng: Random) -> None:
    """Log changes that owners make, from wherever they happen to be."""
    for account in world.accounts:
        if account.visits < 0.5:
            continue
        for operation, share in _SHARES.items():
            for _ in range(whole(rng, share)):
                day, hour = rng.randrange(world.month.days), rng.uniform(8, 23)
                if account.created_on >= day:
                    continue
                moment = world.month.at(day, hour, account.utc_offset)
                client = usual(account, day, hour, rng)
                session = sign_in(log, rng, moment, account, client)
                moment += rng.randint(20_000, 300_000)
                inside(log, moment, operation, account, client, session)


def add_expiry(world: World, log: Log, rng: Random) -> None:
    """Let the passwords of some organisations run out: a morning of failures at the gateway."""
    for staff in world.staff.values():
        if len(staff) < 8 or rng.random() > 0.35:
            continue
        day = rng.randrange(world.month.days)
        for account in staff:
            if rng.random() < 0.3:
                continue
            moment = world.month.at(day, rng.gauss(9.5, 0.8), account.utc_offset)
            client = at_office(account, day, account.devices[0])
            for _ in range(rng.choice((0, 1, 1, 2, 3))):
                moment = mistype(log, rng, moment, account, client)
            session = sign_in(log, rng, moment, account, client)
            inside(log, moment + 40_000, "password.change", account, client, session)
