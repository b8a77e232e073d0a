"""Notices approved by a second person, bound to the plan that they saw."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console.browser import Served, served
from console.homes import MADE, home_of, whole_month
from notices.made import content_of, made_notice
from rasid.accounts import Role, read_audit
from rasid.console import Person
from rasid.ledger import open_ledger
from rasid.notices import Plan, approval_of, every_plan, keep_plan, last_plan, notice_key_of

PAGE = "/approvals/C-1"
APPROVE = f"{PAGE}/approve"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a console in whose home every plan is Ada's."""
    root: Path = tmp_path_factory.mktemp("approving") / "home"
    with served(home_of(whole_month(), root)) as opened:
        yield opened


@pytest.fixture
def plan(desk: Served) -> Plan:
    """Return a plan that nobody has approved yet."""
    return planned(desk)


def planned(desk: Served) -> Plan:
    with open_ledger(desk.desk.home) as ledger:
        number = len(every_plan(ledger)) + 1
        content = content_of(made_notice(notice_key_of(desk.desk.home), number))
        made, is_new = keep_plan(ledger, content, by="Ada", now=MADE)
    assert is_new
    return made


def approved_by(desk: Served) -> str | None:
    with open_ledger(desk.desk.home) as ledger:
        found = approval_of(ledger, last_plan(ledger, "C-1"))
        return found.made_by if found else None


def test_somebody_else_approves_what_they_saw(desk: Served, plan: Plan) -> None:
    """As `rasid notify approve` does: the approval holds for sending."""
    bo = desk.browser(Role.APPROVER, "Bo")
    told = bo.send(PAGE, APPROVE, sha256=plan.sha256)

    assert (303, PAGE) == (told.status, told.headers["location"])
    assert "Bo" == approved_by(desk)
    assert "Approved by" in bo.get(PAGE).text
    assert plan.sha256 in read_audit(desk.desk.store)[-1].about
    assert "ada1@home.example" not in bo.get(PAGE).text


@pytest.mark.parametrize("person", [Person("ada", Role.APPROVER), Person("X", Role.ADMIN, "ADA")])
def test_whoever_planned_cannot(desk: Served, plan: Plan, person: Person) -> None:
    """Under no name of theirs: neither the page nor the form lets them."""
    secret = desk.gate.open(person, "192.0.2.1")
    browser = desk.stranger()
    browser.cookies[f"rasid-console-{urlsplit(desk.url).port}"] = secret
    session = desk.gate.session(secret)
    assert session
    told = browser.post(APPROVE, {"form": session.form(APPROVE), "sha256": plan.sha256})

    assert f'action="{APPROVE}"' not in browser.get(PAGE).text
    assert (400, True) == (told.status, "it is your own" in told.text)
    assert approved_by(desk) is None


def test_a_plan_that_was_changed_is_not_approved(desk: Served, plan: Plan) -> None:
    bo = desk.browser(Role.APPROVER, "Bo")
    form = bo.form(PAGE, APPROVE)
    planned(desk)
    told = bo.post(APPROVE, {"form": form, "sha256": plan.sha256})

    assert (400, True) == (told.status, "The plan was changed" in told.text)
    assert approved_by(desk) is None
