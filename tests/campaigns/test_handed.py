"""Ways in that are prepared in one place and used in another: told, and judged by who uses them."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from campaigns.worlds import World, a_town, campaigns, home, hostile, mailbox, protected_of
from rasid.campaigns.handed import HANDED, find_handed
from rasid.campaigns.hunts import handed_on
from rasid.campaigns.seeds import find_seed
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row, at

DEVICE, RESET, CARRIED = HANDED
OWNER, DESK = 30, 60
FAR: Row = {
    "source_ip": "203.0.113.9",
    "asn": 64511,
    "country": "XZ",
    "fingerprint": "t13d-far",
    "device": "",
}
PHONE: Row = home(OWNER) | {"source_ip": "198.51.100.3", "asn": 64510, "device": ""}
CODE: Row = {"protocol": "deviceCode"}


def told(engine: DuckDB, world: World) -> list[tuple[str, str]]:
    """Return which account's visits were handed on, and how, in the order of time."""
    find_handed(world.open(engine))
    return engine.rows(
        "SELECT handed.account, how FROM handed JOIN visits "
        "ON handed.session_id = visits.session_id AND handed.account = visits.account "
        "ORDER BY first_at"
    )


@pytest.mark.parametrize(
    ("place", "code", "expected"),
    [
        pytest.param(FAR, CODE, [(mailbox(OWNER), DEVICE)], id="from far away"),
        pytest.param(
            FAR,
            {"protocol": "urn:ietf:params:oauth:grant-type:device_code"},
            [(mailbox(OWNER), DEVICE)],
            id="by its long name",
        ),
        pytest.param(FAR, {"protocol": "OAuth2"}, [], id="no device code"),
        pytest.param(home(OWNER), CODE, [], id="at home"),
    ],
)
def test_device_code_is_handed_on_to_who_is_not_at_home(
    engine: DuckDB, place: Row, code: Row, expected: list[tuple[str, str]]
) -> None:
    world = a_town(people=100)
    world.visit(at(9), mailbox(OWNER), "signin", **place, **code)

    assert expected == told(engine, world)


def reset(world: World, moment: datetime, act: str = "password_reset") -> None:
    """Let a help desk do something to an owner's account, from where the desk is at home."""
    world.visit(moment, mailbox(OWNER), act, actor_account=mailbox(DESK), **home(DESK))


@pytest.mark.parametrize(
    ("act", "entered", "place", "hours", "expected"),
    [
        ("password_reset", "signin", FAR, 1.0, 1),
        ("mfa_change", "signin", FAR, 1.0, 1),
        ("password_reset failure", "signin", FAR, 1.0, 0),
        ("password_reset", "signin", home(OWNER), 1.0, 0),
        ("password_reset", "signin", FAR, 30.0, 0),
        ("password_reset", "token", FAR, 1.0, 0),
        ("lookup", "signin", FAR, 1.0, 0),
    ],
)
def test_first_sign_in_after_a_reset_by_others(  # noqa: PLR0917 - what may differ
    engine: DuckDB, act: str, entered: str, place: Row, hours: float, expected: int
) -> None:
    """A day's first one that signs in where nobody is at home, after a desk renewed a way in."""
    world = a_town(people=100)
    moment = at(10, 21)
    reset(world, moment, act)
    world.visit(moment + timedelta(hours=hours), mailbox(OWNER), entered, **place)

    assert [(mailbox(OWNER), RESET)] * expected == told(engine, world)


def test_who_signs_in_after_the_owner_has_nothing_of_the_reset(engine: DuckDB) -> None:
    world = a_town(people=100)
    reset(world, at(10, 21))
    world.visit(at(10, 21.5), mailbox(OWNER), "signin", **home(OWNER))
    world.visit(at(10, 22), mailbox(OWNER), "signin", **FAR)

    assert [] == told(engine, world)


@pytest.mark.parametrize(
    ("place", "session", "expected"),
    [
        pytest.param(FAR, "s1", 1, id="another network and program"),
        pytest.param(PHONE, "s1", 0, id="the same program on the way"),
        pytest.param(FAR | {"asn": home(OWNER)["asn"]}, "s1", 0, id="the same network"),
        pytest.param(FAR, "s2", 0, id="another session"),
        pytest.param(FAR, None, 0, id="no id"),
    ],
)
def test_session_that_goes_on_elsewhere_was_carried(
    engine: DuckDB, place: Row, session: str | None, expected: int
) -> None:
    """It takes another network, and a program that the account never showed."""
    world = a_town(people=100)
    world.visit(at(9, 8), mailbox(OWNER), "signin", session="s1", **home(OWNER))
    world.visit(at(9, 12), mailbox(OWNER), "token", session=session, **place)

    assert [(mailbox(OWNER), CARRIED)] * expected == told(engine, world)


@pytest.mark.parametrize(
    ("later", "days", "expected"),
    [
        pytest.param(home(OWNER) | {"fingerprint": "t13d-far", "device": ""}, 2, 0, id="home soon"),
        pytest.param(home(OWNER) | {"fingerprint": "t13d-far", "device": ""}, 9, 1, id="late"),
        pytest.param(FAR | {"source_ip": "203.0.113.99"}, 2, 1, id="never home"),
        pytest.param(home(OWNER), 2, 1, id="the old program at home"),
        pytest.param(
            FAR | {"fingerprint": home(OWNER)["fingerprint"]}, 0.1, 0, id="both by one address"
        ),
    ],
)
def test_new_program_that_comes_home_is_the_owners(
    engine: DuckDB, later: Row, days: float, expected: int
) -> None:
    """A new phone does within days, and beside a hotel's television its guest is at work."""
    world = a_town(people=100)
    world.visit(at(9, 8), mailbox(OWNER), "signin", **FAR, **CODE)
    world.visit(at(9 + days, 9), mailbox(OWNER), "signin", **later)

    assert [(mailbox(OWNER), DEVICE)] * expected == told(engine, world)


@pytest.mark.parametrize(("domain", "expected"), [("desk.example", 0), ("mail.example", 1)])
def test_new_program_at_the_office_is_the_owners(
    engine: DuckDB, domain: str, expected: int
) -> None:
    """Colleagues are at home there; who is of another organisation has nothing to do with it."""
    world, owner = a_town(people=100), mailbox(OWNER, domain)
    office: Row = {"source_ip": "192.0.2.40", "asn": 64499, "country": "XA"}
    for number in range(40, 50):
        here = office | {"fingerprint": f"t13d-desk-{number}"}
        for day in (1, 8, 15):
            world.visit(at(day, 8), mailbox(number, "desk.example"), "signin", **here)
    for day in (2, 3, 4):
        world.visit(at(day, 8), owner, "signin", **home(OWNER))
    world.visit(at(9), owner, "signin", **office, **CODE, fingerprint="t13d-new")

    assert [(owner, DEVICE)] * expected == told(engine, world)


@pytest.mark.parametrize(("home_again", "expected"), [(3, 0), (2, 4), (0, 6)])
def test_program_of_half_of_its_owners_is_that_of_the_others(
    engine: DuckDB, home_again: int, expected: int
) -> None:
    """All six were given the same phone; some were not at home with it yet."""
    world = a_town(people=100)
    for number in range(6):
        world.visit(at(9, 8), mailbox(number), "signin", **FAR, **CODE)
    for number in range(home_again):
        place = home(number) | {"fingerprint": FAR["fingerprint"], "device": ""}
        world.visit(at(11, 9), mailbox(number), "signin", **place)

    assert expected == len(told(engine, world))


def honest(world: World, people: range, how: str) -> None:
    """Let people be handed something on the way, each from a place of their own."""
    for number in people:
        way = {"source_ip": f"198.51.100.{number}", "asn": 64520 + number % 9, "country": "XA"}
        enter(world, number, at(number % 20 + 5, 15), how, way | {"fingerprint": f"tv-{number}"})


def enter(world: World, number: int, moment: datetime, how: str, place: dict[str, Any]) -> None:
    """Let somebody come into an account by a way that is handed on."""
    account, later = mailbox(number), moment + timedelta(minutes=20)
    if how == RESET:
        world.visit(moment, account, "password_reset", actor_account=mailbox(DESK), **home(DESK))
        world.visit(later, account, "signin", **place)
    elif how == DEVICE:
        world.visit(later, account, "signin", **CODE, **place)
    else:
        world.visit(moment, account, "signin", session=f"s{number}", **home(number))
        world.visit(later, account, "token", session=f"s{number}", **place)


@pytest.mark.parametrize("how", HANDED)
def test_who_is_handed_protected_accounts_is_a_campaign(engine: DuckDB, how: str) -> None:
    """Eight protected people's, from three addresses, where others are handed theirs at random."""
    world = a_town(protected=20)
    honest(world, range(2, 280, 7), how)
    targets = [int(n) for n in range(281, 297, 2)]
    for turn, number in enumerate(targets):
        place = FAR | {"source_ip": f"203.0.113.{turn % 3}"}
        enter(world, number, at(4 + 2 * turn, 3), how, place)
    world.judge(engine)

    assert {mailbox(number) for number in targets} == {row["account"] for row in hostile(engine)}
    assert [len(targets)] == [row["accounts_compromised"] for row in campaigns(engine)]


@pytest.mark.parametrize("how", HANDED)
def test_protected_people_are_handed_theirs_as_others_are(engine: DuckDB, how: str) -> None:
    """One in seven of everybody, protected or not, each at a place of their own."""
    world = a_town(protected=20)
    honest(world, range(2, 300, 7), how)
    world.judge(engine)

    assert len(protected_of(world)) > 0
    assert [] == campaigns(engine)


def test_hunt_is_there_where_something_was_handed_on() -> None:
    """Else nobody is looked at in that way, and nothing else weighs less for it."""
    ours = [Visit(n, f"p{n}", CARRIED, protected=True, home_bits=-6.0) for n in range(8)]
    others = [Visit(8 + n, f"o{n}", CARRIED, home_bits=-6.0) for n in range(40)]
    clients = ["theirs"] * 8 + [f"c{n}" for n in range(40)]
    suspects = suspects_of([*ours, *others], {"client": clients})
    seed = find_seed(suspects, np.zeros(48))

    assert not handed_on(suspects_of([Visit(0, "a")]))
    assert [True] == [bool(hunt.visits.all()) for hunt in handed_on(suspects)]
    assert seed is not None
    assert list(range(8)) == np.flatnonzero(seed.sure.members).tolist()
    assert "8 sessions by client and ways in that were handed on" in seed.source
