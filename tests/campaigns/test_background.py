"""Untargeted crime: what it looks like, counted apart, by the source it comes from."""

from collections.abc import Sequence
from typing import Any

import pytest

from campaigns.worlds import World, a_town, add_stuffing, background, campaigns, home, mailbox
from rasid.engines.duckdb import DuckDB
from sessions.logs import at

BOT: dict[str, Any] = {"source_ip": "203.0.113.5", "asn": 64510, "user_agent": "bot/1"}


def went_through(acts: Sequence[str], *, accounts: int = 60, exists: bool = True) -> World:
    """Return a town in which somebody does the same to one account after the other."""
    world = a_town()
    for number in range(accounts):
        account = mailbox(number) if exists else f"guess{number}@mail.example"
        world.visit(at(9, 2, number), account, *acts, account_exists=exists, **BOT)
    return world


@pytest.mark.parametrize(
    ("acts", "exists", "kind"),
    [
        (["signin failure bad_password"], True, "stuffing"),
        (["signin failure bad_password"] * 6, True, "guessing"),
        (["lookup failure no_such_account"], False, "harvesting"),
        (["recovery_start", "recovery_send"], True, "recovery abuse"),
        (["recovery_start"], True, "recovery abuse"),
        (["signin failure mfa_denied"], True, "factor prompting"),
    ],
)
def test_kind_is_what_was_tried(
    engine: DuckDB,
    acts: list[str],
    exists: bool,  # noqa: FBT001 - a case
    kind: str,
) -> None:
    """Each kind of crime is called by what it does to most accounts."""
    went_through(acts, exists=exists).judge(engine)

    assert [kind] == [row["kind"] for row in background(engine)]
    assert [] == campaigns(engine)


def test_source_counts_what_it_did(engine: DuckDB) -> None:
    """Sessions, events, accounts, and the protected and the entered among them."""
    world = a_town(protected=15)
    listed = [mailbox(number) for number in range(0, 300, 3)]
    add_stuffing(world, listed, entered=listed[:1])
    (row,) = background(world.judge(engine))

    assert "AS64510 · t13d-bot" == row["source"]
    assert (4, 100, 100, 5, 1) == tuple(
        row[name] for name in ("sessions", "events", "accounts", "protected", "entered")
    )
    assert 5.0 == pytest.approx(row["expected_protected"], abs=0.5)
    assert (at(9, 2), at(9, 2, 99 / 60)) == (row["first_seen"], row["last_seen"])


@pytest.mark.parametrize(("accounts", "expected"), [(9, 0), (10, 1)])
def test_few_accounts_are_no_crime(engine: DuckDB, accounts: int, expected: int) -> None:
    """A handful of refusals is anybody's bad day."""
    went_through(["signin failure bad_password"], accounts=accounts).judge(engine)

    assert expected == len(background(engine))


def test_who_is_let_in_is_no_crime(engine: DuckDB) -> None:
    """A gateway that lets in most of whom it refused first is its people's."""
    went_through(["signin failure bad_password", "signin"]).judge(engine)

    assert [] == background(engine)


def test_lookups_of_real_accounts_alone_are_no_crime(engine: DuckDB) -> None:
    """To look up people who exist is what directories and help desks do."""
    went_through(["lookup"]).judge(engine)

    assert [] == background(engine)


def test_networks_and_clients_are_counted_apart(engine: DuckDB) -> None:
    """Two tools from two networks are two sources."""
    world = went_through(["signin failure bad_password"])
    other = BOT | {"source_ip": "203.0.113.6", "asn": 64511, "user_agent": "bot/2"}
    for number in range(60):
        world.visit(at(12, 2, number), mailbox(number), "signin failure bad_password", **other)
    world.judge(engine)

    assert ["AS64510 · bot/1", "AS64511 · bot/2"] == [row["source"] for row in background(engine)]


def test_refusals_at_home_are_no_crime(engine: DuckDB) -> None:
    """A morning on which everybody mistypes at home is no attack."""
    world = a_town()
    for number in range(300):
        acts = ["signin failure bad_password"] * 3
        world.visit(at(20, 8, number / 10), mailbox(number), *acts, **home(number))

    assert [] == background(world.judge(engine))
