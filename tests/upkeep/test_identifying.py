"""A person is found in every spelling of theirs, and nobody else is."""

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.roster.account import Account
from rasid.upkeep.identifying import identity_of


def _account(
    account: str, name: str = "", person_id: str = "P0001", notify_to: str = ""
) -> Account:
    none = dict.fromkeys(Account.__dataclass_fields__, "")
    given = {"account": account, "name": name, "person_id": person_id, "notify_to": notify_to}
    return Account(**none | given)


ADA = identity_of(
    [
        _account("ada@mail.example", "Ada Example", notify_to="home@else.example"),
        _account("a.d+x@work.example", "Ada Example"),
        _account("آدا@mail.example", "آدا فرح\u200cزاده"),
    ],
    3,
)

CASES = [
    ("ada@mail.example", "erased-3-1"),
    ("to=ADA@Mail.example; a.d+x@work.example", "to=erased-3-1; erased-3-2"),
    ("ada@mail.example ada@mail.example", "erased-3-1 erased-3-1"),
    ("for ada@mail.example.", "for erased-3-1."),
    ("nada@mail.example", "nada@mail.example"),
    ("x.ada@mail.example", "x.ada@mail.example"),
    ("ada@mail.example.org", "ada@mail.example.org"),
    ("ada@mail.examples", "ada@mail.examples"),
    ("u=ada%40mail.example&v", "u=erased-3-1&v"),
    ("to%3Aada%40mail.example", "to%3Aerased-3-1"),
    (r'{"to":"ada\u0040mail.example"}', '{"to":"erased-3-1"}'),
    (r"\nada@mail.example", r"\nerased-3-1"),
    ("home@else.example", "erased-3-4"),
    ("Ada  EXAMPLE called", "erased-3 called"),
    ("ada_example/1.0", "erased-3/1.0"),
    ("Adanna Example", "Adanna Example"),
    ("of P0001, not P00012", "of erased-3, not P00012"),
    ("آدا فرح زاده", "erased-3"),
    ("آدا فرحزاده", "erased-3"),
    (quote("آدا") + "@mail.example", "erased-3-3"),
    ("آدا@mail.example".encode("unicode_escape").decode(), "erased-3-3"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_every_spelling_is_replaced(text: str, expected: str) -> None:
    assert expected == ADA.replaced(text)


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_what_is_replaced_was_hinted_at(text: str, expected: str) -> None:
    hinted = any(hint in text.lower() for hint in ADA.hints)

    assert hinted or text == expected


@given(st.text(alphabet="ad@mil.exp -\n%40", max_size=60))
def test_replacing_again_changes_nothing(text: str) -> None:
    once = ADA.replaced(text)

    assert once == ADA.replaced(once)
    assert not re.search(r"(?<![\w.+-])ada@mail\.example(?![\w-]|\.\w)", once)


def test_numbers_and_short_names_are_not_searched_for() -> None:
    """Else every 7 would be somebody."""
    seven = identity_of([_account("x@mail.example", "Ng", "7")], 1)

    assert seven.unsearched == ("Ng", "7")
    assert seven.replaced("7 events of Ng") == "7 events of Ng"
