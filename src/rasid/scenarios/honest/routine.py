"""The mass of honest traffic: people sign in where they usually are and read their mail."""

import numpy as np
from numpy.typing import NDArray

from rasid.scenarios.chance import numbers
from rasid.scenarios.log import act, signin
from rasid.scenarios.month import Month
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, on_mobile, usual

_HOURS = np.array(
    [1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.5, 3, 5, 6, 6, 5.5, 5, 5, 5, 5, 4.5, 4.5, 4.5, 5, 5.5, 5, 3.5, 2]
)
"""How busy each local hour is."""


def add_routine(scene: Scene) -> None:
    """Log the month's ordinary visits."""
    accounts = scene.world.accounts
    draw = numbers(scene.world.parameters.seed, "routine visits")
    counts = draw.poisson([account.visits * scene.month.share for account in accounts])
    who = np.repeat(np.arange(len(accounts)), counts)
    days = draw.choice(scene.month.days, len(who), p=_weekdays(scene.month))
    hours = draw.choice(24, len(who), p=_HOURS / _HOURS.sum()) + draw.random(len(who))
    for number, day, hour in zip(who.tolist(), days.tolist(), hours.tolist(), strict=True):
        account = accounts[number]
        if account.created_on < day:
            _visit(scene, account, day, hour)


def _weekdays(month: Month) -> NDArray[np.float64]:
    weights = [0.6 if month.weekday(day) >= 5 else 1.0 for day in range(month.days)]
    return np.array(weights) / sum(weights)


def _visit(scene: Scene, account: Account, day: int, hour: float) -> None:
    rng = scene.rng
    moment = scene.month.at(day, hour, account.utc_offset)
    if account.mail_client is not None and rng.random() < 0.35:
        _fetch(scene, account, day, moment)
        return
    client = usual(account, day, hour, rng)
    dice = rng.random()
    if dice < 0.035:
        client = client._replace(device="")
        scene.note(moment, act("account.lookup"), account.address, client)
        moment += rng.randint(3_000, 20_000)
    elif dice < 0.08:
        moment = scene.mistype(moment, account, client)
    elif dice < 0.1 and account.second_factor:
        moment = scene.refuse_factor(moment, account, client)
    seat = scene.sign_in(moment, account, client)
    if rng.random() < 0.1:
        scene.inside(moment + rng.randint(5_000, 60_000), "mail.read", seat)


def _fetch(scene: Scene, account: Account, day: int, moment: int) -> None:
    """Log a mail program's visit: a sign-in over IMAP, now and then with what it read."""
    if account.mail_client is None:
        return
    client = (
        at_home(account, day, account.mail_client)
        if scene.rng.random() < 0.8
        else on_mobile(account, day, account.mail_client, scene.rng)
    )
    protocol = "pop3" if account.number % 13 == 0 else "imap"
    scene.note(moment, signin(protocol=protocol), account.address, client)
    if scene.rng.random() < 0.3:
        reading = Seat(client, account.address)
        scene.inside(moment + scene.rng.randint(500, 9_000), "mail.read", reading)
