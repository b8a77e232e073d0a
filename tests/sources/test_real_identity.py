"""Logs of identity providers that a detection team tests its rules with, where they are at hand."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sources.log_home import Site, write_lines

TESTS = Path(__file__).parents[3] / "shared" / "data" / "panther_tests" / "rule_tests.jsonl"
pytestmark = pytest.mark.skipif(not TESTS.is_file(), reason="the logs are not beside the checkout")

TIME = "2026-03-01T09:00:00.000Z"
Told = dict[tuple[str, str, str | None], int]

LOGS: list[tuple[tuple[str, str], tuple[str, int, int, int], Told]] = [
    (
        ("OneLogin.Events", "created_at"),
        ("onelogin", 22, 3, 1),
        {
            ("admin", "success", None): 5,
            ("other", "success", None): 1,
            ("password_change", "success", None): 1,
            ("password_reset", "success", None): 2,
            ("signin", "blocked", "policy"): 1,
            ("signin", "failure", "bad_password"): 2,
            ("signin", "success", None): 4,
            ("token", "success", None): 2,
        },
    ),
    (
        ("Duo.Authentication", "isotimestamp"),
        ("duo_authentication", 14, 4, 0),
        {
            ("mfa", "blocked", "policy"): 6,
            ("mfa", "blocked", "unfamiliar"): 1,
            ("mfa", "failure", "mfa_denied"): 1,
            ("mfa", "success", None): 2,
        },
    ),
    (
        ("Duo.Administrator", "isotimestamp"),
        ("duo_administrator", 19, 1, 0),
        {
            ("admin", "success", None): 10,
            ("mfa", "failure", "mfa_denied"): 1,
            ("mfa_change", "success", None): 3,
            ("other", "success", None): 1,
            ("risk", "blocked", "locked"): 2,
            ("signin", "success", None): 1,
        },
    ),
    (
        ("Auth0.Events", "date"),
        ("auth0_stream", 17, 8, 0),
        {
            ("admin", "success", None): 6,
            ("risk", "blocked", "policy"): 2,
            ("risk", "failure", "bad_token"): 1,
        },
    ),
    (
        ("OnePassword.SignInAttempt", "timestamp"),
        ("onepassword", 5, 2, 0),
        {("signin", "failure", "bad_password"): 1, ("signin", "success", None): 2},
    ),
]


def logged(kind: str, time: str) -> list[dict[str, Any]]:
    """Return the records of one log; those without a time, which no log has, get one."""
    tests = map(json.loads, TESTS.read_text("utf-8").splitlines())
    whose = [
        (test["log_types"] if len(test["log_types"] or ()) == 1 else [log.get("p_log_type")], log)
        for test in tests
        if isinstance(log := test["log"], dict)
    ]
    records = [log for kinds, log in whose if kind in (kinds or ())]
    return [
        log if {"data", "p_event_time"} & log.keys() else {time: TIME, **log} for log in records
    ]


@pytest.mark.parametrize(("log", "counts", "told"), LOGS)
def test_records_of_rules_import(
    site: Site,
    tmp_path: Path,
    log: tuple[str, str],
    counts: tuple[str, int, int, int],
    told: Told,
) -> None:
    """All but one that is nothing but a number; same ids, and same bytes, are one event."""
    report = site.take(write_lines(tmp_path / "log.ndjson", logged(*log)))[0]

    assert counts == (report.format, report.lines, report.duplicate, report.rejected)
    assert told == Counter(site.events("action", "outcome", "reason"))
