"""Notices against a real mail server that fails at every step of the protocol."""

import threading
from itertools import product
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from sqlalchemy import Engine

from notices.certificates import server_context
from notices.made import NOW, approved_plan, ids_of, order_of
from notices.mail_server import How, MailServer, Step
from rasid.errors import UsageError
from rasid.notices.message import message_id
from rasid.notices.plan import Plan
from rasid.notices.sending import resend_unknown, send_all, to_send
from rasid.notices.smtp import SmtpTransport
from rasid.notices.states import read_events, standings, totals
from rasid.settings import Home, SmtpSettings

VARIABLE = "MAIL_SECRET"


def run(ledger: Engine, home: Home, plan: Plan, settings: SmtpSettings) -> dict[str, int]:
    """Send once what is due, and return how many notices are in each state."""
    due = to_send(standings(plan, read_events(ledger, "C-1")), ids_of(plan))
    transport = SmtpTransport(settings, "Mail Example", lambda: NOW)
    try:
        list(send_all(ledger, order_of(home, plan), due, transport))
    except UsageError as error:
        assert "gave up after 3 failures in a row" in str(error)  # noqa: PT017 - it may go well
    found = totals(standings(plan, read_events(ledger, "C-1")))
    assert found["planned"] == sum(number for state, number in found.items() if state != "planned")
    return {state: number for state, number in found.items() if number and state != "planned"}


def test_each_is_sent_once(ledger: Engine, home: Home, mail: MailServer) -> None:
    """A second run finds nothing to do; each goes to its own address, from ours."""
    plan = approved_plan(ledger, home)

    assert {"sent": 3} == run(ledger, home, plan, mail.settings())
    assert {"sent": 3} == run(ledger, home, plan, mail.settings())
    ids = {message_id(one, "safety@mail.example") for one in plan.content.notices}
    assert dict.fromkeys(ids, 1) == mail.copies
    addresses = [("safety@mail.example", [f"ada{n}@home.example"]) for n in range(3)]
    assert addresses == mail.envelopes


def test_failure_before_the_message_has_left_is_tried_again(
    ledger: Engine, home: Home, mail: MailServer
) -> None:
    """At whatever step and however: nothing is unknown, and in the end each arrives once."""
    plan = approved_plan(ledger, home)
    before: list[Step] = ["greeting", "ehlo", "mail", "rcpt", "data"]
    ways: list[How] = ["4xx", "5xx", "gone"]
    refused: list[tuple[Step, How]] = [("dot", "4xx"), ("dot", "5xx")]
    for fail in [*product(before, ways), *refused]:
        mail.fail = fail
        assert (fail, {"failed": 3}) == (fail, run(ledger, home, plan, mail.settings()))
    assert [] == mail.taken
    mail.fail = None
    assert {"sent": 3} == run(ledger, home, plan, mail.settings())
    assert {1} == set(mail.copies.values())


@pytest.mark.parametrize(("step", "arrived"), [("content", 0), ("dot", 1)])
def test_message_without_an_answer_is_unknown(
    ledger: Engine, home: Home, mail: MailServer, step: Step, arrived: int
) -> None:
    """It is sent again only by a decision, then with the Message-ID that it had."""
    plan = approved_plan(ledger, home, notices=1)
    mail.fail = (step, "gone")

    assert {"unknown": 1} == run(ledger, home, plan, mail.settings())
    mail.fail = None
    assert {"unknown": 1} == run(ledger, home, plan, mail.settings())
    assert arrived == len(mail.taken)
    with pytest.raises(UsageError, match="--why is empty"):
        resend_unknown(ledger, order_of(home, plan), " ")
    assert 1 == resend_unknown(ledger, order_of(home, plan), "asked by telephone")
    assert {"sent": 1} == run(ledger, home, plan, mail.settings())
    assert [arrived + 1] == list(mail.copies.values())


def test_server_that_falls_silent_leaves_it_unknown(
    ledger: Engine, home: Home, mail: MailServer
) -> None:
    plan = approved_plan(ledger, home, notices=1)
    mail.fail = ("dot", "silent")

    assert {"unknown": 1} == run(ledger, home, plan, mail.settings())


def test_nobody_listens(ledger: Engine, home: Home, mail: MailServer) -> None:
    plan = approved_plan(ledger, home)
    nobody = mail.settings(port=1)

    assert {"failed": 3} == run(ledger, home, plan, nobody)


def test_one_refused_address_does_not_stop_the_others(
    ledger: Engine, home: Home, mail: MailServer
) -> None:
    plan = approved_plan(ledger, home, notices=2)
    mail.fail = ("rcpt", "5xx")
    due = to_send(standings(plan, read_events(ledger, "C-1")), ids_of(plan))
    transport = SmtpTransport(mail.settings(), "Mail Example", lambda: NOW)
    states = []
    for _, state, why in send_all(ledger, order_of(home, plan), due, transport):
        states.append((state, why))
        mail.fail = None

    assert [
        ("failed", "the server refused the address: 550 5.1.1 no"),
        ("sent", "250 2.0.0 taken"),
    ] == states


def test_two_senders_at_once_send_each_once(ledger: Engine, home: Home, mail: MailServer) -> None:
    """Even where no lock keeps them apart, the ledger does."""
    plan = approved_plan(ledger, home, notices=1)
    due = to_send(standings(plan, read_events(ledger, "C-1")), ids_of(plan))

    def other() -> None:
        mail.before_answer = None
        transport = SmtpTransport(mail.settings(), "Mail Example", lambda: NOW)
        with pytest.raises(UsageError, match="being sent by another rasid"):
            list(send_all(ledger, order_of(home, plan), due, transport))

    thread = threading.Thread(target=other)
    mail.before_answer = thread.start
    assert {"sent": 1} == run(ledger, home, plan, mail.settings())
    thread.join()
    assert [1] == list(mail.copies.values())


def test_encryption_is_demanded(ledger: Engine, home: Home, mail: MailServer) -> None:
    """A server that offers no STARTTLS, perhaps since somebody stands between, gets nothing."""
    plan = approved_plan(ledger, home, notices=1)

    assert {"failed": 1} == run(ledger, home, plan, mail.settings(security="starttls"))
    assert [] == mail.taken


def test_certificate_is_checked(ledger: Engine, home: Home, tmp_path: Path) -> None:
    """STARTTLS with a stranger's certificate gets nothing; with a trusted one, the notice."""
    context, trusted = server_context(tmp_path)
    plan = approved_plan(ledger, home, notices=1)
    with MailServer(tls=context, require_starttls=True) as mail:
        settings = mail.settings(security="starttls", host="localhost")
        assert {"failed": 1} == run(ledger, home, plan, settings)
        assert [] == mail.taken
        settings = mail.settings(security="starttls", host="localhost", ca_file=str(trusted))
        assert {"sent": 1} == run(ledger, home, plan, settings)


def test_password_is_only_where_it_is_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the environment or a file of one's own; it is in no error and no representation."""
    secret = tmp_path / "password"
    secret.write_text("open sesame\n")
    secret.chmod(0o644)
    base = SmtpSettings(host="mail.example", sender="a@mail.example", user="rasid")

    def of(**more: str) -> SmtpTransport:
        return SmtpTransport(base.model_copy(update=more), "Mail Example", lambda: NOW)

    with pytest.raises(UsageError, match="may be read by others"):
        of(password_file=str(secret))
    with pytest.raises(UsageError, match=f"{VARIABLE}, which is not set"):
        of(password_env=VARIABLE)
    with pytest.raises(UsageError, match="needs a password"):
        of()
    secret.chmod(0o600)
    assert "sesame" not in repr(of(password_file=str(secret)))
    monkeypatch.setenv(VARIABLE, "open sesame")
    assert "sesame" not in repr(of(password_env=VARIABLE))


@pytest.mark.parametrize(
    ("password", "state", "why"),
    [
        ("open sesame", "sent", "250 2.0.0 taken"),
        ("open barley", "failed", "the server refused user or password: 535"),
    ],
)
def test_password_is_given_over_tls_and_never_told(
    ledger: Engine,
    home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    password: str,
    state: str,
    why: str,
) -> None:
    context, trusted = server_context(tmp_path)
    monkeypatch.setenv(VARIABLE, password)
    plan = approved_plan(ledger, home, notices=1)
    with MailServer(
        tls=context, require_starttls=True, auth_required=True, authenticator=_knows
    ) as mail:
        settings = mail.settings(
            security="starttls",
            host="localhost",
            ca_file=str(trusted),
            user="rasid",
            password_env=VARIABLE,
        )
        assert {state: 1} == run(ledger, home, plan, settings)
    (events,) = read_events(ledger, "C-1").values()
    assert why == events[-1].why


def _knows(*given: object) -> AuthResult:
    """Let in who has the password; aiosmtpd's form of an authenticator."""
    sign_in = given[-1]
    assert isinstance(sign_in, LoginPassword)
    return AuthResult(success=sign_in.password == b"open sesame", handled=False)
