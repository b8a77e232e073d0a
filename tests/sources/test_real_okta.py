"""Okta's log of a real tenant and of a detection team, where the checkout lies beside them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from sources.log_home import Site, write_lines

DATA = Path(__file__).parents[3] / "shared" / "data"
SAMPLE = DATA / "sentinel_sample_2020" / "SampleData" / "Okta_CL.json"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")


def test_sample_is_read_whole(site: Site) -> None:
    report = site.take(SAMPLE)[0]

    assert ("okta_loganalytics", 593, 308) == (report.format, report.lines, report.new)
    assert 308 == len({uid for (uid,) in site.events("event_uid")})
    assert {
        ("admin", "success", None): 81,
        ("mfa", "challenge", "mfa_required"): 3,
        ("mfa", "failure", "wrong_code"): 2,
        ("mfa", "success", None): 12,
        ("other", "challenge", "mfa_required"): 4,
        ("other", "failure", "bad_password"): 2,
        ("other", "success", None): 96,
        ("other", "unknown", None): 90,
        ("signin", "failure", "bad_password"): 1,
        ("signin", "failure", "no_such_account"): 4,
        ("signin", "success", None): 4,
        ("token", "success", None): 9,
    } == Counter(site.events("action", "outcome", "reason"))


def test_system_is_no_account(site: Site) -> None:
    site.take(SAMPLE)

    told = site.events("detail", "account", "actor_account", "account_exists")
    imports = [row[1:] for row in told if row[0].startswith("system.import.")]
    assert [(None, None, None)] * 182 == imports


def test_what_names_no_account_as_no_such_is_from_nobody(site: Site) -> None:
    site.take(SAMPLE)

    told = site.events("reason", "account_exists", "source_ip", "country")
    assert {
        ("no_such_account", False, "65.65.65.65", "US"),
        ("no_such_account", False, "68.68.68.68", "US"),
    } == {row for row in told if row[0] == "no_such_account"}


def test_logs_of_rules_import_and_stubs_are_rejected(site: Site, tmp_path: Path) -> None:
    tests = map(json.loads, (DATA / "panther_tests" / "rule_tests.jsonl").read_text().splitlines())
    logs = [
        test["log"]
        for test in tests
        if any("Okta" in name for name in test["log_types"] or ())
        and test["log"].keys() & {"eventType", "eventtype"}
    ]

    report = site.take(write_lines(tmp_path / "log.ndjson", logs))[0]

    assert (56, 27, 12, 17) == (report.lines, report.new, report.duplicate, report.rejected)
    assert 4 == sum("no time" in reason for _, reason in site.rejects())
    assert {
        ("admin", "challenge"): 2,
        ("admin", "success"): 4,
        ("admin", "unknown"): 1,
        ("mfa", "failure"): 1,
        ("mfa", "success"): 1,
        ("mfa_change", "success"): 1,
        ("other", "challenge"): 1,
        ("other", "failure"): 1,
        ("other", "success"): 2,
        ("password_reset", "success"): 1,
        ("risk", "success"): 1,
        ("signin", "blocked"): 1,
        ("signin", "failure"): 3,
        ("signin", "success"): 6,
        ("signin", "unknown"): 1,
    } == Counter(site.events("action", "outcome"))
