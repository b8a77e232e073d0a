"""Over what accounts were recovered: the roster's mailboxes, and what the log says of the code."""

from datetime import datetime
from typing import Any

import pytest

from campaigns.worlds import World
from rasid.campaigns import find_chains
from rasid.engines.duckdb import DuckDB
from rasid.reports.listing import people_list
from rasid.tables.campaigns import HOSTILE
from rasid.tables.worked_out import TOUCHED
from rasid.worked_out import show
from sessions.logs import Row, at, dicts, fill

ADA, BOX, BEN = "ada@mail.example", "ada.box@post.example", "ben@mail.example"
CODE = ("recovery_start", "recovery_send", "recovery_verify", "password_reset")
STAGES = {"password_reset": "compromise", "signin": "compromise", "forwarding_rule": "exploit"}


def a_world(*, recovers: str = ADA) -> World:
    """Return a roster of two people, one of whom has a recovery mailbox."""
    world = World()
    for account in (ADA, BEN):
        world.protect(account)
    world.protect(BOX)
    world.roster[-1] |= {"person_id": f"p-{ADA}", "recovers": recovers, "account_kind": "recovery"}
    return world


def chains(engine: DuckDB, world: World, *, others: tuple[str, ...] = ()) -> list[Row]:
    """Return the chains where every event of the log is one campaign's, or that of `others`."""
    world.open(engine)
    people = {row["account"]: row["person_id"] for row in world.roster}
    session = {
        row["event_uid"]: row["session_id"] for row in dicts(engine, "tagged", ["event_uid"])
    }
    rows = [
        {name: event.get(name) for name in ("event_uid", "time", "account", "action", "outcome")}
        | {
            "campaign_id": "C-2" if event["event_uid"] in others else "C-1",
            "stage": STAGES.get(event["action"], "attack")
            if event["outcome"] == "success"
            else "attack",
            "person_id": people.get(event["account"], ""),
            "session_id": session[event["event_uid"]],
        }
        for event in world.events
    ]
    fill(engine, HOSTILE, rows)
    find_chains(engine)
    return dicts(engine, "chains", ["account"])


def recover(world: World, time: datetime, account: str, *acts: str, **more: Any) -> None:  # noqa: ANN401
    world.visit(time, account, *(acts or CODE), source_ip="198.51.100.7", **more)


def test_chain_is_told_from_the_mailbox_to_the_account(engine: DuckDB) -> None:
    """Both events with their times, the person, and why, without an address."""
    world = a_world()
    entry = world.add(at(2, 20), BOX, source_ip="198.51.100.7")
    recover(world, at(3, 8), ADA)
    (found,) = chains(engine, world)

    assert {
        "campaign_id": "C-1",
        "person_id": f"p-{ADA}",
        "mailbox": BOX,
        "mailbox_event": entry,
        "mailbox_at": at(2, 20),
        "account": ADA,
        "account_event": world.events[-1]["event_uid"],
        "account_at": at(3, 8, 3),
        "kind": "mailbox",
        "reason": "the campaign had entered the mailbox that, by the roster, resets this account "
        "12.1 hours before; the log does not say over what the recovery went",
    } == found


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"mfa_method": "SMS_FACTOR"}, "phone"),
        ({"detail": "User started the mobile voice call verification option"}, "phone"),
        ({"detail": "User started the email verification option"}, "mailbox"),
        ({"mfa_method": "EMAIL_FACTOR"}, "mailbox"),
        ({"detail": "recovery.send_code"}, "none known"),
        ({"mfa_method": "PhoneAppNotification"}, "none known"),
        ({}, "none known"),
    ],
)
def test_log_says_over_what_a_recovery_went(
    engine: DuckDB, said: dict[str, str], kind: str
) -> None:
    """Where no mailbox was entered; that the roster has one proves nothing."""
    world = a_world()
    recover(world, at(3), ADA, **said)
    (found,) = chains(engine, world)

    assert (kind, "", None) == (found["kind"], found["mailbox"], found["mailbox_at"])


def test_phone_of_the_log_goes_before_the_mailbox_of_the_roster(engine: DuckDB) -> None:
    """The mailbox is told all the same, since it was entered before."""
    world = a_world()
    world.add(at(2), BOX, source_ip="198.51.100.7")
    recover(world, at(3), ADA, mfa_method="SMS_FACTOR")
    (found,) = chains(engine, world)

    assert ("phone", BOX) == (found["kind"], found["mailbox"])


def test_mailbox_that_the_log_names_needs_no_roster(engine: DuckDB) -> None:
    world = a_world()
    world.add(at(2), "other@post.example", source_ip="198.51.100.7")
    recover(world, at(3), BEN, detail="email verification sent to Other@Post.example")
    (found,) = chains(engine, world)

    assert ("mailbox", "other@post.example") == (found["kind"], found["mailbox"])
    assert "by the log, resets this account" in found["reason"]


def test_mailbox_entered_afterwards_is_no_chain(engine: DuckDB) -> None:
    world = a_world()
    recover(world, at(3), ADA)
    world.add(at(4), BOX, source_ip="198.51.100.7")
    (found,) = chains(engine, world)

    assert ("none known", "") == (found["kind"], found["mailbox"])


def test_mailbox_that_another_campaign_entered_is_no_chain(engine: DuckDB) -> None:
    world = a_world()
    entry = world.add(at(2), BOX, source_ip="198.51.100.7")
    recover(world, at(3), ADA)
    (found,) = chains(engine, world, others=(entry,))

    assert ("C-1", "") == (found["campaign_id"], found["mailbox"])


@pytest.mark.parametrize(
    "acts",
    [
        ("signin",),
        ("signin failure bad_password", "signin"),
        ("recovery_start", "recovery_send", "recovery_verify failure wrong_code", "signin"),
        ("recovery_start", "recovery_send", "password_reset failure"),
    ],
)
def test_entry_without_a_recovery_is_no_chain(engine: DuckDB, acts: tuple[str, ...]) -> None:
    world = a_world()
    recover(world, at(3), ADA, *acts)

    assert [] == chains(engine, world)


def test_sign_in_after_a_verified_code_is_a_recovery(engine: DuckDB) -> None:
    """Some services let in without a new password."""
    world = a_world()
    recover(world, at(3), ADA, "recovery_send", "recovery_verify", "signin")
    (found,) = chains(engine, world)

    assert world.events[-1]["event_uid"] == found["account_event"]


def test_mailbox_may_be_recovered_over_a_mailbox(engine: DuckDB) -> None:
    """A chain of three accounts is two rows."""
    world = a_world()
    world.protect("deep@post.example")
    world.roster[-1] |= {"person_id": f"p-{ADA}", "recovers": BOX, "account_kind": "recovery"}
    world.add(at(1), "deep@post.example", source_ip="198.51.100.7")
    recover(world, at(2), BOX)
    recover(world, at(3), ADA)

    found = {row["account"]: row["mailbox"] for row in chains(engine, world)}
    assert {BOX: "deep@post.example", ADA: BOX} == found


def test_attack_on_the_mailbox_counts_for_the_person(engine: DuckDB) -> None:
    """In the numbers by person the mailbox is an account of whom it recovers."""
    world = a_world()
    recover(world, at(2), BOX, "signin failure bad_password", "signin")
    recover(world, at(3), ADA)
    chains(engine, world)
    show(engine, [TOUCHED])
    ada, ben = people_list(engine)

    assert (f"p-{ADA}", 2, 2, 2) == (
        ada["person_id"],
        ada["accounts"],
        ada["attacked"],
        ada["compromised"],
    )
    assert 0 == ben["attacked"]
