"""The record of what analysts decided: only ever added to, and undone by adding."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from rasid.campaigns.deciding.decisions import (
    About,
    Decision,
    MarkedSession,
    as_hashable,
    decide,
    in_force,
    read_decisions,
    undo,
    undoings,
)
from rasid.errors import UsageError

NOW = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
SESSION = MarkedSession("s", "p", "192.0.2.1", "f", "d", "2026-03-02 09:00", "2026-03-02 10:00")


@pytest.fixture
def store(either_ledger: Engine) -> Engine:
    return either_ledger


def confirmed(store: Engine, *names: str) -> list[Decision]:
    """Confirm campaigns, one after the other."""
    return [
        decide(store, "confirm", why="seen", by="ada", now=NOW, campaign_id=name) for name in names
    ]


def take_back(store: Engine, *numbers: int) -> None:
    for number in numbers:
        undo(store, number, why="no", by="bo", now=NOW)


def holding(store: Engine) -> list[int]:
    return [decision.number for decision in in_force(read_decisions(store))]


def test_decision_is_read_as_it_was_made(store: Engine) -> None:
    """Times are kept in UTC, to the second."""
    east = NOW.astimezone(timezone(timedelta(hours=3)))
    about = About(sessions=(SESSION,), accounts=("a@mail.example",))
    made = decide(
        store, "split", why=" two hands ", by="ada", now=east, campaign_id="C-1", other_id="C-2",
        about=about,
    )  # fmt: skip

    assert [made] == read_decisions(store)
    assert (1, NOW, "two hands", about) == (made.number, made.made_at, made.why, made.about)
    assert "session s, account a@mail.example of C-1 are the campaign C-2" == made.describe()


@pytest.mark.parametrize("statement", ["UPDATE decisions SET why = 'x'", "DELETE FROM decisions"])
def test_record_cannot_be_changed(store: Engine, statement: str) -> None:
    before = confirmed(store, "C-1")
    with pytest.raises(DatabaseError, match=r"decisions are only ever added"), store.begin() as one:
        one.execute(text(statement))

    assert before == read_decisions(store)


@pytest.mark.parametrize(
    ("undone", "expected"),
    [
        ([], [1, 2]),
        ([2], [1]),
        ([1, 2], []),
        ([1, 3], [1, 2]),
        ([1, 3, 4], [2]),
        ([1, 3, 1], [2]),
    ],
    ids=["none", "one", "both", "an undo", "an undo of an undo", "given back and taken again"],
)
def test_undo_takes_away_and_gives_back(
    store: Engine, undone: list[int], expected: list[int]
) -> None:
    """Decisions 1 and 2 are followed by undos, 3 and on."""
    confirmed(store, "C-1", "C-2")
    take_back(store, *undone)

    assert expected == holding(store)
    assert {1, 2} - set(expected) == {d.number for d, _ in undoings(read_decisions(store))}


def test_undoing_names_the_undo_that_holds(store: Engine) -> None:
    confirmed(store, "C-1")
    take_back(store, 1, 2, 1)
    ((decision, by),) = undoings(read_decisions(store))

    assert (1, 4) == (decision.number, by.number)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (7, r"^there is no decision 7; known: 1 to 2\.$"),
        (1, r"^decision 1 has been undone already\.$"),
    ],
)
def test_what_cannot_be_undone_is_said(store: Engine, number: int, message: str) -> None:
    confirmed(store, "C-1")
    take_back(store, 1)
    with pytest.raises(UsageError, match=message):
        take_back(store, number)

    assert 2 == len(read_decisions(store))


@pytest.mark.parametrize(("why", "by"), [("", "ada"), (" ", "ada"), ("seen", "")])
def test_who_and_why_are_needed(store: Engine, why: str, by: str) -> None:
    with pytest.raises(UsageError, match=r"^--(why|by) is empty; "):
        decide(store, "confirm", why=why, by=by, now=NOW, campaign_id="C-1")

    assert [] == read_decisions(store)


def test_analysis_depends_on_what_holds(store: Engine) -> None:
    """A decision that was taken back is as good as none; who made it when is no matter."""
    nothing = as_hashable(read_decisions(store))
    confirmed(store, "C-1")
    one = as_hashable(read_decisions(store))
    take_back(store, 1)

    assert nothing != one
    assert nothing == as_hashable(read_decisions(store))
    decide(store, "confirm", why="else", by="bo", now=NOW + timedelta(1), campaign_id="C-1")
    assert one == as_hashable(read_decisions(store))
