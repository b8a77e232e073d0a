"""Who must be told, from the tables of an analysis."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from notices.made import at
from rasid.engines.duckdb import DuckDB
from rasid.notices.seen import read_seen
from rasid.settings import Settings

ADA = "ada@mail.example"
MAPPED = {
    "ada+x@mail.example": (ADA, "P1"),
    ADA: (ADA, "P1"),
    "old@post.example": ("old@post.example", "P1"),
}
USUAL = {"campaign_id": "C-1", "outcome": "success", "account_exists": True}


def naive(day: int, hour: int = 9) -> datetime:
    return at(day, hour).replace(tzinfo=None)


def event(number: int, account: str, stage: str, action: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a hostile event; its number is its day."""
    person = MAPPED.get(account, ("", ""))[1]
    own = {"event_uid": f"e{number}", "time": naive(number), "account": account}
    return USUAL | own | {"person_id": person, "stage": stage, "action": action} | more


HOSTILE = [
    event(1, ADA, "discover", "lookup"),
    event(2, "ada+x@mail.example", "discover", "lookup"),
    event(3, ADA, "attack", "signin", outcome="failure"),
    event(4, ADA, "attack", "mfa", outcome="failure"),
    event(5, ADA, "compromise", "password_reset"),
    event(6, ADA, "exploit", "forwarding_rule"),
    event(7, "old@post.example", "attack", "recovery_send", outcome="success"),
    event(8, "nobody@mail.example", "discover", "lookup", account_exists=False),
    event(9, "real@mail.example", "discover", "lookup"),
    event(10, "tried@mail.example", "attack", "signin", outcome="failure", account_exists=False),
    event(11, "other@mail.example", "attack", "signin", campaign_id="C-2"),
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    mapped = [
        {"account": account, "roster_account": roster, "person_id": person}
        for account, (roster, person) in MAPPED.items()
    ]
    listed = [
        {"account": ADA, "person_id": "P1", "account_kind": "personal"},
        {"account": "old@post.example", "person_id": "P1", "account_kind": "recovery"},
    ]
    events = [
        {"event_uid": one["event_uid"], "time": one["time"], "provider": "Google Workspace"}
        for one in HOSTILE
    ]
    with DuckDB(Settings(), tmp_path) as made:
        tables = (("hostile", HOSTILE), ("known_accounts", mapped), ("roster", listed))
        for name, rows in (*tables, ("events", events)):
            made.load(name, pa.Table.from_pylist(rows))
        yield made


def test_accounts_are_gathered_by_person(engine: DuckDB) -> None:
    """Spellings of one account are one; each event counts once; times are UTC."""
    person = next(one for one in read_seen(engine, "C-1") if one.person_id == "P1")
    ada, old = person.accounts

    assert "compromised" == person.finding
    assert (ADA, "personal", "google", 2, 2, True) == (
        *(ada.address, ada.kind, ada.provider),
        *(ada.lookups, ada.tries, ada.identified),
    )
    assert (at(1), at(6), at(5)) == (ada.first_at, ada.last_at, ada.entered_at)
    assert ("password_reset", "forwarding_rule") == ada.acts
    assert ("recovery", "attacked", 1, None) == (old.kind, old.finding, old.tries, old.entered_at)


def test_who_is_on_no_roster_stands_alone(engine: DuckDB) -> None:
    """An address that was only asked for and does not exist has nobody to tell."""
    alone = [one for one in read_seen(engine, "C-1") if not one.person_id]

    assert [("real@mail.example", "targeted"), ("tried@mail.example", "attacked")] == [
        (one.accounts[0].address, one.finding) for one in alone
    ]


def test_other_campaigns_are_not_told_of(engine: DuckDB) -> None:
    (other,) = read_seen(engine, "C-2")

    assert ["other@mail.example"] == [one.address for one in other.accounts]
    assert () == read_seen(engine, "C-3")
