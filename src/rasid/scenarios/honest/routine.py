"""The mass of honest traffic: people sign in where they usually are and read their mail."""

from random import Random

import numpy as np

from rasid.scenarios.chance import numbers, stream
from rasid.scenarios.honest.signing_in import inside, mistype, refuse_factor, sign_in
from rasid.scenarios.log import Client, Log, Row, act, signin
from rasid.scenarios.month import Month
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, on_mobile, usual

_HOURS = np.array(
    [1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.5, 3, 5, 6, 6, 5.5, 5, 5, 5, 5, 4.5, 4.5, 4.5, 5, 5.5, 5, 3.5, 2]
)
"""How busy each local hour is."""


def add_routine(world: World, log: Log) -> None:
    """Log the month's ordinary visits."""
    draw, rng = numbers(world.parameters.seed, "routine"), stream(world.parameters.seed, "visits")
    counts = draw.poisson([account.visits for account in world.accounts])
    who = np.repeat(np.arange(len(world.accounts)), counts)
    days = draw.choice(world.month.days, len(who), p=_weekdays(world.month))
    hours = draw.choice(24, len(who), p=_HOURS / _HOURS.sum()) + draw.random(len(who))
    for number, day, hour in zip(who.tolist(), days.tolist(), hours.tolist(), strict=True):
        account = world.accounts[number]
        if account.created_on < day:
            _visit(world, log, rng, account, day, hour)


def _weekdays(month: Month) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weights = [0.6 if month.weekday(day) >= 5 else 1.0 for day in range(month.days)]
    return np.array(weights) / sum(weights)


def _visit(world: World, log: Log, rng: Random, account: Account, day: int, hour: float) -> None:
    moment = world.month.at(day, hour, account.utc_offset)
    if account.mail_client is not None and rng.random() < 0.35:
        _fetch(log, rng, account, day, moment)
        return
    client = usual(account, day, hour, rng)
    dice = rng.random()
    if dice < 0.035:
        client = client._replace(device="")
        log.add(Row(moment, act("account.lookup"), account.address, client))
        moment += rng.randint(3_000, 20_000)
    elif dice < 0.08:
        moment = mistype(log, rng, moment, account, client)
    elif dice < 0.09 and account.second_factor:
        moment = refuse_factor(log, rng, moment, account, client)
    session = sign_in(log, rng, moment, account, client)
    if rng.random() < 0.1:
        inside(log, moment + rng.randint(5_000, 60_000), "mail.read", account, client, session)


def _fetch(log: Log, rng: Random, account: Account, day: int, moment: int) -> None:
    """Log a mail program's visit: a sign-in over IMAP, now and then with what it read."""
    if account.mail_client is None:
        return
    client = (
        at_home(account, day, account.mail_client)
        if rng.random() < 0.8
        else on_mobile(account, day, account.mail_client, rng)
    )
    protocol = "pop3" if account.number % 13 == 0 else "imap"
    log.add(Row(moment, signin(protocol=protocol), account.address, client))
    if rng.random() < 0.3:
        reading = Client(client.address, client.agent)
        inside(log, moment + rng.randint(500, 9_000), "mail.read", account, reading, "")
