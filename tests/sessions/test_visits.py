"""One account in one session: what is counted of it, and who answers for it."""

from typing import Any

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.tables.events import ACTIONS, OUTCOMES
from sessions.logs import Log, at, dicts, tables

ADA, BEN = "ada@mail.example", "ben@mail.example"
COUNTS = (
    "lookups",
    "recovery_opened",
    "recovery_codes",
    "recovery_failures",
    "resets",
    "signin_failures",
    "signin_successes",
    "factor_refusals",
    "follow_ups",
)
ANY = OUTCOMES
REFUSED = ("failure", "blocked")
UNDONE = ("failure", "challenge", "blocked", "unknown")
COUNTED: dict[str, dict[tuple[str, ...], str]] = {
    "lookup": {ANY: "lookups"},
    "recovery_start": {ANY: "recovery_opened"},
    "recovery_send": {ANY: "recovery_codes"},
    "recovery_verify": {REFUSED: "recovery_failures"},
    "password_reset": {REFUSED: "recovery_failures", ("success",): "resets"},
    "password_change": {("success",): "resets"},
    "signin": {REFUSED: "signin_failures", ("success",): "signin_successes"},
    "token": {REFUSED: "signin_failures", ("success",): "signin_successes"},
    "consent": {REFUSED: "signin_failures"},
    "mfa": {UNDONE: "factor_refusals"},
    "app_password": {("success",): "follow_ups"},
    "recovery_contact_change": {("success",): "follow_ups"},
    "mfa_change": {("success",): "follow_ups"},
    "forwarding_rule": {("success",): "follow_ups"},
    "delegate": {("success",): "follow_ups"},
    "mail_access": {("success",): "follow_ups"},
    "mail_export": {("success",): "follow_ups"},
    "link_click": {},
    "phish_report": {},
    "admin": {},
    "risk": {},
    "other": {},
}
CASES = [
    (action, outcome, next((c for those, c in COUNTED[action].items() if outcome in those), None))
    for action in ACTIONS
    for outcome in OUTCOMES
]


def counts(engine: DuckDB, log: Log) -> dict[str, int]:
    """Return what the only visit of a log counts, without the noughts."""
    (row,) = dicts(log.open(engine), "visits")
    return {name: row[name] for name in COUNTS if row[name]}


def test_every_action_has_its_cases() -> None:
    """The table of cases above leaves no action out."""
    assert set(ACTIONS) == set(COUNTED)


@pytest.mark.parametrize(("action", "outcome", "column"), CASES)
def test_act_counts_in_its_column(
    engine: DuckDB, action: str, outcome: str, column: str | None
) -> None:
    """Each act of each outcome counts in one column or in none."""
    log = Log()
    log.add(at(0), ADA, action, outcome)

    assert ({column: 1} if column else {}) == counts(engine, log)


@pytest.mark.parametrize("outcome", UNDONE)
@pytest.mark.parametrize("action", ["signin", "token"])
@pytest.mark.parametrize("reason", ["mfa_denied", "mfa_timeout"])
def test_right_password_is_no_failed_signin(
    engine: DuckDB, action: str, outcome: str, reason: str
) -> None:
    """A sign-in that only the second factor stopped is a factor refused."""
    log = Log()
    log.add(at(0), ADA, action, outcome, reason=reason)

    assert {"factor_refusals": 1} == counts(engine, log)


def test_visit_adds_its_events_up(engine: DuckDB) -> None:
    """Whatever happens to an account in a session is one row."""
    log = Log()
    for minute, act in enumerate(("lookup", "lookup", "recovery_send", "recovery_verify")):
        log.add(at(0, 9, minute), ADA, act, "failure" if "verify" in act else "success")
    log.add(at(0, 9, 9), BEN)
    visits = {row["account"]: row for row in dicts(log.open(engine), "visits")}

    ada = visits[ADA]
    assert (2, 1, 1) == tuple(
        ada[name] for name in ("lookups", "recovery_codes", "recovery_failures")
    )
    assert (at(0), at(0, 9, 3), 4) == (ada["first_at"], ada["last_at"], ada["events"])
    assert 1 == visits[BEN]["events"]


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([None, None], None),
        ([None, False], False),
        ([False, True], True),
        ([True, None], True),
    ],
)
def test_existence_is_shown_or_denied(
    engine: DuckDB, shown: list[bool | None], expected: object
) -> None:
    """One record that shows an account outweighs those that deny it."""
    log = Log()
    for exists in shown:
        log.add(at(0), ADA, "lookup", account_exists=exists)

    assert [expected] == [row["account_exists"] for row in dicts(log.open(engine), "visits")]


def test_at_home_counts_accounts(engine: DuckDB) -> None:
    """A session says how many of its accounts are at home in it."""
    log = Log()
    home: dict[str, Any] = {"source_ip": "192.0.2.9", "fingerprint": "t13d-home"}
    for day in range(6):
        log.add(at(day), ADA, **home)
        for number in range(8):
            log.add(at(day), f"p{number}@mail.example", source_ip=f"198.51.100.{number}")
    log.add(at(6), ADA, **home)
    log.add(at(6), BEN, "lookup", **home)

    last = max(tables(log.open(engine))["sessions"], key=lambda row: row["start_at"])
    assert (2, 1) == (last["accounts"], last["at_home"])
