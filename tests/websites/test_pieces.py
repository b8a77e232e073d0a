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
    ("test-river.example", "borrowed", ["test"]),
    ("river-example.example", "borrowed", []),
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


def test_every_kind_is_declared(knowledge: Knowledge) -> None:
    """No piece is of a kind that is not listed."""
    kinds = {pieces.kind for pieces in pieces_of([named("a-b.test")], knowledge.lexicon())}

    assert kinds <= set(KINDS)
