"""Which spellings are one address: the two sides of the rule, and what they make of a log."""

import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.roster import know_accounts
from rasid.roster.spelling import canonical, spellings
from rasid.settings import Settings
from rasid.tables.roster import ROSTER
from sessions.logs import Log, at, fill

IDN, ASCII_IDN = "ada@bücher.example", "ada@xn--bcher-kva.example"
GUEST = "ada_x.example#ext#@corp.onmicrosoft.com"

LOCALS = st.text("abz.+_ßéσ", min_size=1, max_size=8)
LABELS = st.text("abzéßд", min_size=1, max_size=6)
DOMAINS = st.lists(LABELS, min_size=2, max_size=3).map(".".join)
ADDRESSES = st.builds("{}@{}".format, LOCALS, DOMAINS | st.sampled_from(["gmail.com"]))


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as opened:
        opened.run(packaged_sql("rasid.roster", "spelling"))
        yield opened


def owner(engine: DuckDB, logged: str, *roster: str) -> str | None:
    """Return the roster account that a logged one is taken for; each row is another person's."""
    rows = [{"person_id": f"p{n}", "account": account} for n, account in enumerate(roster)]
    fill(engine, ROSTER, rows)
    log = Log()
    log.add(at(0), logged)
    log.open(engine)
    know_accounts(engine)
    found = engine.rows("SELECT roster_account FROM known_accounts")
    return found[0][0] if found else None


@pytest.mark.parametrize(
    ("logged", "listed"),
    [
        ("ada@x.example", "ada@x.example"),
        (GUEST, "ada@x.example"),
        ("a_b_x.example#ext#@corp.onmicrosoft.us", "a_b@x.example"),
        ("ada@x.example", GUEST),
        ("ada+news@x.example", "ada@x.example"),
        ("ada+news_x.example#ext#@corp.onmicrosoft.com", "ada@x.example"),
        ("ada@x.example.", "ada@x.example"),
        ("smtp:ada@x.example", "ada@x.example"),
        ("mailto:ada+a@x.example", "ada@x.example"),
        ("live.com#ada@x.example", "ada@x.example"),
        ("mail#ada@x.example", "ada@x.example"),
        ("i:0h.f|membership|ada@x.example", "ada@x.example"),
        (f"i:0#.f|membership|{GUEST}", "ada@x.example"),
        (IDN, ASCII_IDN),
        (ASCII_IDN, IDN),
        (unicodedata.normalize("NFD", IDN), ASCII_IDN),
        ("ada@ｂücher。example", IDN),  # noqa: RUF001 - full width is what is tested
        ("a.d.a@gmail.com", "ada@gmail.com"),
        ("ada+x@googlemail.com", "a.da@gmail.com"),
        ("ada@gmail.com", "ada@googlemail.com"),
        ("ada+news@x.example", "ada+news@x.example"),
    ],
)
def test_spelling_is_its_owner_s(engine: DuckDB, logged: str, listed: str) -> None:
    assert listed == owner(engine, logged, listed)


@pytest.mark.parametrize(
    ("logged", "listed"),
    [
        ("a.da@x.example", "ada@x.example"),
        ("ada@x.example", "ada+news@x.example"),
        ("ada+b@x.example", "ada+a@x.example"),
        ("ada_x.example#ext#@evil.example", "ada@x.example"),
        ("ada_x.example#ext#b_x.example#ext#@corp.onmicrosoft.com", "ada@x.example"),
        ("smtp:smtp:ada@x.example", "ada@x.example"),
        ("ada@x.example@", "ada@x.example"),
        ("ada@x.example@y.example", "ada@x.example"),
        ("\u202eada@x.example", "ada@x.example"),
        ("ada@x.example\u200f", "ada@x.example"),
        ("ａda@x.example", "ada@x.example"),  # noqa: RUF001
        ("ada+" + "x" * 10_000 + "@x.example", "ada@x.example"),
        ("@" * 10_000, "ada@x.example"),
        ("ada", "ada@x.example"),
        ("+news@x.example", "ada@x.example"),
        ("ada@xn--zzzzzz-.example", IDN),
    ],
)
def test_other_is_nobody_s(engine: DuckDB, logged: str, listed: str) -> None:
    """Neither a likeness nor a hostile form is taken for a person's account."""
    assert owner(engine, logged, listed) is None


@pytest.mark.parametrize(
    ("logged", "expected"),
    [
        ("a.da@gmail.com", "a.da@gmail.com"),
        ("ad.a@gmail.com", None),
        ("ada+x@gmail.com", None),
    ],
)
def test_what_two_persons_share_is_neither_s(
    engine: DuckDB, logged: str, expected: str | None
) -> None:
    """The spelling on the roster is still its own."""
    assert expected == owner(engine, logged, "ada@gmail.com", "a.da@gmail.com")


def test_tag_on_the_roster_goes_before_the_address_without(engine: DuckDB) -> None:
    roster = ("ada@x.example", "ada+press@x.example")

    assert "ada+press@x.example" == owner(engine, "smtp:ada+press@x.example", *roster)
    assert "ada@x.example" == owner(engine, "ada+other@x.example", *roster)


@given(ADDRESSES)
def test_canonical_is_its_own_canonical(address: str) -> None:
    assert canonical(address) == canonical(canonical(address))
    assert {canonical(form) or form for form in spellings(address)} <= {canonical(address)}
    assert bool(spellings(address)) == bool(canonical(address))


@given(ADDRESSES)
def test_case_never_matters(address: str) -> None:
    """Except for letters such as ß that have no capital of their own."""
    upper = "".join(c.upper() if c.upper().lower() == c else c for c in address)

    assert canonical(address) == canonical(upper)


@given(LOCALS, DOMAINS)
def test_domain_stays(local: str, domain: str) -> None:
    """Only the documented rules lead to another domain."""
    found = canonical(f"{local}@{domain}").partition("@")[2]

    assert unicodedata.normalize("NFC", domain).encode("punycode") == b".".join(
        label.removeprefix("xn--").encode().decode("punycode").encode()
        if label.startswith("xn--")
        else label.encode()
        for label in found.split(".")
    ).decode().encode("punycode")


@given(
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
    | ADDRESSES
    | st.text("a@#ext_.+:|", max_size=40)
)
def test_both_sides_agree(engine: DuckDB, text: str) -> None:
    """What the engine makes of a logged account is one of the forms that Python makes of it.

    The engine's own functions end a text at a NUL: an account with one is nobody's.
    """
    account = "".join(letter.lower() for letter in text)
    ((form,),) = engine.rows("SELECT spelling($account)", {"account": account})

    if spellings(account):
        assert form in spellings(account)
    else:
        assert form is None or not canonical(form)
