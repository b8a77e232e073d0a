from dataclasses import replace

import pytest

from rasid.websites.learning import Knowledge
from rasid.websites.naming import named
from rasid.websites.pieces import KINDS, pieces_of

SEEN = [
    ("verify-account.test", "word", ["verify", "account"]),
    ("verifyaccount.test", "pair", ["verifyaccount"]),
    ("verify-account.test", "first", ["verify"]),
    ("verify-account.test", "last", ["account"]),
    ("verify-facebank.test", "brand", ["facebank"]),
    ("faceband.test", "near", ["faceband"]),
    ("facebannk.test", "near", ["facebannk"]),
    ("fcebank.test", "near", ["fcebank"]),
    ("facebank.test", "other ending", ["facebank"]),
    ("facebank.example", "other ending", []),
    ("verify-accounta.invalid", "sibling", ["verify-accounta"]),
    ("verify-accounta.test", "sibling", []),
    ("wideriver.example", "visited", ["wideriver"]),
    ("wideriver.test", "visited", []),
    ("xn--wderiver-thh.example", "visited", []),
    ("test-river.example", "borrowed", ["test"]),
    ("river-example.example", "borrowed", []),
    ("river-confirm.test", "field", ["confirm"]),
    ("confirm-accounts.test", "family", ["confirm", "accounts"]),
]


@pytest.mark.parametrize(("domain", "kind", "expected"), SEEN)
def test_piece_is_found_in_its_place(
    knowledge: Knowledge, domain: str, kind: str, expected: list[str]
) -> None:
    """Each kind of piece stands where it is said to stand."""
    name = named(domain)
    framed = f"^{name.label}"
    found = [
        framed[start:end]
        for pieces in pieces_of([name], knowledge.lexicon())
        if pieces.kind == kind
        for start, end in zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
    ]

    assert expected == found


def keys(knowledge: Knowledge, domain: str, kind: str) -> list[int]:
    """Return by what a name's pieces of a kind are weighed."""
    made = pieces_of([named(domain)], knowledge.lexicon())
    return [int(key) for pieces in made if pieces.kind == kind for key in pieces.keys]


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("family", "account.test", "accounts.test", True),
        ("family", "account.test", "members.test", False),
        ("field", "account.test", "members.test", True),
        ("field", "account.test", "confirm.test", False),
        ("account", "confirm-members.test", "members-confirm.test", True),
        ("account", "verify-account.test", "verify-river.test", False),
        ("account", "verify-account.test", "verifyaccountxqj.test", False),
        ("account hyphens", "verify-account.test", "account-verify.test", True),
        ("account hyphens", "verify-account.test", "verifyaccount.test", False),
        ("account ending", "verify-account.test", "verify-account.example", False),
    ],
)
def test_words_of_account_pages_stand_for_each_other(
    knowledge: Knowledge, kind: str, one: str, other: str, *, same: bool
) -> None:
    """Forms of a word share a family, words of a kind a field, names how much is of such words."""
    assert same == (keys(knowledge, one, kind) == keys(knowledge, other, kind))


@pytest.mark.parametrize("kind", ["ending", "account ending", "rarity", "build"])
def test_company_ending_weighs_as_that_of_its_own_name(knowledge: Knowledge, kind: str) -> None:
    """No honest name is learnt from below a company's name, so that its ending proves nothing."""
    below, beside = (
        keys(knowledge, f"verify-river.{ending}", kind) for ending in ("blogspot.com", "com")
    )
    assert below == beside


def test_dynamic_ending_weighs_itself(knowledge: Knowledge) -> None:
    """Endings of dynamic DNS are labelled often and set apart, and speak for themselves."""
    known = replace(knowledge, dynamic_endings=frozenset(["ddns.net"]))

    assert keys(known, "river.ddns.net", "ending") != keys(known, "river.net", "ending")


def test_every_kind_is_declared(knowledge: Knowledge) -> None:
    """No piece is of a kind that is not listed."""
    kinds = {pieces.kind for pieces in pieces_of([named("a-b.test")], knowledge.lexicon())}

    assert kinds <= set(KINDS)
