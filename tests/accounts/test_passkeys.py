"""Passkeys without a browser: what is kept, what lets in, and everything that does not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy import Engine

from accounts.authenticator import PRESENT, VERIFIED, Authenticator, text
from accounts.conftest import NOW
from rasid.accounts import (
    Account,
    Challenges,
    CounterError,
    Passkey,
    Problem,
    Role,
    SignedIn,
    SignIns,
    asked_to_make,
    asked_to_use,
    find_account,
    invite,
    join,
    keep_passkey,
    new_secret,
    prove,
    read_passkeys,
    remove,
    remove_authenticator,
    remove_passkey,
    reset,
    site_of,
)
from rasid.errors import UsageError

pytestmark = pytest.mark.usefixtures("cheap")

GOOD = "tulip vase nine moon"
SITE = site_of("https://rasid.example")


class Ada:
    """An account with an authenticator, and a device."""

    def __init__(self, store: Engine, name: str = "Ada") -> None:
        self.store, self.challenges = store, Challenges(lambda: NOW)
        self.device = Authenticator(SITE.origin)
        token = invite(store, name, Role.ANALYST, by="root", now=NOW)
        self.codes = join(store, name, token, GOOD, new_secret(), 0, NOW)
        self.name = name

    @property
    def account(self) -> Account:
        """It as it is now."""
        found = find_account(self.store, self.name)
        assert found
        return found

    def challenge(self) -> str:
        """Return a new challenge."""
        return self.challenges.issue("use", "a browser")

    def add(self, name: str = "Key") -> Passkey:
        """Make a passkey on the device, and keep it."""
        asked = asked_to_make(self.store, self.account, SITE, self.challenge())
        made = self.device.make(asked)
        return keep_passkey(self.store, self.account, SITE, name, made, NOW)

    def use(self) -> str:
        """Return what proves that the device is there."""
        self.device.counter += bool(self.device.counter)
        return self.device.use(asked_to_use(SITE, self.challenge()))


@pytest.fixture
def ada(store: Engine) -> Ada:
    return Ada(store)


@pytest.mark.parametrize("counter", [0, 7])
def test_a_passkey_is_made_and_proves_whose_it_is(ada: Ada, counter: int) -> None:
    """Whether its maker counts its uses or not."""
    ada.device.counter = counter
    made = ada.add("Blue key")
    proofs = [prove(ada.store, SITE, ada.use(), NOW + timedelta(hours=1)) for _ in range(2)]

    assert [("Ada", "Blue key")] * 2 == [(one.account.name, one.passkey.name) for one in proofs]
    assert [replace(made, used_at="2026-04-01T10:00:00+00:00")] == read_passkeys(ada.store, "ada")


def test_what_the_browser_is_asked(ada: Ada) -> None:
    """A passkey that is found without a name, with its person verified, and none twice."""
    ada.add()
    asked = json.loads(asked_to_make(ada.store, ada.account, SITE, ada.challenge()))
    used = json.loads(asked_to_use(SITE, ada.challenge()))

    assert {"residentKey": "required", "userVerification": "required"}.items() <= asked[
        "authenticatorSelection"
    ].items()
    assert [text(ada.device.credential)] == [one["id"] for one in asked["excludeCredentials"]]
    assert (ada.device.handle, "rasid.example") == (asked["user"]["id"], asked["rp"]["id"])
    assert ("required", []) == (used["userVerification"], used["allowCredentials"])


LIES = {
    "another site's": {"origin": "https://rasid.example.evil.example"},
    "another host's": {"host": "evil.example"},
    "without TLS": {"origin": "http://rasid.example"},
    "within another page": {"said": {"crossOrigin": True}},
    "of another kind": {"said": {"type": "payment.get"}},
    "nobody verified": {"flags": PRESENT},
    "nobody present": {"flags": VERIFIED},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_a_device_or_browser_says_wrongly_is_not_kept(
    ada: Ada, lie: dict[str, object]
) -> None:
    asked = asked_to_make(ada.store, ada.account, SITE, ada.challenge())
    made = replace(ada.device, **lie).make(asked)  # type: ignore[arg-type]

    with pytest.raises(Problem, match="not taken"):
        keep_passkey(ada.store, ada.account, SITE, "Key", made, NOW)


@pytest.mark.parametrize(
    "lie",
    [
        *LIES.values(),
        {"key": generate_private_key(SECP256R1())},
        {"credential": b"unknown"},
        {"handle": ""},
        {"handle": text(b"x" * 32)},
    ],
)
def test_nor_does_it_let_in(ada: Ada, lie: dict[str, object]) -> None:
    """Nor under another person's handle, by another key, or what is not known."""
    ada.add()
    ada.device = replace(ada.device, **lie)  # type: ignore[arg-type]

    with pytest.raises(Problem, match="not taken"):
        prove(ada.store, SITE, ada.use(), NOW)


@pytest.mark.parametrize("sent", ["", "x", "[]", "{}", '{"id": 1}', "null", '"' + "x" * 20_000])
def test_what_is_no_answer_is_none(ada: Ada, sent: str) -> None:
    with pytest.raises(Problem, match="not taken"):
        prove(ada.store, SITE, sent, NOW)
    with pytest.raises(Problem, match="not taken"):
        keep_passkey(ada.store, ada.account, SITE, "Key", sent, NOW)


def test_anothers_passkey_is_anothers(ada: Ada) -> None:
    """With the handle of somebody else it is nobody's, and it cannot be kept twice."""
    bo = Ada(ada.store, "Bo")
    ada.add()
    bo.add()
    ada.device.handle, bo.device.handle = bo.device.handle, ada.device.handle
    with pytest.raises(Problem, match="not taken"):
        prove(ada.store, SITE, ada.use(), NOW)
    bo.device = ada.device
    with pytest.raises(Problem, match="kept already"):
        bo.add()


@pytest.mark.parametrize("told", [5, 4, 0])
def test_a_counter_that_went_back_is_told(ada: Ada, told: int) -> None:
    """Two devices have the passkey: neither that one nor the same answer again lets in."""
    ada.device.counter = 4
    ada.add()
    prove(ada.store, SITE, ada.use(), NOW)
    ada.device.counter = told
    answer = ada.device.use(asked_to_use(SITE, ada.challenge()))

    with pytest.raises(CounterError) as raised:
        prove(ada.store, SITE, answer, NOW)
    assert ("Ada", f"its counter is {told}, and was 5 before") == (
        raised.value.proof.account.name,
        raised.value.why,
    )


def test_the_last_factor_stays(ada: Ada) -> None:
    """Without an authenticator the last passkey cannot go, without a passkey the authenticator."""
    with pytest.raises(Problem, match="no passkey in its place"):
        remove_authenticator(ada.store, ada.account)
    one = ada.add("One")
    ada.device = Authenticator(SITE.origin)
    two = ada.add("Two")
    before = ada.account.mark
    remove_authenticator(ada.store, ada.account)
    remove_passkey(ada.store, ada.account, one.number)

    with pytest.raises(Problem, match="last one"):
        remove_passkey(ada.store, ada.account, two.number)
    assert (False, True) == (ada.account.has_authenticator, ada.account.mark != before)
    assert ["Two"] == [kept.name for kept in read_passkeys(ada.store, "ada")]


def test_nobody_removes_anothers(ada: Ada) -> None:
    one = ada.add()
    with pytest.raises(Problem, match="no such passkey"):
        remove_passkey(ada.store, Ada(ada.store, "Bo").account, one.number)


def test_a_recovery_code_still_lets_in_and_no_other(ada: Ada) -> None:
    """Where the authenticator is gone, a code of nothing is no code."""
    ada.add()
    remove_authenticator(ada.store, ada.account)
    sign_ins = SignIns(ada.store, lambda: NOW)
    told = [
        sign_ins.sign_in("Ada", GOOD, code, address="192.0.2.1")
        for code in ("", "000000", ada.codes[0])
    ]

    assert [False, False, True] == [isinstance(one, SignedIn) for one in told]


@pytest.mark.parametrize(
    ("password", "proof", "is_in"),
    [(GOOD, "ada", True), ("x", "ada", False), (GOOD, "bo", False), (GOOD, "", False)],
)
def test_in_place_of_a_code(ada: Ada, password: str, proof: str, is_in: bool) -> None:  # noqa: FBT001
    """Only with the account's own password, and its own passkey."""
    sign_ins = SignIns(ada.store, lambda: NOW)
    told = sign_ins.sign_in("Ada", password, "", address="192.0.2.1", proof=proof)

    assert is_in == isinstance(told, SignedIn)


@pytest.mark.parametrize("end", [lambda s: reset(s, "Ada", now=NOW), lambda s: remove(s, "Ada")])
def test_what_ends_an_account_ends_its_passkeys(ada: Ada, end: object) -> None:
    ada.add()
    end(ada.store)  # type: ignore[operator]

    with pytest.raises(Problem, match="not taken"):
        prove(ada.store, SITE, ada.use(), NOW)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://rasid.example", "https://rasid.example"),
        ("https://Rasid.Example:443/", "https://rasid.example"),
        ("https://rasid.example:8443", "https://rasid.example:8443"),
        ("http://localhost:8765", "http://localhost:8765"),
        *(
            (wrong, None)
            for wrong in (
                "",
                "rasid.example",
                "http://rasid.example",
                "https://",
                "https://192.0.2.1",
                "https://[2001:db8::1]",
                "https://u:p@rasid.example",
                "https://rasid.example/x",
                "https://rasid.example?x",
                "https://rasid.example:x",
            )
        ),
    ],
)
def test_a_site_has_a_name_and_tls(address: str, origin: str | None) -> None:
    if origin is None:
        with pytest.raises(UsageError, match="address got"):
            site_of(address)
    else:
        assert origin == site_of(address).origin
