"""Logs of real products, where the checkout lies beside them."""

import json
from pathlib import Path

import pytest

from rasid.sources import coverage
from sources.log_home import Site

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")


def test_training_lab_sign_ins_reconcile(site: Site) -> None:
    names = ("disable_accounts.csv", "sign-in_adelete.csv")
    told = {r.name: r for r in site.take(*(DATA / "sentinel_training_lab" / n for n in names))}

    assert {"disable_accounts.csv": 4, "sign-in_adelete.csv": 56} == {
        name: report.new for name, report in told.items()
    }
    assert all(report.lines == report.new for report in told.values())
    (provider,) = coverage(site.engine, site.store).providers
    assert {"success": 53, "failure": 4, "challenge": 3} == provider.outcomes


def test_disabled_accounts_have_their_times(site: Site) -> None:
    site.take(DATA / "sentinel_training_lab" / "disable_accounts.csv")

    events = site.events(
        "strftime(time, '%Y-%m-%d %H:%M:%S')", "action", "outcome", "reason", "source_ip"
    )
    assert ("2021-04-19 12:13:19", "signin", "failure", "disabled", "175.45.176.99") == events[0]


def test_azure_sign_ins_import(site: Site, tmp_path: Path) -> None:
    lines = (DATA / "panther_tests" / "rule_tests.jsonl").read_text().splitlines()
    logs = [json.loads(line).get("log") for line in lines]
    chosen = [
        log
        for log in logs
        if isinstance(log, dict) and str(log.get("category")).endswith("SignInLogs")
    ]
    (tmp_path / "a.ndjson").write_text("\n".join(json.dumps(log) for log in chosen))

    report = site.take(tmp_path / "a.ndjson")[0]

    assert ("entra_diagnostic", 13, 13) == (report.format, report.lines, report.new)
    assert ("boromir@lotr.com", "blocked", "locked") in site.events("account", "outcome", "reason")
