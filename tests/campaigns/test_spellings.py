"""One account under several spellings: whom a campaign went for, and what is counted."""

from campaigns.worlds import (
    a_town,
    add_group,
    add_stuffing,
    campaigns,
    hostile,
    mailbox,
    protected_of,
)
from rasid.engines.duckdb import DuckDB


def as_guest(account: str) -> str:
    return account.replace("@", "_") + "#ext#@corp.onmicrosoft.com"


def as_tagged(account: str) -> str:
    return account.replace("@", "+news@")


def test_campaign_against_other_spellings_names_the_people(engine: DuckDB) -> None:
    """Guests and plus-tags are the persons on the roster; the account stays as logged."""
    world = a_town()
    people = protected_of(world)
    logged = [(as_guest, as_tagged)[n % 2](account) for n, account in enumerate(people)]
    add_group(world, logged, days=(2, 4, 9, 11))
    add_stuffing(world, [mailbox(n) for n in range(0, 300, 4)])
    world.judge(engine)
    owners = {spelt: f"p-{account}" for spelt, account in zip(logged, people, strict=True)}

    assert owners == {row["account"]: row["person_id"] for row in hostile(engine)}
    assert {"journalist"} == {row["category"] for row in hostile(engine)}


def test_accounts_are_counted_as_logged(engine: DuckDB) -> None:
    """Two spellings are two rows of `account` in the export, and so two in the numbers."""
    world = a_town()
    people = protected_of(world)
    add_group(world, [*people, as_tagged(people[0])], days=(2, 4, 9, 11))
    add_stuffing(world, [mailbox(n) for n in range(0, 300, 4)])
    world.judge(engine)
    (found,) = campaigns(engine)
    rows = hostile(engine)

    assert len(people) + 1 == found["accounts_attacked"]
    assert found["accounts_attacked"] == len({row["account"] for row in rows})
    assert len(people) == len({row["person_id"] for row in rows})
