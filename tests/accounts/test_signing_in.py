"""Who gets in, who waits, and that nobody waits for what somebody else did."""

from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from itertools import islice
from threading import Event

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Engine

from accounts.conftest import NOW
from rasid.accounts import (
    Refused,
    Role,
    SignedIn,
    SignIns,
    change_password,
    code_at,
    invite,
    join,
    new_secret,
    passwords,
)
from rasid.accounts import signing_in as module
from rasid.accounts.signing_in import network_of
from rasid.failures import AT_ONCE

pytestmark = pytest.mark.usefixtures("cheap")

GOOD = "tulip vase nine moon"
HOME, AWAY = "192.0.2.1", "203.0.113.9"


class Ada:
    """An account, its authenticator, and the clock."""

    def __init__(self, store: Engine) -> None:
        self.time = NOW
        self.secret = new_secret()
        token = invite(store, "Ada", Role.ANALYST, by="root", now=NOW)
        self.codes = join(store, "Ada", token, GOOD, self.secret, 0, NOW)
        self.sign_ins = SignIns(store, self.now)

    def now(self) -> datetime:
        """Return the present."""
        return self.time

    def code(self) -> str:
        """Return a code that was not used yet."""
        self.time += timedelta(seconds=30)
        return code_at(self.secret, self.time)

    def wrong(self, address: str = AWAY, name: str = "Ada", device: str = "") -> Refused:
        """Try once with a wrong password."""
        told = self.sign_ins.sign_in(name, "x", "000000", address=address, device=device)
        assert isinstance(told, Refused)
        return told

    def right(self, address: str = HOME, device: str = "") -> SignedIn | Refused:
        """Sign in."""
        return self.sign_ins.sign_in("ada", GOOD, self.code(), address=address, device=device)


@pytest.fixture
def ada(store: Engine) -> Ada:
    return Ada(store)


def test_name_password_and_code_let_in(ada: Ada) -> None:
    found = ada.right()

    assert isinstance(found, SignedIn)
    assert ("Ada", Role.ANALYST, False) == (
        found.account.name,
        found.account.role,
        found.by_recovery,
    )


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("Bo", GOOD, "right"),
        ("Ada", "tulip vase nine", "right"),
        ("Ada", GOOD, "000000"),
        ("Ada", GOOD, ""),
        ("Ada", "", "right"),
        ("", "", ""),
    ],
)
def test_what_is_wrong_is_not_told(ada: Ada, name: str, password: str, code: str) -> None:
    told = ada.sign_ins.sign_in(
        name, password, ada.code() if code == "right" else code, address=HOME
    )

    assert Refused() == told


def test_a_code_works_once_also_at_the_same_time(ada: Ada) -> None:
    code = ada.code()

    def sign_in(_: int) -> bool:
        return isinstance(ada.sign_ins.sign_in("Ada", GOOD, code, address=HOME), SignedIn)

    with ThreadPoolExecutor(4) as pool:
        assert 1 == sum(pool.map(sign_in, range(4)))


def test_a_recovery_code_works_once(ada: Ada) -> None:
    told = [ada.sign_ins.sign_in("Ada", GOOD, ada.codes[3], address=HOME) for _ in range(2)]

    assert isinstance(told[0], SignedIn)
    assert told[0].by_recovery
    assert Refused() == told[1]


@pytest.mark.parametrize("name", ["Ada", "Bo"])
def test_who_is_wrong_too_often_waits_known_or_not(ada: Ada, name: str) -> None:
    waits = [ada.wrong(name=name).wait for _ in range(AT_ONCE + 1)]

    assert [0.0] * AT_ONCE == waits[:-1]
    assert 0 < waits[-1] < 10, "a delay and no lock"


@pytest.mark.parametrize("known", ["elsewhere", "device"])
def test_nobody_is_locked_out_by_others(ada: Ada, known: str) -> None:
    """Neither from another network, nor on a browser that was in before, from the same one."""
    first = ada.right()
    assert isinstance(first, SignedIn)
    for _ in range(AT_ONCE + 5):
        ada.wrong(AWAY)
    assert ada.wrong(AWAY).wait > 0

    back = ada.right(HOME) if known == "elsewhere" else ada.right(AWAY, first.device)

    assert isinstance(back, SignedIn)


def test_a_known_browser_waits_for_its_own_failures(ada: Ada) -> None:
    first = ada.right()
    assert isinstance(first, SignedIn)
    waits = [ada.wrong(device=first.device).wait for _ in range(AT_ONCE + 1)]

    assert waits[-1] > 0


@pytest.mark.parametrize("end", ["time", "password"])
def test_a_browser_is_known_for_a_while(store: Engine, ada: Ada, end: str) -> None:
    first = ada.right()
    assert isinstance(first, SignedIn)
    if end == "time":
        ada.time += timedelta(days=91)
    else:
        change_password(store, "Ada", "other vase nine moon")
    for _ in range(AT_ONCE):
        ada.wrong(AWAY)

    assert ada.wrong(AWAY, device=first.device).wait > 0


@pytest.mark.parametrize(
    ("networks", "most"), [(12, module.MOST_WAITING), (1, module.MOST_OF_NETWORK)]
)
def test_strangers_do_not_pile_up(
    ada: Ada, monkeypatch: pytest.MonkeyPatch, networks: int, most: int
) -> None:
    """More than a few at once are told to come back, so that no page waits for their proofs.

    One network takes no turns of others.
    """
    go_on = Event()
    monkeypatch.setattr(module, "is_password", lambda *_: not go_on.wait(20))
    with ThreadPoolExecutor(13) as pool:
        tries = [pool.submit(ada.wrong, f"192.0.{n % networks}.1", "Bo") for n in range(12)]
        told = [one.result().wait for one in islice(as_completed(tries), 12 - most)]
        other = pool.submit(ada.wrong, "198.51.100.1", "Cy")
        go_on.set()

    assert [module.BUSY_SECONDS] * (12 - most) == told
    assert most == sum(one.result() == Refused() for one in tries)
    assert networks > 1 or Refused() == other.result()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("nowhere", "unknown"),
    ],
)
def test_a_subscriber_has_one_network(address: str, network: str) -> None:
    assert network == network_of(address)


@pytest.mark.parametrize("name", ["Ada", "Bo"])
def test_who_is_unknown_is_looked_at_as_long(
    ada: Ada, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof is made in any case, and costs the same; so are all three codes."""
    proofs: list[str] = []
    codes: list[str] = []
    monkeypatch.setattr(Argon2id, "verify_phc_encoded", lambda _, kept: proofs.append(kept))
    monkeypatch.setattr(module, "step_of", lambda code, *_: codes.append(code))
    ada.wrong(name=name)

    assert [(f"m={passwords.KIB},t={passwords.PASSES},p={passwords.LANES}", "000000")] == [
        (kept.split("$")[3], code) for kept, code in zip(proofs, codes, strict=True)
    ]
