"""What people change in their own accounts: rules, contacts, exports, delegates, factors."""

from rasid.scenarios.chance import whole
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.people import Account
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


def add_changes(scene: Scene) -> None:
    """Log changes that owners make, from wherever they happen to be."""
    for account in scene.world.accounts:
        if account.visits < 0.5:
            continue
        for operation, share in _SHARES.items():
            for _ in range(whole(scene.rng, share * scene.month.share)):
                _change(scene, account, operation)


def _change(scene: Scene, account: Account, operation: str) -> None:
    day, hour = scene.day(), scene.rng.uniform(8, 23)
    if account.created_on >= day:
        return
    moment = scene.month.at(day, hour, account.utc_offset)
    seat = scene.sign_in(moment, account, usual(account, day, hour, scene.rng))
    scene.inside(moment + scene.rng.randint(20_000, 300_000), operation, seat)


def add_expiry(scene: Scene) -> None:
    """Let the passwords of some organisations run out: a morning of failures at the gateway."""
    rng = scene.rng
    for staff in scene.world.staff.values():
        if len(staff) < 8 or rng.random() > 0.35 * scene.month.share:
            continue
        day = scene.day()
        for account in staff:
            if rng.random() < 0.3:
                continue
            moment = scene.month.at(day, rng.gauss(9.5, 0.8), account.utc_offset)
            client = at_office(account, day, account.devices[0])
            for _ in range(rng.choice((0, 1, 1, 2, 3))):
                moment = scene.mistype(moment, account, client)
            seat = scene.sign_in(moment, account, client)
            scene.inside(moment + 40_000, "password.change", seat)
