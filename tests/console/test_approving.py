"""Notices approved by a second person, bound to the plan that they saw."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console.browser import Served, served
from console.homes import MADE, home_of, whole_month
from notices.made import content_of, made_notice
from rasid.accounts import Role, read_audit
from rasid.console import Person
from rasid.ledger import open_ledger
from rasid.notices import approval_of, keep_plan, last_plan, notice_key_of

PAGE = "/approvals/C-1"
APPROVE = f"{PAGE}/approve"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    """Return a console of one's own; the plan is Ada's."""
    with served(home_of(whole_month(), tmp_path / "home")) as opened:
        yield opened


def approved_by(desk: Served) -> str | None:
    with open_ledger(desk.desk.home) as ledger:
        found = approval_of(ledger, last_plan(ledger, "C-1"))
        return found.made_by if found else None


def test_somebody_else_approves_what_they_saw(desk: Served) -> None:
    """As `rasid notify approve` does: the approval holds for sending."""
    bo = desk.browser(Role.APPROVER, "Bo")
    with open_ledger(desk.desk.home) as ledger:
        plan = last_plan(ledger, "C-1")
    told = bo.send(PAGE, APPROVE, sha256=plan.sha256)

    assert (303, PAGE) == (told.status, told.headers["location"])
    assert "Bo" == approved_by(desk)
    assert "Approved by" in bo.get(PAGE).text
    assert plan.sha256 in read_audit(desk.desk.store)[-1].about
    assert "Ada 1" not in bo.get(PAGE).text, "under a pseudonym"


def test_whoever_planned_cannot(desk: Served) -> None:
    """Under no name of theirs: neither the page nor the form lets them."""
    with open_ledger(desk.desk.home) as ledger:
        plan = last_plan(ledger, "C-1")
    for person in (Person("ada", Role.APPROVER), Person("X", Role.ADMIN, "ADA")):
        secret = desk.gate.open(person, "192.0.2.1")
        browser = desk.stranger()
        browser.cookies[f"rasid-console-{urlsplit(desk.url).port}"] = secret
        session = desk.gate.session(secret)
        assert session
        told = browser.post(APPROVE, {"form": session.form(APPROVE), "sha256": plan.sha256})

        assert f'action="{APPROVE}"' not in browser.get(PAGE).text
        assert (400, True) == (told.status, "it is your own" in told.text)
        assert approved_by(desk) is None


def test_a_plan_that_was_changed_is_not_approved(desk: Served) -> None:
    bo = desk.browser(Role.APPROVER, "Bo")
    form = bo.form(PAGE, APPROVE)
    with open_ledger(desk.desk.home) as ledger:
        seen = last_plan(ledger, "C-1")
        content = content_of(made_notice(notice_key_of(desk.desk.home), 2))
        keep_plan(ledger, replace(content, campaign_id="C-1"), by="Ada", now=MADE)
    told = bo.post(APPROVE, {"form": form, "sha256": seen.sha256})

    assert (400, True) == (told.status, "The plan was changed" in told.text)
    assert approved_by(desk) is None
