"""Plans and approvals in the ledger: frozen, and approved by somebody else as they are."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from notices.made import NOW, approved_plan, content_of, made_notice
from rasid.errors import UsageError
from rasid.notices.codes import NoticeKey
from rasid.notices.plan import Timing
from rasid.notices.plans import approval_of, approve, every_plan, keep_plan, last_plan
from rasid.notices.sending import require_sendable, text_for
from rasid.settings import Home

TODAY = NOW.date()


def test_same_content_is_the_same_plan(either: Engine, key: NoticeKey) -> None:
    """Whoever plans it again; another content is a new revision."""
    content = content_of(made_notice(key, 1))
    first, again = (keep_plan(either, content, by=by, now=NOW) for by in ("ann", "bob"))
    other, is_new = keep_plan(either, content_of(made_notice(key, 2)), by="ann", now=NOW)

    assert (first[0], False) == again
    assert (2, True) == (other.number, is_new)
    assert content == first[0].content
    assert other == last_plan(either, "C-1")
    assert [1, 2] == [one.number for one in every_plan(either)]


@pytest.mark.parametrize("by", ["ann", " Ann ", "ANN"])
def test_who_planned_cannot_approve(ledger: Engine, key: NoticeKey, by: str) -> None:
    plan, _ = keep_plan(ledger, content_of(made_notice(key, 1)), by="ann", now=NOW)

    with pytest.raises(UsageError, match="somebody else must approve"):
        approve(ledger, plan, by=by, now=NOW)
    with pytest.raises(UsageError, match="is not approved"):
        require_sendable(ledger, plan, TODAY)


def test_any_change_needs_a_new_approval(either: Engine, key: NoticeKey) -> None:
    """Of a text, an address, the sender or the day; the old approval stays with the old plan."""
    notice = made_notice(key, 1)
    plan, _ = keep_plan(either, content_of(notice), by="ann", now=NOW)
    approve(either, plan, by="bob", now=NOW)
    require_sendable(either, plan, TODAY)
    told = replace(notice.facts, name="Eve")
    for changed in (
        content_of(replace(notice, address="eve@evil.example")),
        content_of(replace(notice, facts=told)),
        replace(content_of(notice), sender="eve@evil.example"),
        content_of(notice, timing=Timing("batch", TODAY, "why", "")),
    ):
        newer, _ = keep_plan(either, changed, by="ann", now=NOW)
        assert approval_of(either, newer) is None
    assert approval_of(either, plan)


def test_forged_plan_is_not_approved(ledger: Engine, home: Home, key: NoticeKey) -> None:
    """Somebody who changes the ledger past its triggers finds the approval gone."""
    plan = approved_plan(ledger, home)
    with ledger.begin() as connection:
        connection.execute(text("DROP TRIGGER notice_plans_update"))
        changed = "UPDATE notice_plans SET content = replace(content, 'ada1@', 'eve@')"
        connection.execute(text(changed))

    assert approval_of(ledger, plan)
    assert approval_of(ledger, last_plan(ledger, "C-1")) is None
    assert key.code("x")


@pytest.mark.parametrize("table", ["notice_plans", "notice_approvals", "notice_events"])
@pytest.mark.parametrize("act", ["UPDATE {} SET made_by = 'eve'", "DELETE FROM {}"])
def test_ledger_is_only_added_to(ledger: Engine, home: Home, table: str, act: str) -> None:
    approved_plan(ledger, home)
    row = "(notice_id, campaign_id, plan, made_at, made_by, kind, attempt, why)"
    with ledger.begin() as connection:
        values = f"INSERT INTO notice_events {row} VALUES ('n', 'C-1', 1, '', 'ann', 'sent', 1, '')"
        connection.execute(text(values))

    with pytest.raises(IntegrityError, match="only ever added"), ledger.begin() as connection:
        connection.execute(text(act.format(table)))


def test_batch_waits_for_its_day(either: Engine, key: NoticeKey) -> None:
    timing = Timing("batch", TODAY, "a warning to all at once", "risk")
    plan, _ = keep_plan(either, content_of(made_notice(key, 1), timing=timing), by="ann", now=NOW)
    approve(either, plan, by="bob", now=NOW)

    with pytest.raises(UsageError, match="is a batch for 2026-04-01"):
        require_sendable(either, plan, TODAY - timedelta(days=1))
    require_sendable(either, plan, TODAY)
    require_sendable(either, plan, date(2026, 5, 1))


def test_changed_texts_are_not_sent(key: NoticeKey) -> None:
    """What was approved were other words, such as those of an older rasid."""
    notice = replace(made_notice(key, 1), text_sha256="0" * 64)

    with pytest.raises(UsageError, match="the texts of notices have changed"):
        text_for(notice, key)


def test_ledger_holds_no_code(ledger: Engine, home: Home, key: NoticeKey) -> None:
    """Neither as it is written nor without its hyphens."""
    plan = approved_plan(ledger, home)
    held = home.ledger_file.read_bytes()
    codes = [key.code(one.subject_id) for one in plan.content.notices]

    assert [] == [c for c in codes if c.encode() in held or c.replace("-", "").encode() in held]
