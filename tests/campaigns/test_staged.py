"""What happened, event by event: the stages exactly as the output contract says."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pytest

from campaigns.worlds import World
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.events import ACTIONS, OUTCOMES
from sessions.logs import Row, at, dicts

ADA, BEN = "ada@mail.example", "ben@mail.example"

ENTRIES = ("signin", "token", "password_reset", "password_change")
DEEDS = (
    "app_password",
    "recovery_contact_change",
    "mfa_change",
    "forwarding_rule",
    "delegate",
    "mail_access",
    "mail_export",
)
TRIES = ("recovery_send", "recovery_verify", "mfa", "consent", "link_click")
UNSTAGED = ("phish_report", "admin", "risk", "other")


def expected_stage(action: str, outcome: str, *, asked: bool) -> str | None:
    """Say the output contract in other words."""
    if action == "lookup" or (action == "recovery_start" and not asked):
        return "discover"
    if action in UNSTAGED:
        return None
    if outcome == "success" and action in ENTRIES:
        return "compromise"
    return "exploit" if outcome == "success" and action in DEEDS else "attack"


def staged(engine: DuckDB, world: World, chosen: Iterable[tuple[str, int]] = ()) -> list[Row]:
    """Return the staged events where whole accounts are chosen; by default all of one campaign."""
    world.open(engine)
    numbers = dict(chosen) or {row["account"]: 0 for row in world.events}
    rows = [
        {**{name: row[name] for name in ("session_id", "account")}, "number": number}
        for row in dicts(engine, "visits")
        if (number := numbers.get(row["account"])) is not None
    ]
    told = [row | {"bits": 9.5, "reason": f"because of {row['account']}"} for row in rows]
    engine.load("chosen", pa.Table.from_pylist(told))
    engine.run(packaged_sql("rasid.campaigns", "staged"))
    return dicts(engine, "staged", ["event_uid"])


def stage_of(engine: DuckDB, acts: Sequence[str]) -> list[str]:
    """Return the stages of one visit's acts, in order."""
    world = World()
    world.visit(at(0), ADA, *acts)
    return [row["stage"] for row in staged(engine, world)]


def test_every_action_has_a_stage_or_none() -> None:
    """The lists above speak of every action."""
    named = {*ENTRIES, *DEEDS, *TRIES, *UNSTAGED, "lookup", "recovery_start"}

    assert set(ACTIONS) == named


TOLD = [(act, outcome, asked) for act in ACTIONS for outcome in OUTCOMES for asked in (False, True)]
"""Each act of each outcome, without and beside a code that was asked for."""


def test_stage_is_as_the_contract_says(engine: DuckDB) -> None:
    """Of everything that may be told of an account, each in an account of its own."""
    world = World()
    uids = []
    for number, (action, outcome, asked) in enumerate(TOLD):
        account = f"a{number}@mail.example"
        uids.append(world.add(at(0), account, action, outcome))
        if asked:
            world.add(at(0, 9, 5), account, "recovery_send")
    found = {row["event_uid"]: row["stage"] for row in staged(engine, world)}

    told = {case: found.get(uid) for case, uid in zip(TOLD, uids, strict=True)}
    expected = {case: expected_stage(*case[:2], asked=case[2]) for case in TOLD}
    assert expected == told


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        (["recovery_start", "recovery_start"], ["discover", "discover"]),
        (["recovery_start", "recovery_send"], ["attack", "attack"]),
        (["recovery_send", "recovery_start"], ["attack", "attack"]),
        (
            ["lookup", "recovery_start", "recovery_send", "recovery_verify", "password_reset"],
            ["discover", "attack", "attack", "attack", "compromise"],
        ),
        (["signin failure bad_password", "mfa failure mfa_denied"], ["attack", "attack"]),
        (["mfa", "signin", "signin"], ["attack", "compromise", "compromise"]),
        (["signin challenge", "signin failure mfa_timeout"], ["attack", "attack"]),
        (
            ["token", "mail_access", "forwarding_rule failure", "forwarding_rule"],
            ["compromise", "exploit", "attack", "exploit"],
        ),
    ],
)
def test_visit_goes_through_its_stages(
    engine: DuckDB, acts: list[str], expected: list[str]
) -> None:
    """A look-up and a recovery without a code identify; what follows attacks, enters, exploits."""
    assert expected == stage_of(engine, acts)


def test_code_for_one_account_is_none_for_another(engine: DuckDB) -> None:
    """The recovery opened for another account of the session stays a look-up."""
    world = World()
    world.visit(at(0), ADA, "recovery_start", "recovery_send")
    world.visit(at(0, 9, 10), BEN, "recovery_start")

    assert ["attack", "attack", "discover"] == [row["stage"] for row in staged(engine, world)]


def test_only_chosen_visits_are_staged(engine: DuckDB) -> None:
    """Who is at home in a shared exit keeps their events to themselves."""
    world = World()
    world.visit(at(0), ADA, "lookup")
    world.visit(at(0), BEN, "signin")

    assert [ADA] == [row["account"] for row in staged(engine, world, [(ADA, 0)])]


def test_shared_id_counts_once(engine: DuckDB) -> None:
    """Two records under one id are one hostile event: the one that went furthest."""
    world = World()
    world.add(at(0), ADA, "lookup", event_uid="same")
    world.add(at(0), ADA, "signin", event_uid="same", tenant="other")
    world.add(at(0), BEN, "lookup", event_uid="same")

    assert [("same", "compromise")] == [
        (row["event_uid"], row["stage"]) for row in staged(engine, world)
    ]


def test_shared_id_is_in_one_campaign(engine: DuckDB) -> None:
    """That holds for the visits of two campaigns as well."""
    world = World()
    world.add(at(0), ADA, "lookup", event_uid="same")
    world.add(at(0), BEN, "signin", "failure", event_uid="same")
    rows = staged(engine, world, [(ADA, 0), (BEN, 1)])

    assert [(BEN, 1)] == [(row["account"], row["number"]) for row in rows]


def test_roster_names_person_and_category(engine: DuckDB) -> None:
    """A person and a category come from the roster alone; others are `unlisted`."""
    world = World()
    world.protect(ADA, category="lawyer")
    for account in (ADA, BEN):
        world.visit(at(0), account, "lookup")
    rows = staged(engine, world)

    assert [(f"p-{ADA}", "lawyer"), ("", "unlisted")] == [
        (row["person_id"], row["category"]) for row in rows
    ]


def test_recovery_mailbox_counts_for_whom_it_recovers(engine: DuckDB) -> None:
    """An attack on the mailbox that resets an account is one on its person."""
    world = World()
    world.protect(ADA)
    world.protect(BEN)
    world.roster[1] |= {"person_id": f"p-{ADA}", "account_kind": "recovery", "recovers": ADA}
    world.visit(at(0), BEN, "signin failure bad_password")

    assert [f"p-{ADA}"] == [row["person_id"] for row in staged(engine, world)]


def test_category_left_empty_is_unlisted(engine: DuckDB) -> None:
    """No row has an empty category."""
    world = World()
    world.protect(ADA, category="")
    world.visit(at(0), ADA, "lookup")

    assert ["unlisted"] == [row["category"] for row in staged(engine, world)]


def test_row_carries_its_event_and_its_visit(engine: DuckDB) -> None:
    """What the event says stands in the row, why it is hostile, and where its raw record is.

    Of an event under another's id, nothing does.
    """
    world = World()
    world.add(at(1), BEN, "lookup", "success", event_uid="u00001", raw_file="0" * 64, raw_line=1)
    said: dict[str, Any] = {"source_ip": "198.51.100.9", "account_exists": True}
    world.add(at(0), ADA, "lookup", "success", raw_file="f" * 64, raw_line=7, **said)
    staged(engine, world, [(ADA, 0)])
    named = {"number": 0, "campaign_id": "C", "campaign_probability": 0.9}
    engine.load("named", pa.Table.from_pylist([named]))
    engine.run(packaged_sql("rasid.campaigns", "hostile"))
    (row,) = dicts(engine, "hostile")
    ((session,),) = engine.rows(f"SELECT session_id FROM visits WHERE account = '{ADA}'")

    expected = said | {
        "event_uid": "u00001",
        "campaign_id": "C",
        "stage": "discover",
        "time": at(0),
        "account": ADA,
        "session_id": session,
        "bits": 9.5,
        "reason": f"because of {ADA}",
        "action": "lookup",
        "outcome": "success",
        "raw_file": "f" * 64,
        "raw_line": 7,
    }
    assert expected == {name: row[name] for name in expected}
