"""Entra, Azure and Windows logs of real products, where the checkout lies beside them."""

import json
import zipfile
from pathlib import Path

import pytest

from sources.log_home import Site, write_lines

DATA = Path(__file__).parents[3] / "shared" / "data"
LAB = DATA / "sentinel_training_lab"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")


def counted(site: Site) -> dict[tuple[str, str], int]:
    site.events("event_uid")
    rows = site.engine.rows("SELECT action, outcome, count(*) FROM events GROUP BY ALL")
    return {(action, outcome): events for action, outcome, events in rows}


def rule_tests(folder: Path, log_type: str, *, audit: bool = False) -> Path:
    """Write the logs of rules of one log type; with `audit` only those of the directory audit."""
    tests = (DATA / "panther_tests" / "rule_tests.jsonl").read_text().splitlines()
    logs = [t["log"] for t in map(json.loads, tests) if t["log_types"] == [log_type]]
    return write_lines(
        folder / "logs", [log for log in logs if not audit or "initiatedBy" in log["properties"]]
    )


def unzipped(folder: Path, name: str) -> Path:
    with zipfile.ZipFile(DATA / "otrf_goldensaml" / f"{name}.Zip") as archive:
        return Path(archive.extract(archive.namelist()[0], folder))


def test_directory_audit_of_diagnostic_settings(site: Site, tmp_path: Path) -> None:
    report = site.take(rule_tests(tmp_path, "Azure.Audit", audit=True))[0]

    assert ("entra_audit_diagnostic", 16, 0) == (report.format, report.lines, report.rejected)
    assert {("admin", "success"): 14, ("admin", "failure"): 1} == counted(site)
    assert ("john@justice.org", "denethor@lotr.com", "1.2.3.4", "Invite external user") in (
        site.events("account", "actor_account", "source_ip", "detail")
    )


def test_directory_audit_of_log_analytics(site: Site, tmp_path: Path) -> None:
    report = site.take(unzipped(tmp_path, "AADAuditEvents"))[0]

    assert ("entra_audit_loganalytics", 4, 0) == (report.format, report.lines, report.rejected)
    assert (
        "consent",
        "Add delegated permission grant: Microsoft Graph User.Read Mail.ReadWrite",
    ) in (site.events("action", "detail"))


def test_directory_audit_without_any_time_is_rejected(site: Site) -> None:
    site.take(LAB / "AuditLogs_Hunting.csv")

    assert [(n, "no time that can be read") for n in range(1, 6)] == site.rejects()


def test_resource_activity(site: Site, tmp_path: Path) -> None:
    reports = site.take(
        rule_tests(tmp_path, "Azure.MonitorActivity"),
        LAB / "azure_activity.csv",
        LAB / "azureActivity_adele.csv",
    )

    assert {"azure_activity": 129, "azure_activity_loganalytics": 348} == {
        name: sum(r.new for r in reports if r.format == name)
        for name in ("azure_activity", "azure_activity_loganalytics")
    }


def test_windows_events(site: Site, tmp_path: Path) -> None:
    report = site.take(unzipped(tmp_path, "WindowsEvents"))[0]

    assert ("windows_security", 38, 38) == (report.format, report.lines, report.new)
    assert {("token", "success"): 27, ("signin", "success"): 3, ("other", "unknown"): 8} == (
        counted(site)
    )
