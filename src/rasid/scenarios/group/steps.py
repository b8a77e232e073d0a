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
    mail_program: bool = False


def attack(rng: Random, account: Account, method: str) -> list[Step]:
    """Try to enter an account by password, recovery or over its factor, and fail."""
    if method == "password":
        return _try_passwords(rng, account)
    if method == "factor":
        return _meet_factor(rng, account)
    refusals = rng.choices(("wrong_code", "expired"), (4, 1), k=rng.choice((0, 1, 1, 2, 3)))
    tried = [_step(rng, account, act("recovery.verify", detail)) for detail in refusals]
    return _ask_code(rng, account) + tried


def _try_passwords(rng: Random, account: Account) -> list[Step]:
    by_mail = rng.random() < 0.15
    tried = signin("bad_password", "imap" if by_mail else "browser")
    tries = rng.choice((1, 1, 2, 2, 3, 4))
    steps = [_step(rng, account, tried)._replace(mail_program=by_mail) for _ in range(tries)]
    if tries == 4 and rng.random() < 0.3:
        steps.append(_step(rng, account, signin("locked")))
    return steps


def _meet_factor(rng: Random, account: Account) -> list[Step]:
    """Use a phished password and be stopped by the second factor, again and again."""
    refusals = rng.choices(("mfa_denied", "mfa_timeout"), (2, 3), k=rng.choice((1, 1, 2, 3, 5)))
    wrong = _try_passwords(rng, account)[:1] if rng.random() < 0.3 else []
    return wrong + [_step(rng, account, signin(why, second_factor=True)) for why in refusals]


def _ask_code(rng: Random, account: Account) -> list[Step]:
    sent = [act("recovery.send_code")] * rng.choice((1, 1, 1, 2))
    return [_step(rng, account, done) for done in (act("recovery.start"), *sent)]


def enter_by_phishing(rng: Random, account: Account) -> list[Step]:
    """Enter with a phished password, over the second factor where there is one."""
    steps = _meet_factor(rng, account) if account.second_factor else []
    entry = signin(second_factor=account.second_factor)
    return [*steps, _step(rng, account, entry, "compromise")]


def enter_by_recovery(rng: Random, account: Account, mailbox: Account | None) -> list[Step]:
    """Enter by a reset; the code is read in the recovery mailbox where that was entered first."""
    steps = _ask_code(rng, account)
    if mailbox is not None:
        steps.append(_step(rng, mailbox, act("mail.read"), "exploit"))
    elif rng.random() < 0.5:
        steps.append(_step(rng, account, act("recovery.verify", "wrong_code")))
    return [
        *steps,
        _step(rng, account, act("recovery.verify")),
        _step(rng, account, act("password.reset"), "compromise")._replace(signed_in=False),
        _step(rng, account, signin(), "compromise"),
    ]


def enter_by_talking(rng: Random, account: Account) -> list[Step]:
    """Enter by a reset whose code the owner reads out over the phone: it is right at once."""
    return [
        *_ask_code(rng, account)[:2],
        _step(rng, account, act("recovery.verify")),
        _step(rng, account, act("password.reset"), "compromise")._replace(signed_in=False),
        _step(rng, account, signin(), "compromise"),
    ]


def enter_by_guessing(rng: Random, account: Account) -> list[Step]:
    """Enter with the last of a few passwords, where there is no second factor."""
    return [*_try_passwords(rng, account)[:3], _step(rng, account, signin(), "compromise")]


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
    done = ["mail.read", *(name for name, share in _SETTLING.items() if rng.random() < share)]
    return [_step(rng, account, act(name), "exploit") for name in done]


def come_back(rng: Random, account: Account) -> list[Step]:
    """Enter again on a later day, by browser or with a mail program, and read."""
    by_mail = weighted(rng, {False: 0.55, True: 0.45})
    entry = _step(rng, account, signin(protocol="imap" if by_mail else "browser"), "compromise")
    read = [
        _step(rng, account, act("mail.read"), "exploit") for _ in range(rng.choice((0, 1, 1, 2, 3)))
    ]
    return [step._replace(mail_program=by_mail) for step in (entry, *read)]


def _step(rng: Random, account: Account, done: Act, stage: Stage = "attack") -> Step:
    return Step(account.address, done, stage, pause(rng), signed_in=stage not in _OUTSIDE)


_OUTSIDE = {"discover", "attack"}


def pause(rng: Random) -> int:
    """Draw how long an operator takes between two steps: a minute or two, at most a quarter."""
    return int(min(9_000 + rng.expovariate(1 / 100_000), 900_000))
