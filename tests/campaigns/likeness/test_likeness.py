"""Addresses that look like a protected person's: whose, how much, and how rare that is."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import World, a_town, mailbox
from rasid.campaigns.likeness.guesses import (
    Known,
    Likeness,
    compare,
    letters_of,
    letters_of_all,
    likeness_levels,
    likeness_of,
    local_part,
)
from rasid.campaigns.likeness.letters import MOST_LETTERS
from rasid.engines.duckdb import DuckDB


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("quimby.thorpe@mail.example", ["quimbythorpe"]),
        ("QUIMBY_thorpe-1984@mail.example", ["quimbythorpe"]),
        ("q.thorpe+news@mail.example", ["qthorpe"]),
        ("quimby.b.thorpe@mail.example", ["quimbybthorpe", "quimbythorpe"]),
        ("thorpe.press@mail.example", ["thorpepress", "thorpe"]),
        ("юлия.лев@mail.example", ["yuliyalev"]),
        ("1984@mail.example", [""]),
        ("@", [""]),
        ("", [""]),
    ],
)
def test_letters_of_an_account(account: str, expected: list[str]) -> None:
    """Case, digits, signs and tags make no difference; words that are no name may be left out."""
    assert expected == letters_of(account)


def test_many_accounts_have_the_letters_of_each() -> None:
    """Plain words are read all at once, what is not plain by itself, and each as it would be."""
    accounts = [
        "ada.b@x.example",
        "ada-press@x.example",
        "7@x.example",
        "ada",
        "ada.b.c@x",
        "",
        "é@x",
    ]
    long = ["a" * letters + "@x.example" for letters in (MOST_LETTERS, MOST_LETTERS + 1)]

    assert [letters_of(one) for one in accounts + long] == letters_of_all(accounts + long)


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


@pytest.mark.parametrize(
    ("name", "accounts"),
    [
        ("محمد رضایی", ["mohammad.rezaei", "m.rezaee", "muhammadrezai", "rezaei_m"]),
        ("حسین قربانی", ["hossein.ghorbani", "hussein.qorbani", "hghorbani80"]),
        ("يوسف الزهراوي", ["yousef.alzahrawi", "youssefzahrawi", "y.elzahrawi"]),
        ("Юлия Щербакова", ["yulia.shcherbakova", "julia.scherbakova", "iuliiashcherbakova"]),
        ("Олексій Грищенко", ["oleksii.hryshchenko", "o.hryshchenko", "alexey.grishchenko"]),
        ("Jürgen Größmann", ["juergen.groessmann", "jurgengrossmann", "j.grossman"]),
        ("Şule Öztürk", ["sule.ozturk", "soezturk", "ozturk.shule"]),
        ("Robert van den Berg", ["bob.vandenberg", "rvdberg", "robert.berg"]),
        ("김민수", ["minsu.kim", "kimminsoo"]),
        ("Γιώργος Παπαδόπουλος", ["giorgos.papadopoulos", "g.papadopoulos"]),
    ],
)
def test_spellings_in_any_script_are_alike(name: str, accounts: list[str]) -> None:
    """Whatever script a name is written in, its Latin spellings are guesses at it."""
    others = [mailbox(number) for number in range(300)]
    found = compare({"p": Known([name])}, others, accounts)

    assert [2] * len(accounts) == [one.level if one else 0 for one in found]


@pytest.fixture
def desk() -> dict[str, Known]:
    """Return two people who share a family name, and one more."""
    names = {"p1": "Quimby Thorpe", "p2": "Ola Thorpe", "p3": "Bela Zimmer"}
    return {person: Known([name]) for person, name in names.items()}


def of(desk: dict[str, Known], account: str) -> Likeness:
    """Compare one account, which must be like somebody."""
    (found,) = compare(desk, [mailbox(number) for number in range(300)], [account])
    assert found
    return found


def test_likeness_names_the_person(desk: dict[str, Known]) -> None:
    """The likeliest person is told, and whether others are as likely."""
    assert ("p2", 0) == (of(desk, "ola.thorpe").person_id, of(desk, "ola.thorpe").others)
    assert ("p1", 1) == (of(desk, "thorpe77").person_id, of(desk, "thorpe77").others)


def test_more_of_a_name_weighs_more(desk: dict[str, Known]) -> None:
    """Both names weigh more than an initial, that more than one name, and that more than a slip."""
    accounts = ("quimby.thorpe", "q.thorpe", "thorpe")
    bits = [of(desk, account).bits for account in accounts]

    assert sorted(bits, reverse=True) == bits
    assert of(desk, "quimby.thorpe").bits > of(desk, "quimby.thorne").bits


def test_common_name_weighs_less() -> None:
    """A name that many unrelated accounts bear says little."""
    people = {"p": Known(["Quimby Thorpe"])}
    rare = compare(people, [mailbox(n) for n in range(200)], ["quimby.thorpe"])
    common = compare(people, [f"quimby{n}.thorpe" for n in range(200)], ["quimby.thorpe"])

    assert rare[0]
    assert 2 == rare[0].level
    assert common[0] is None or 0 == common[0].level


def test_share_counts_who_is_as_alike(desk: dict[str, Known]) -> None:
    """A likeness is as rare as the unrelated accounts that look as much alike."""
    others = [*(mailbox(number) for number in range(90)), *["thorpe"] * 10]
    (found,) = compare(desk, others, ["thorpe1"])

    assert found
    assert 10.5 / 101 == pytest.approx(found.share)
    assert 1 == found.level


def test_local_part_of_a_known_account_is_a_name(engine: DuckDB) -> None:
    """Somebody whose address is known is guessed by it too; an office's words are no name."""
    world = a_town(people=100, protected=0)
    world.protect("zyxwolf@desk.example", "Quimby Thorpe")
    world.protect("press@desk.example", "The Desk")
    opened = world.open(engine)
    wolf, press = likeness_of(opened, ["zyxwolf1@mail.example", "press@mail.example"])

    assert wolf
    assert ("p-zyxwolf@desk.example", 2) == (wolf.person_id, wolf.level)
    assert press is None


HOSTILE = [
    "quimby" * 11_000,
    "\x00\x1b[31m",
    "q\u202ethorpe",
    "+" * 65_536,
    ".-" * 30_000,
    "ﷺ" * 20_000,
]


@pytest.mark.parametrize("local", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_accounts_take_no_time(desk: dict[str, Known], local: str) -> None:
    """Length, controls and expanding letters cost no more than an ordinary account."""
    others = [mailbox(number) for number in range(300)]
    began = time.process_time()
    found = compare(desk, [*others, f"{local}@x.example"], [f"{local}@x.example"] * 20)

    assert 20 == len(found)
    assert 5.0 > time.process_time() - began


@given(st.lists(st.text(max_size=40), max_size=5), st.text(max_size=60))
def test_any_text_can_be_compared(names: list[str], account: str) -> None:
    """No name and no account is a failure."""
    people = {str(number): Known([name], [name]) for number, name in enumerate(names)}
    (found,) = compare(people, [account, "bela.ivers"], [account])

    assert found is None or found.level in {0, 1, 2}


def test_nobody_to_compare_with_is_no_likeness(engine: DuckDB) -> None:
    """Without a roster, without accounts, or without anybody else, nothing can be said."""
    alone, nobody = World(), a_town(people=20, protected=0)
    alone.protect("qt@desk.example", "Quimby Thorpe")

    assert [0] == likeness_levels(alone.open(engine), ["quimby.thorpe@mail.example"]).tolist()
    assert [0] == likeness_levels(nobody.open(engine), ["quimby.thorpe@mail.example"]).tolist()
    assert [] == likeness_levels(a_town(people=20).open(engine), []).tolist()
