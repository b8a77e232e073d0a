"""What the ledger says of each notice: the states add up, whatever happened in whatever order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from notices.made import NOW, approved_plan, content_of, ids_of, made_notice
from rasid.errors import UsageError
from rasid.notices.codes import NoticeKey
from rasid.notices.plan import Plan
from rasid.notices.sending import sending_alone, to_send
from rasid.notices.states import (
    RECORDABLE,
    STATES,
    Event,
    EventLog,
    read_events,
    standings,
    told_before,
    totals,
)
from rasid.settings import Home

KEY = NoticeKey(b"k" * 32)
NOTICES = tuple(made_notice(KEY, number) for number in range(3))
PLAN = Plan(
    1, NOW, "ann", content_of(*NOTICES, replace(NOTICES[0], notice_id="w", withheld="consent"))
)
KINDS = ("sending", "sent", "failed", "unknown", "resend", *RECORDABLE)

Happened = st.lists(
    st.tuples(
        st.sampled_from([one.notice_id for one in PLAN.content.notices]), st.sampled_from(KINDS)
    )
)


def events(*happened: tuple[str, str]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for notice_id, kind in happened:
        found.setdefault(notice_id, []).append(Event(notice_id, NOW, "ann", kind, 1, ""))
    return found


@given(Happened)
def test_states_add_up_to_what_was_planned(happened: list[tuple[str, str]]) -> None:
    found = totals(standings(PLAN, events(*happened)))

    assert {"planned", *STATES} == set(found)
    assert 4 == found["planned"] == sum(found[state] for state in STATES)


@pytest.mark.parametrize(
    ("kinds", "state", "marks"),
    [
        ((), "waiting", ()),
        (("sending",), "unknown", ()),
        (("sending", "sent"), "sent", ()),
        (("sending", "sent", "bounced"), "sent", ("bounced",)),
        (("sending", "sent", "answered", "bounced", "answered"), "sent", ("answered", "bounced")),
        (("failed",), "failed", ()),
        (("sending", "unknown", "resend"), "waiting", ()),
        (("sending", "unknown", "resend", "sending"), "unknown", ()),
        (("failed", "delivered"), "sent", ()),
    ],
)
def test_last_step_is_the_state(kinds: tuple[str, ...], state: str, marks: tuple[str, ...]) -> None:
    notice_id = NOTICES[1].notice_id
    found = standings(PLAN, events(*((notice_id, kind) for kind in kinds)))[1]

    assert (state, marks) == (found.state, found.marks)


@given(Happened)
def test_only_what_waits_or_failed_is_due(happened: list[tuple[str, str]]) -> None:
    """Nothing that may have arrived, nothing that is withheld."""
    found = standings(PLAN, events(*happened))
    due = to_send(found, ids_of(PLAN))

    assert {"waiting", "failed"} >= {one.state for one in due}
    assert not any(one.notice.withheld for one in due)


def test_who_would_not_be_told_like_that_now_is_left_out() -> None:
    still = ids_of(PLAN) - {NOTICES[0].notice_id}

    assert list(NOTICES[1:]) == [one.notice for one in to_send(standings(PLAN, {}), still)]


def test_same_attempt_begins_once(ledger: Engine, home: Home) -> None:
    """The ledger itself refuses a second one."""
    plan = approved_plan(ledger, home)
    log = EventLog(ledger, plan, "ann")
    notice_id = plan.content.notices[0].notice_id
    log.append(notice_id, "sending", 1, "", NOW)

    with pytest.raises(UsageError, match="being sent by another rasid"):
        log.append(notice_id, "sending", 1, "", NOW)
    assert ["sending"] == [one.kind for one in read_events(ledger, "C-1")[notice_id]]


def test_one_process_sends_at_a_time(home: Home) -> None:
    with (
        sending_alone(home),
        pytest.raises(UsageError, match="another rasid is sending"),
        sending_alone(home),
    ):
        pass


def test_who_was_told_otherwise_before_is_remembered() -> None:
    """They may need a correction."""
    happened = events(("gone", "sent"), ("failed", "failed"), (NOTICES[0].notice_id, "sent"))

    assert ("gone",) == told_before(PLAN, happened)
