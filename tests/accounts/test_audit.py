"""An entry that was changed, removed, moved or added shows; an erased text does not break it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from accounts.conftest import NOW
from rasid.accounts import Deed, Role, count_of, read_audit, verify_audit, write_down
from rasid.ledger import rewriting
from rasid.settings import Home
from rasid.signing import Signer, signer_of

MOVED = """
UPDATE audit SET entry = 9 WHERE entry = 2;
UPDATE audit SET entry = 2 WHERE entry = 3;
UPDATE audit SET entry = 3 WHERE entry = 9
"""
AGAIN = """
INSERT INTO audit
SELECT 6, at, who, role, place, what, about, why, salt, texts, before, signature
FROM audit WHERE entry = 5
"""


@pytest.fixture
def signer(home: Home) -> Signer:
    return signer_of(home)


@pytest.fixture
def written(store: Engine, signer: Signer) -> Engine:
    """Return an audit of five entries."""
    for number in range(5):
        deed = Deed("revealed", "Ada", Role.ANALYST, "192.0.2.1", f"P{number}", "they \u202easked")
        write_down(store, signer, deed, NOW + timedelta(seconds=number))
    return store


@contextmanager
def tampering(store: Engine) -> Iterator[Connection]:
    """Change what the database itself refuses to change."""
    with rewriting(store) as connection:
        yield connection


def test_entries_are_told_in_order(written: Engine, signer: Signer) -> None:
    entries = read_audit(written)
    checked = verify_audit(written, signer, [])

    assert [("Ada", "analyst", f"P{n}", "they asked") for n in range(5)] == [
        (one.who, one.role, one.about, one.why) for one in entries
    ]
    assert (5, entries[-1].digest, 0, ()) == (
        checked.entries,
        checked.head,
        checked.erased,
        checked.findings,
    )
    assert entries[3:] == read_audit(written, since=NOW + timedelta(seconds=3))
    assert 2 == count_of(written, "Ada", "revealed", NOW + timedelta(seconds=3))
    assert 0 == count_of(written, "Ada", "left", NOW)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("UPDATE audit SET who = 'Bo' WHERE entry = 2", "entry 2: it was changed"),
        ("UPDATE audit SET at = '2026-01-01T00:00:00+00:00' WHERE entry = 1", "entry 1: it was"),
        ("UPDATE audit SET why = 'nothing' WHERE entry = 3", "entry 3: its texts are not those"),
        ("UPDATE audit SET about = 'P9' WHERE entry = 5", "entry 5: its texts are not those"),
        ("UPDATE audit SET signature = 'x' WHERE entry = 5", "entry 5: it was changed"),
        ("UPDATE audit SET texts = before WHERE entry = 4", "entry 4: it was changed"),
        ("DELETE FROM audit WHERE entry = 3", "entry 4 does not follow"),
        ("DELETE FROM audit WHERE entry = 1", "entry 2 does not follow"),
        ("DELETE FROM audit WHERE entry > 3", "after entry 3 entries are gone; 5 was the last"),
        ("DELETE FROM audit", "after entry 0 entries are gone; 5 was the last"),
        (MOVED, "entry 2 does not follow"),
        (AGAIN, "entry 6 does not follow"),
    ],
)
def test_what_was_done_to_it_shows(written: Engine, signer: Signer, act: str, told: str) -> None:
    with tampering(written) as connection:
        for one in act.split(";"):
            connection.execute(text(one))

    assert any(told in one for one in verify_audit(written, signer, []).findings)


def test_another_key_shows(written: Engine, tmp_path: Path) -> None:
    """Whoever can write the database, and not read the key, cannot make an audit of their own."""
    other = Home(tmp_path / "other")
    other.create()

    assert 5 == len(verify_audit(written, signer_of(other), []).findings)


def test_an_erased_text_is_told_and_the_chain_holds(written: Engine, signer: Signer) -> None:
    with tampering(written) as connection:
        connection.execute(text("UPDATE audit SET about = 'erased-1' WHERE entry = 2"))

    assert (1, ()) == (
        (checked := verify_audit(written, signer, ["erased-1"])).erased,
        checked.findings,
    )
    assert 1 == len(verify_audit(written, signer, []).findings), "nobody was erased"


@pytest.mark.parametrize("act", ["UPDATE audit SET who = 'Bo'", "DELETE FROM audit"])
def test_the_database_itself_refuses(written: Engine, act: str) -> None:
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        written.begin() as connection,
    ):
        connection.execute(text(act))


def test_a_deed_without_a_word_is_a_mistake(store: Engine, signer: Signer) -> None:
    with pytest.raises(LookupError, match="danced"):
        write_down(store, signer, Deed("danced", "Ada", Role.ADMIN, "::1"), NOW)
