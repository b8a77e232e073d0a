"""Mail programs that keep trying an old password for days after it was changed."""

from rasid.scenarios.chance import whole
from rasid.scenarios.log import Client, Protocol, signin
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, at_office

_SHARE = 0.007


def add_stale_clients(scene: Scene) -> None:
    """Log a password change of some accounts, and the program that was not told of it."""
    for account in scene.world.accounts:
        for _ in range(whole(scene.rng, _SHARE * scene.month.share)):
            day = scene.day()
            if account.created_on < day:
                _fail_for_days(scene, account, day)


def _fail_for_days(scene: Scene, account: Account, day: int) -> None:
    rng, month = scene.rng, scene.month
    moment = month.at(day, rng.uniform(8, 22), account.utc_offset)
    seat = scene.sign_in(moment, account, at_home(account, day, account.devices[0]))
    scene.inside(moment + 60_000, "password.change", seat)
    device = account.mail_client or account.devices[1]
    program = device.agent if device.agent.kind == "mail" else scene.world.agents.draw(rng, "mail")
    protocol: Protocol = rng.choice(("imap", "imap", "imap", "pop3", "smtp"))
    every, end = rng.uniform(0.4, 5) * HOUR_MS, moment + rng.uniform(0.4, 8) * DAY_MS
    while (moment := moment + int(every * rng.uniform(0.8, 1.3))) < min(end, month.end_ms):
        place = at_office if rng.random() < 0.3 else at_home
        client = Client(place(account, month.day_of(moment), device).address, program)
        scene.note(moment, signin("bad_password", protocol), account.address, client)
    client = Client(account.home.on(month.day_of(moment)), program)
    scene.note(moment, signin(protocol=protocol), account.address, client)
