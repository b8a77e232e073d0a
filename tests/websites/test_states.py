from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from rasid.errors import UsageError
from rasid.websites.states import (
    STATES,
    handed_over,
    in_script,
    read_states,
    registered,
    set_state,
    states_now,
    undo_state,
)

NAME = "evil-login.example"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def ledger(either_ledger: Engine) -> Engine:
    return either_ledger


def step(ledger: Engine, *states: str, name: str = NAME) -> None:
    for state in states:
        set_state(ledger, name, state, why="because", by="Ada", now=NOW)


def held(ledger: Engine) -> dict[str, str]:
    return {name: entry.state for name, entry in states_now(read_states(ledger)).items()}


def test_states_follow_each_other(ledger: Engine) -> None:
    step(ledger, *STATES)

    assert {NAME: "released"} == held(ledger)
    assert [(NAME, state, "Ada", "because", NOW) for state in STATES] == [
        (one.domain, one.state, one.made_by, one.why, one.made_at) for one in read_states(ledger)
    ]


def test_registrar_may_hand_over_without_an_order(ledger: Engine) -> None:
    step(ledger, "seen", "assessed", "requested", "transferred", "released")

    assert {NAME: "released"} == held(ledger)


@pytest.mark.parametrize(
    ("before", "state", "sentence"),
    [
        ((), "sinkholed", "is not recorded yet, so that sinkholed may not follow; what may is"),
        (("seen",), "ordered", "is seen, so that ordered may not follow; what may is assessed; -"),
        (("seen",), "seen", "is seen, so that seen may not follow"),
        (("seen", "assessed", "requested"), "sinkholed", "what may is ordered or transferred"),
        (STATES, "seen", "is released, so that seen may not follow; nothing may; --undo takes"),
        ((), "gone", "STATE got 'gone', expected one of seen, assessed, requested, ordered, tran"),
    ],
)  # fmt: skip
def test_wrong_order_says_what_may_follow(
    ledger: Engine, before: tuple[str, ...], state: str, sentence: str
) -> None:
    step(ledger, *before)

    with pytest.raises(UsageError) as raised:
        step(ledger, state)
    assert sentence in str(raised.value)
    assert len(before) == len(read_states(ledger))


def test_steps_are_taken_back_one_by_one(ledger: Engine) -> None:
    """Each taking back is a row itself, and after it the way goes on from there."""
    step(ledger, "seen", "assessed", "requested")
    for _ in range(2):
        undo_state(ledger, NAME, why="a mistake", by="Ada", now=NOW)
    assert {NAME: "seen"} == held(ledger)

    step(ledger, "assessed")
    assert {NAME: "assessed"} == held(ledger)
    assert [("assessed", 3), ("seen", 2)] == [
        (one.state, one.undoes) for one in read_states(ledger) if one.undoes is not None
    ]


def test_nothing_is_left_to_take_back(ledger: Engine) -> None:
    step(ledger, "seen")
    undo_state(ledger, NAME, why="a mistake", by="Ada", now=NOW)

    assert {} == held(ledger)
    with pytest.raises(UsageError, match=f"{NAME} has no state to take back"):
        undo_state(ledger, NAME, why="again", by="Ada", now=NOW)


def test_only_what_was_handed_over_is_ours(ledger: Engine) -> None:
    way = ["seen", "assessed", "requested", "transferred", "sinkholed", "released"]
    for length in range(1, 7):
        step(ledger, *way[:length], name=f"n{length}.example")

    assert ["n4.example", "n5.example"] == handed_over(read_states(ledger))


@pytest.mark.parametrize(
    "act", ["DELETE FROM website_states", "UPDATE website_states SET state = 'ordered'"]
)
def test_rows_are_only_ever_added(ledger: Engine, act: str) -> None:
    step(ledger, "seen")
    with pytest.raises(IntegrityError, match="only ever added"), ledger.begin() as connection:
        connection.exec_driver_sql(act)


@pytest.mark.parametrize(("why", "by"), [(" ", "Ada"), ("because", "")])
def test_a_step_needs_who_and_why(ledger: Engine, why: str, by: str) -> None:
    with pytest.raises(UsageError, match="is empty; a step needs"):
        set_state(ledger, NAME, "seen", why=why, by=by, now=NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Evil-Login.example", NAME),
        ("hxxps://evil-login[.]example/", NAME),
        ("münchen-login.example", "xn--mnchen-login-dlb.example"),
        ("x.ddns.net", "x.ddns.net"),
    ],
)
def test_names_are_read_in_any_spelling(text: str, name: str) -> None:
    assert name == registered(text)


def test_names_are_shown_in_their_script() -> None:
    assert "münchen-login.example" == in_script("xn--mnchen-login-dlb.example")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("www.evil-login.example", "expected what somebody registered: evil-login.example"),
        ("ddns.net", "a public suffix"),
        ("192.0.2.1", "an address, not a name"),
        ("xn--a.example", "bad punycode"),
    ],
)
def test_only_registered_domains_have_a_state(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        registered(text)
