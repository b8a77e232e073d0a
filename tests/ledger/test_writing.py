"""What the ledger holds to on either database: written alone, only added, in one order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError

from rasid.accounts import (
    Deed,
    Problem,
    Role,
    ask_to_reveal,
    decide_reveal,
    open_accounts,
    read_reveals,
    verify_audit,
    write_down,
)
from rasid.campaigns import decide, read_decisions, undo
from rasid.errors import UsageError
from rasid.ledger import (
    LEDGER,
    actor_names,
    changes_of,
    decisions,
    open_ledger,
    rewriting_for_good,
    writing_alone,
)
from rasid.settings import Home
from rasid.sharing import open_key
from rasid.signing import signer_of
from shape.source import ROOT

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
AT_ONCE = 6


@pytest.fixture
def home(either_home: Home) -> Home:
    return either_home


@pytest.fixture
def ledger(either_ledger: Engine) -> Engine:
    return either_ledger


def at_once(act: Callable[[int], object]) -> list[object]:
    """Do the same by many at once, and return what came of each."""

    def tried(number: int) -> object:
        try:
            return act(number)
        except (UsageError, Problem) as error:
            return type(error)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(tried, range(AT_ONCE)))


def test_a_decision_is_undone_once(ledger: Engine) -> None:
    decide(ledger, "confirm", why="seen", by="Ada", now=NOW, campaign_id="C-1")
    told = at_once(lambda n: undo(ledger, 1, why=f"no {n}", by="Bo", now=NOW).number)

    assert 1 == sum(isinstance(one, int) for one in told)
    assert [None, 1] == [one.undoes for one in read_decisions(ledger)]


def test_a_request_is_decided_once(home: Home) -> None:
    with open_accounts(home) as store:
        ask_to_reveal(store, "C-1", ("p1",), by="Ada", why="asked", now=NOW)
        (asked,) = read_reveals(store)
        told = at_once(lambda n: decide_reveal(store, asked, by=f"{n}", agrees=n > 2, now=NOW))

        assert (1, AT_ONCE - 1) == (told.count(None), told.count(Problem))


def test_the_audit_is_one_chain(home: Home) -> None:
    """Entries of many at once follow each other."""
    signer = signer_of(home)
    with open_accounts(home) as store:
        deed = Deed("decided", "Ada", Role.ANALYST, "192.0.2.1")
        at_once(lambda _: write_down(store, signer, deed, NOW))

        found = verify_audit(store, signer, [])
        assert (AT_ONCE, ()) == (found.entries, found.findings)


def test_the_key_is_made_once(ledger: Engine) -> None:
    assert 1 == len(set(at_once(lambda _: open_key(ledger).secret)))


def test_what_was_added_stays(ledger: Engine) -> None:
    """The database itself refuses, but for an erasure, after which it refuses again."""
    decide(ledger, "confirm", why="p1 said so", by="Ada", now=NOW, campaign_id="C-1")
    with rewriting_for_good(ledger, LEDGER) as connection:
        connection.execute(decisions.update().values(why="erased said so"))

    for act in (decisions.delete(), decisions.update().values(why="")):
        with pytest.raises(DatabaseError, match="only ever added"), writing_alone(ledger) as alone:
            alone.execute(act)
    assert ["erased said so"] == [one.why for one in read_decisions(ledger)]


def test_texts_are_in_order_of_their_characters(ledger: Engine) -> None:
    """As everywhere in rasid, whatever the server's language holds of capitals and Arabic."""
    names = ["b", "B", "a b", "a-b", "ä", "é", "ا", "پ", "_", "z"]
    rows = [{"stix_id": "1", "name": name} for name in names]
    none = dict.fromkeys(("since", "until", "taken_at"), "")
    with writing_alone(ledger) as connection:
        connection.execute(actor_names.insert(), [{**row, **none} for row in rows])
        found = connection.scalars(select(actor_names.c.name).order_by(actor_names.c.name)).all()

    assert sorted(names) == found


def test_a_change_is_seen_and_a_look_is_none(home: Home) -> None:
    with open_ledger(home) as ledger:
        before = changes_of(home)
        read_decisions(ledger)
        assert before == changes_of(home)
        decide(ledger, "confirm", why="seen", by="Ada", now=NOW, campaign_id="C-1")
        assert before != changes_of(home)


def test_all_that_writes_writes_alone() -> None:
    """`Engine.begin` keeps nobody away on a server, as the one writer of SQLite does."""
    # They have files of SQLite alone: a new one, an old one, and one that is encrypted.
    free = {"backup.py", "moving.py", "encrypting.py"}
    rooms = [path for path in (ROOT / "src").rglob("*.py") if path.parent.name != "ledger"]
    found = [
        str(path)
        for path in rooms
        if path.name not in free and ".begin()" in path.read_text("utf-8")
    ]

    assert [] == found
