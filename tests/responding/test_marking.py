"""What is said of steps is only ever added, and the logs may say otherwise."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from rasid.errors import UsageError
from rasid.responding.marking import Mark, last_marks, mark, read_marks, standing_of
from responding.cases import START, account, deed

NOW = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
ACCOUNT = "a@mail.example"


@pytest.fixture
def store(either_ledger: Engine) -> Engine:
    return either_ledger


def said(
    store: Engine,
    state: str,
    at: datetime = NOW,
    *,
    why: str = "by telephone",
    by: str = "Sam",
) -> Mark:
    """Say something of one step."""
    return mark(store, "C-1", ACCOUNT, "end_sessions", state, now=NOW, at=at, why=why, by=by)


def test_last_word_holds_and_all_stay(store: Engine) -> None:
    said(store, "done")
    last = said(store, "came-back", by="Kim")

    assert ["done", "came-back"] == [one.state for one in read_marks(store, ["C-1"])]
    assert {(ACCOUNT, "end_sessions"): last} == last_marks(read_marks(store, ["C-1", "C-2"]))
    assert [] == read_marks(store, ["C-2"])


@pytest.mark.parametrize("act", ["UPDATE responses SET why = ''", "DELETE FROM responses"])
def test_ledger_refuses_to_change_what_was_said(store: Engine, act: str) -> None:
    said(store, "done")

    with store.begin() as connection, pytest.raises(DatabaseError, match="only ever added"):
        connection.execute(text(act))


@pytest.mark.parametrize(
    ("state", "why", "by", "sentence"),
    [
        ("dun", "x", "Sam", "unknown state 'dun', expected one of: done, verified, came-back."),
        ("done", " ", "Sam", "--why is empty"),
        ("done", "x", "", "--by is empty"),
    ],
)
def test_what_cannot_be_said_is_refused(
    store: Engine, state: str, why: str, by: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        said(store, state, why=why, by=by)
    assert [] == read_marks(store, ["C-1"])


def test_moment_to_come_is_refused(store: Engine) -> None:
    with pytest.raises(UsageError, match="has not come yet"):
        said(store, "done", NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("step", "state", "later", "days", "suggested"),
    [
        ("end_sessions", "done", "signin", 9, "came-back"),
        ("end_sessions", "verified", "signin", 9, "came-back"),
        ("end_sessions", "came-back", "signin", 9, ""),
        ("end_sessions", "done", "signin failure", 9, ""),
        ("end_sessions", "done", "", 9, "verified"),
        ("end_sessions", "verified", "", 9, ""),
        ("end_sessions", "done", "", 0, ""),
        ("forwarding_rule", "done", "forwarding_rule", 9, "came-back"),
        ("forwarding_rule", "done", "signin", 9, ""),
        ("reset_password", "done", "mail_access", 9, "came-back"),
        ("reach_owner", "done", "signin", 9, ""),
    ],
)
def test_logs_suggest(step: str, state: str, later: str, days: int, suggested: str) -> None:
    """A return is one that the step should have prevented; silence counts where logs reach on."""
    deeds = [deed(0, "signin"), *([deed(200, later)] if later else [])]
    done_at = (START + timedelta(minutes=100)).replace(tzinfo=UTC)
    word = Mark(1, NOW, "Sam", "C-1", ACCOUNT, step, state, done_at, "by telephone")
    found = standing_of(
        account(ACCOUNT, *deeds), step, word, START + timedelta(days=days, minutes=100)
    )

    assert (state, suggested) == (found.state, found.suggested)
    assert (("uid-200",) if suggested == "came-back" else ()) == found.events


def test_step_of_which_nobody_spoke_is_open() -> None:
    assert "open" == standing_of(account(ACCOUNT, deed(0, "signin")), "factor", None, None).state
