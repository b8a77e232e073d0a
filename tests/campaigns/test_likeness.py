"""Addresses that look like a protected person's: folding, and how rare a likeness is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import World, a_town
from rasid.campaigns.likeness import folded, likeness_levels, local_part
from rasid.engines.duckdb import DuckDB


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quimby Thorpe", "quimby thorpe"),
        ("thorpe.quimby", "quimby thorpe"),
        ("THORPE_QUIMBY-1984", "quimby thorpe"),
        ("Zoë Nørdin-Ågren", "agren nrdin zoe"),
        ("José Ángel", "angel jose"),
        ("1984", ""),
        ("", ""),
    ],
)
def test_folding_keeps_the_letters(text: str, expected: str) -> None:
    """Case, accents, digits, signs and the order of names make no difference."""
    assert expected == folded(text)


@given(st.text(max_size=30))
def test_folding_takes_any_text(text: str) -> None:
    """Whatever a roster or a log holds is folded, and folding again changes nothing."""
    once = folded(text)

    assert once == folded(once)
    assert set(once) <= set("abcdefghijklmnopqrstuvwxyz ")


@pytest.mark.parametrize(
    ("account", "expected"),
    [("ada.b@mail.example", "ada.b"), ("ada", "ada"), ("a@b@c", "a"), ("@mail.example", "")],
)
def test_local_part_is_before_the_sign(account: str, expected: str) -> None:
    """An account need not be an address."""
    assert expected == local_part(account)


@pytest.fixture
def town(engine: DuckDB) -> DuckDB:
    """Return a town whose protected person is called Quimby Thorpe."""
    world = a_town(people=100, protected=0)
    world.protect("qt@desk.example", "Quimby Thorpe")
    return world.open(engine)


@pytest.mark.parametrize(
    "account",
    [
        "quimby.thorpe@mail.example",
        "thorpe.quimby@mail.example",
        "quimbythorpe77@mail.example",
        "q.thorpe@mail.example",
        "quimby_thorp@elsewhere.example",
    ],
)
def test_spellings_of_a_name_are_alike(town: DuckDB, account: str) -> None:
    """Guesses at a protected person's address are more alike than other people's addresses."""
    assert [2] == likeness_levels(town, [account]).tolist()


@pytest.mark.parametrize("account", ["bela.ivers@mail.example", "info@mail.example", "7@x.example"])
def test_others_are_not_alike(town: DuckDB, account: str) -> None:
    """Another name is no likeness."""
    assert [0] == likeness_levels(town, [account]).tolist()


@pytest.mark.parametrize("name", ["ناصر خسرو", "Лев Толстой", "李白", "", "  ", "'; --"])
def test_name_in_any_script_is_no_failure(engine: DuckDB, name: str) -> None:
    """A roster may be in any script, and so may what is asked for."""
    world = a_town(people=30, protected=1)
    world.protect("someone@desk.example", name)
    accounts = ["ناصر@mail.example", "лев.толстой@mail.example", "bela.ivers@mail.example", "@", ""]

    assert {0, 1, 2} >= set(likeness_levels(world.open(engine), accounts).tolist())


def test_nobody_to_compare_with_is_no_likeness(engine: DuckDB) -> None:
    """Without a roster, without accounts, or without anybody else, nothing can be said."""
    alone, nobody = World(), a_town(people=20, protected=0)
    alone.protect("qt@desk.example", "Quimby Thorpe")

    assert [0] == likeness_levels(alone.open(engine), ["quimby.thorpe@mail.example"]).tolist()
    assert [0] == likeness_levels(nobody.open(engine), ["quimby.thorpe@mail.example"]).tolist()
    assert [] == likeness_levels(a_town(people=20).open(engine), []).tolist()
