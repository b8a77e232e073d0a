"""What the group does to one account in one sitting, as steps with a pause after each."""

from random import Random
from typing import NamedTuple

from rasid.scenarios.chance import weighted
from rasid.scenarios.log import Act, Stage, act, signin
from rasid.scenarios.world.people import Account


class Step(NamedTuple):
    """One event to come; `pause_ms` later comes the next."""

    account: str
    act: Act
    stage: Stage
    pause_ms: int
    signed_in: bool = False


METHODS = ("password", "recovery", "factor")


def ask(rng: Random, account: Account) -> Step:
    """Look an account up once more before going for it."""
    return Step(account.address, act("account.lookup"), "discover", _pause(rng))


def attack(rng: Random, account: Account, method: str) -> list[Step]:
    """Try to enter an account, and fail."""
    if method == "password":
        return _try_passwords(rng, account)
    if method == "factor":
        return _meet_factor(rng, account)
    steps = _ask_code(rng, account)
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        detail = weighted(rng, {"wrong_code": 0.8, "expired": 0.2})
        steps.append(_step(rng, account, act("recovery.verify", detail)))
    return steps


def _try_passwords(rng: Random, account: Account) -> list[Step]:
    protocol = weighted(rng, {"browser": 0.85, "imap": 0.15})
    tries = rng.choice((1, 1, 2, 2, 3, 4))
    steps = [
        _step(rng, account, signin("bad_password", "imap" if protocol == "imap" else "browser"))
        for _ in range(tries)
    ]
    if tries == 4 and rng.random() < 0.3:
        steps.append(_step(rng, account, signin("locked")))
    return steps


def _meet_factor(rng: Random, account: Account) -> list[Step]:
    """Use a phished password and be stopped by the second factor, again and again."""
    steps = _try_passwords(rng, account)[:1] if rng.random() < 0.3 else []
    for _ in range(rng.choice((1, 1, 2, 3, 5))):
        detail = weighted(rng, {"mfa_denied": 0.4, "mfa_timeout": 0.6})
        steps.append(_step(rng, account, signin(detail, second_factor=True)))
    return steps


def _ask_code(rng: Random, account: Account) -> list[Step]:
    steps = [_step(rng, account, act("recovery.start"))]
    for _ in range(rng.choice((1, 1, 1, 2))):
        steps.append(_step(rng, account, act("recovery.send_code")))
    return steps


def enter_by_phishing(rng: Random, account: Account) -> list[Step]:
    """Enter with a phished password, over the second factor where there is one."""
    steps = _meet_factor(rng, account) if account.second_factor else []
    entry = signin(second_factor=account.second_factor)
    return [*steps, _step(rng, account, entry, "compromise", signed_in=True)]


def enter_by_recovery(rng: Random, account: Account, mailbox: Account | None) -> list[Step]:
    """Enter by a reset; the code is read in the recovery mailbox where that was entered first."""
    steps = _ask_code(rng, account)
    if mailbox is not None:
        reading = act("mail.read")
        steps.append(_step(rng, mailbox, reading, "exploit", signed_in=True))
    elif rng.random() < 0.5:
        steps.append(_step(rng, account, act("recovery.verify", "wrong_code")))
    return [
        *steps,
        _step(rng, account, act("recovery.verify")),
        _step(rng, account, act("password.reset"), "compromise"),
        _step(rng, account, signin(), "compromise", signed_in=True),
    ]


_SETTLING = {
    "mail_rule.create": 0.5,
    "recovery_contact.change": 0.3,
    "app_password.create": 0.35,
    "mail.export": 0.35,
    "delegate.add": 0.15,
    "factor.enable": 0.1,
}


def settle_in(rng: Random, account: Account) -> list[Step]:
    """Read mail and make sure of coming back."""
    steps = [_step(rng, account, act("mail.read"), "exploit", signed_in=True)]
    for operation, share in _SETTLING.items():
        if rng.random() < share:
            steps.append(_step(rng, account, act(operation), "exploit", signed_in=True))
    return steps


def come_back(rng: Random, account: Account) -> list[Step]:
    """Enter again on a later day, by browser or with a mail program, and read."""
    protocol = weighted(rng, {"browser": 0.55, "imap": 0.45})
    entry = signin(protocol="imap") if protocol == "imap" else signin()
    steps = [_step(rng, account, entry, "compromise", signed_in=True)]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        steps.append(_step(rng, account, act("mail.read"), "exploit", signed_in=True))
    return steps


def _step(
    rng: Random, account: Account, done: Act, stage: Stage = "attack", *, signed_in: bool = False
) -> Step:
    return Step(account.address, done, stage, _pause(rng), signed_in)


def _pause(rng: Random) -> int:
    return int(min(12_000 + rng.expovariate(1 / 90_000), 900_000))
