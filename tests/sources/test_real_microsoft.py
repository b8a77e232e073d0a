"""Microsoft 365 and Proofpoint logs of real products, where the checkout lies beside them."""

import json
import zipfile
from pathlib import Path

import pytest

from sources.log_home import Site, write_lines

DATA = Path(__file__).parents[3] / "shared" / "data"
LAB = DATA / "sentinel_training_lab"
SAMPLES = DATA / "sentinel_sample_2020" / "SampleData"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")


def counted(site: Site) -> dict[tuple[str, str], int]:
    site.events("event_uid")
    return {
        (action, outcome): events
        for action, outcome, events in site.engine.rows(
            "SELECT action, outcome, count(*) FROM events GROUP BY ALL"
        )
    }


def test_office_activity(site: Site) -> None:
    report = site.take(LAB / "office_activity.csv")[0]

    assert ("m365_loganalytics", 266, 266, 0) == (
        report.format,
        report.lines,
        report.new,
        report.rejected,
    )
    assert {
        ("admin", "success"): 6,
        ("delegate", "success"): 2,
        ("forwarding_rule", "success"): 1,
        ("mail_access", "success"): 8,
        ("other", "success"): 249,
    } == counted(site)


def test_inbox_rules_have_the_only_time_there_is(site: Site) -> None:
    site.take(LAB / "office_activity_inbox_rule.csv")

    assert [
        (
            "2021-04-26 06:37:32",
            "forwarding_rule",
            "2a01:110:8068:7:9bf8:aa87:e00a:5f1f",
            "New-InboxRule my_rule1: BodyContainsWords covid-19; DeleteMessage True",
        ),
        (
            "2021-04-26 07:17:10",
            "forwarding_rule",
            "2a01:110:8068:7:9bf8:aa87:e00a:5f1f",
            "New-InboxRule rule2: MoveToFolder Junk Email; SubjectContainsWords do not open",
        ),
    ] == site.events("CAST(time AS VARCHAR)", "action", "source_ip", "detail")


def test_golden_saml(site: Site, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for name in ("OfficeActivityEvents", "Microsoft365DefenderEvents"):
        with zipfile.ZipFile(DATA / "otrf_goldensaml" / f"{name}.Zip") as archive:
            (logs / name).write_bytes(archive.read(f"{name}.json"))

    told = {r.format: r.new for r in site.take(logs)}

    assert {"m365_loganalytics": 1, "defender": 9} == told
    assert {
        ("mail_access", "success"): 2,
        ("consent", "unknown"): 1,
        ("other", "unknown"): 7,
    } == counted(site)


def test_panther_samples(site: Site, tmp_path: Path) -> None:
    lines = (DATA / "panther_tests" / "rule_tests.jsonl").read_text().splitlines()
    tests = [json.loads(line) for line in lines]
    logs = [t["log"] for t in tests if "Microsoft365" in str(t.get("log_types"))]
    upper = write_lines(tmp_path / "upper", [log for log in logs if "CreationTime" in log])
    lower = write_lines(tmp_path / "lower", [log for log in logs if "creationtime" in log])

    told = {r.format: (r.lines, r.rejected) for r in site.take(upper, lower)}

    assert {"m365": (5, 0), "m365_lowercase": (10, 0)} == told
    assert (
        "john@justice.org",
        "Set-Mailbox ForwardingSmtpAddress smtp:bruce@justice.org; DeliverToMailboxAndForward True",
    ) in site.events("account", "detail")


def test_proofpoint(site: Site) -> None:
    told = site.take(*sorted(SAMPLES.glob("ProofPointTAP*.json")))

    assert {"proofpoint_tap_loganalytics"} == {r.format for r in told}
    assert [(10, 0), (7, 0), (10, 0), (10, 0)] == [(r.lines, r.rejected) for r in told]
    assert {
        ("link_click", "blocked"): 10,
        ("link_click", "success"): 7,
        ("phish_report", "blocked"): 10,
        ("phish_report", "success"): 10,
    } == counted(site)
