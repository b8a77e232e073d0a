"""Honest people who look like intruders, each in a world of its own: none is a campaign."""

from random import Random
from typing import Any

import pytest

from campaigns.worlds import (
    World,
    a_town,
    add_stuffing,
    background,
    campaigns,
    home,
    hostile,
    mailbox,
    protected_of,
)
from rasid.engines.duckdb import DuckDB
from sessions.logs import at

DESK = [mailbox(number, "desk.example") for number in range(300, 340)]
OFFICE: dict[str, Any] = {
    "source_ip": "192.0.2.40",
    "asn": 64499,
    "country": "XA",
    "account_exists": True,
}


def machine(number: int) -> dict[str, Any]:
    """Return the computer on somebody's desk; an office buys them all alike."""
    return {"fingerprint": f"t13d-office-{number % 2}", "device": f"desk-{number}"}


def with_crime(protected: int = 15) -> World:
    """Return a town that a stuffing wave goes through, so that protected people stand out."""
    world = a_town(protected=protected)
    add_stuffing(world, [mailbox(number) for number in range(0, 300, 3)])
    return world


def with_desk(*, days: range = range(28)) -> World:
    """Return such a town with an organisation of forty protected colleagues behind one gateway."""
    world = with_crime()
    for number, account in enumerate(DESK):
        world.protect(account)
        for day in days:
            if day % 7 < 5:
                world.visit(at(day, 8, number), account, "signin", **OFFICE, **machine(number))
    return world


def assert_innocent(world: World, engine: DuckDB) -> None:
    """Judge a world, and find no campaign in it."""
    world.judge(engine)

    assert [] == campaigns(engine)
    assert [] == hostile(engine)


def test_office_on_a_password_expiry_morning(engine: DuckDB) -> None:
    """Forty protected colleagues behind one gateway fail, recover and change, all at once."""
    world = with_desk()
    for number, account in enumerate(DESK):
        failing = ["signin failure bad_password"] * (1 + number % 3)
        after = ["recovery_start", "recovery_send", "recovery_verify", "password_reset"]
        world.visit(
            at(14, 8, number),
            account,
            *failing,
            *(after if number % 2 else ["password_change"]),
            "signin",
            **OFFICE,
            **machine(number),
        )

    assert_innocent(world, engine)


def test_office_that_has_no_past_in_the_logs(engine: DuckDB) -> None:
    """The logs may begin on the very morning of the expiry."""
    world = with_desk(days=range(1, 28))
    for number, account in enumerate(DESK):
        acts = ["signin failure expired", "password_change", "signin"]
        world.visit(at(0, 8, number), account, *acts, **OFFICE, **machine(number))

    assert_innocent(world, engine)


@pytest.mark.parametrize("logged", [True, False], ids=["actor logged", "no actor logged"])
def test_help_desk_looks_people_up(
    engine: DuckDB,
    logged: bool,  # noqa: FBT001 - a case
) -> None:
    """All month a help desk looks up whoever calls it, protected colleagues among them."""
    world = with_desk()
    agent = "helper@desk.example"
    place = OFFICE | {"fingerprint": "t13d-helper", "device": "desk-helper"}
    draw = Random(4)
    for day in [day for day in range(28) if day % 7 < 5]:
        world.visit(at(day, 7, 55), agent, "signin", **place)
        callers = draw.sample(DESK, 6) + [mailbox(draw.randrange(300)) for _ in range(2)]
        for number, account in enumerate(callers):
            by = {"actor_account": agent} if logged else {}
            world.visit(at(day, 9, 25 * number), account, "lookup", **place, **by)

    assert_innocent(world, engine)


@pytest.mark.parametrize("logged", [True, False], ids=["actor logged", "no actor logged"])
def test_help_desk_elsewhere_resets_for_people(
    engine: DuckDB,
    logged: bool,  # noqa: FBT001 - a case
) -> None:
    """A contractor's help desk, in an office of its own, also opens recoveries for callers."""
    world = with_desk()
    agent = "helper@support.example"
    place: dict[str, Any] = {
        "source_ip": "192.0.2.90",
        "asn": 64500,
        "country": "XA",
        "fingerprint": "t13d-helper",
        "device": "helper",
    }
    draw = Random(6)
    for day in [day for day in range(28) if day % 7 < 5]:
        world.visit(at(day, 7, 55), agent, "signin", account_exists=True, **place)
        callers = draw.sample(DESK, 3) + [mailbox(draw.randrange(300)) for _ in range(6)]
        for number, account in enumerate(callers):
            acts = ["lookup", "recovery_start"] if number % 3 == 0 else ["lookup"]
            by = {"actor_account": agent} if logged else {}
            world.visit(at(day, 9, 25 * number), account, *acts, account_exists=True, **place, **by)

    assert_innocent(world, engine)


def test_travellers_share_a_hotel(engine: DuckDB) -> None:
    """Protected people at a congress sign in from one hotel, some with a wrong password first."""
    world = with_desk()
    hotel = {"source_ip": "203.0.113.77", "asn": 64509, "country": "XF", "account_exists": True}
    for number, account in enumerate(DESK[:14]):
        here = hotel | machine(number)
        for day in (9, 10, 11):
            wrong = ["signin failure bad_password"] * (number % 4 == day % 4)
            challenged = ["mfa challenge"] if number % 3 == 0 else []
            world.visit(at(day, 20, 9 * number), account, *wrong, *challenged, "signin", **here)
    for number in range(20):
        here = hotel | {"fingerprint": f"t13d-{number % 7}", "device": f"laptop-{number}"}
        world.visit(at(10, 18, 3 * number), mailbox(number), "signin", **here)

    assert_innocent(world, engine)


def test_people_forget_passwords(engine: DuckDB) -> None:
    """Protected people, like others, fail five times with a new phone, at home or on the way."""
    world = with_crime()
    for number in range(240, 300):
        acts = ["signin failure bad_password"] * 5
        acts += ["recovery_start", "recovery_send", "recovery_verify failure wrong_code"]
        phone = {"fingerprint": f"t13d-phone-{number % 3}", "device": f"phone-{number}"}
        mobile = {"source_ip": f"198.51.100.{number % 40}", "asn": 64503} if number % 2 else {}
        here = home(number) | phone | mobile
        world.visit(at(number % 28, 19), mailbox(number), *acts, account_exists=True, **here)

    assert_innocent(world, engine)


def test_stuffing_touches_protected_people_by_chance(engine: DuckDB) -> None:
    """A list of stolen passwords holds some protected people as it holds others."""
    world = a_town(people=380, protected=20)
    listed = [mailbox(number) for number in range(380) if number % 3 != 1]
    add_stuffing(world, listed, entered=[listed[7], listed[-1]])

    assert_innocent(world, engine)
    assert {"stuffing"} == {row["kind"] for row in background(engine)}
    (wave,) = background(engine)
    assert len(listed) == wave["accounts"]
    assert len(set(listed) & set(protected_of(world))) == wave["protected"]


@pytest.mark.parametrize("failing", [0, 5, 2])
def test_mail_migration_of_a_protected_organisation(engine: DuckDB, failing: int) -> None:
    """One hosting address signs in to every mailbox for two nights; every so many fail first."""
    world = with_desk()
    tool: dict[str, Any] = {
        "source_ip": "203.0.113.200",
        "asn": 64508,
        "country": "XE",
        "user_agent": "imapsync",
        "protocol": "imap",
        "account_exists": True,
    }
    for night in (16, 17):
        for number, account in enumerate(DESK):
            wrong = night == 16 and failing and number % failing == 0
            acts = ["signin failure bad_password"] if wrong else []
            world.visit(at(night, 1, 3 * number), account, *acts, "signin", "mail_access", **tool)

    assert_innocent(world, engine)


def test_security_scanner_asks_and_leaves(engine: DuckDB) -> None:
    """A scanner checks from one address whether protected mailboxes exist, and enters none."""
    world = with_crime(protected=40)
    scanner: dict[str, Any] = {
        "source_ip": "203.0.113.9",
        "asn": 64507,
        "country": "XA",
        "user_agent": "scan/2",
    }
    for day in (3, 10, 17, 24):
        for number, account in enumerate(protected_of(world)):
            world.add(at(day, 4, number / 10), account, "lookup", account_exists=True, **scanner)

    assert_innocent(world, engine)


def test_intruders_exit_is_shared_by_honest_people(engine: DuckDB) -> None:
    """People who use the exit that a group uses keep their own visits."""
    world = with_crime()
    exit_: dict[str, Any] = {"source_ip": "203.0.113.50", "asn": 64511, "country": "XG"}
    for number in range(60):
        for day in range(number % 4, 28, 4):
            here = exit_ | {"fingerprint": f"t13d-{number % 7}", "device": f"laptop-{number}"}
            world.visit(at(day, 22, number), mailbox(number), "signin", account_exists=True, **here)
    group = []
    for number, account in enumerate(protected_of(world)):
        moment = at(2 + number // 4, 22, 5 * (number % 4))
        tool = exit_ | {"fingerprint": "t13d-group", "account_exists": True}
        for action, outcome in (("lookup", "success"), ("signin", "failure")):
            group.append(world.add(moment, account, action, outcome, **tool))
    world.judge(engine)

    assert sorted(group) == [row["event_uid"] for row in hostile(engine)]


def test_team_abroad_that_reads_mail_and_leads_some_of_it_out(engine: DuckDB) -> None:
    """Behind a hotel's address a few of twenty colleagues set up forwarding."""
    world = with_desk()
    for number in range(0, 300, 5):
        here = home(number) | {"account_exists": True}
        world.visit(at(3 + number % 20, 18), mailbox(number), "signin", "mail_access", **here)
    hotel = {"source_ip": "198.51.100.44", "asn": 64520, "country": "XH", "account_exists": True}
    for number, account in enumerate(DESK[:20]):
        acts = ["signin", "mail_access", *["forwarding_rule"] * (number < 3)]
        world.visit(at(10 + number % 3, 9, number), account, *acts, **hotel, **machine(number))

    assert_innocent(world, engine)
