"""Google Workspace logs of real organisations and of a detection team, where they lie near."""

import json
from collections import Counter
from pathlib import Path

import pytest

from sources.log_home import Site, write_lines

DATA = Path(__file__).parents[3] / "shared" / "data"
SAMPLES = DATA / "sentinel_sample_2020" / "SampleData"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the logs are not beside the checkout")

EXPECTED = {
    ("admin", "success"): 3,
    ("consent", "success"): 1,
    ("mfa", "success"): 1,
    ("mfa_change", "success"): 1,
    ("other", "success"): 10,
    ("password_change", "success"): 1,
    ("signin", "success"): 2,
}


def activities() -> list[dict[str, object]]:
    found = sorted(SAMPLES.glob("GWorkspace_*.json"))
    return [record for file in found for record in json.loads(file.read_text())]


def told(site: Site) -> Counter[tuple[str, str]]:
    return Counter(site.events("action", "outcome"))


def test_arrays_become_events(site: Site) -> None:
    reports = site.take(*sorted(SAMPLES.glob("GWorkspace_*.json")))

    assert {"google_workspace"} == {report.format for report in reports}
    assert (19, 19) == (sum(r.lines for r in reports), sum(r.new for r in reports))
    assert told(site) == EXPECTED


@pytest.mark.parametrize("kind", ["lines", "page", "pretty"])
def test_other_containers_hold_the_same_events(site: Site, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "log.json"
    records = activities()
    if kind == "lines":
        write_lines(path, records)
    elif kind == "page":
        path.write_text(json.dumps({"kind": "admin#reports#activities", "items": records}))
    else:
        path.write_text("\n".join(json.dumps(record, indent=2) for record in records))

    report = site.take(path)[0]

    assert ("google_workspace", 19) == (report.format, report.new)
    assert told(site) == EXPECTED


def test_one_sign_in_and_its_second_factor_stay_two_events(site: Site) -> None:
    """Their qualifier is one, and that of the account's other sign-ins too."""
    site.take(SAMPLES / "GWorkspace_ReportsAPI_login_CL.json")

    events = site.events("event_uid", "action", "mfa_method")
    assert [("mfa", "google_prompt"), *[("signin", "google_prompt")] * 2] == sorted(
        event[1:] for event in events
    )
    assert {"580457398125"} == {event[0].split()[0] for event in events}
    assert 3 == len({event[0] for event in events})


def test_split_events_import_and_stubs_are_rejected(site: Site, tmp_path: Path) -> None:
    tests = map(json.loads, (DATA / "panther_tests" / "rule_tests.jsonl").read_text().splitlines())
    logs = [
        test["log"]
        for test in tests
        if "GSuite.ActivityEvent" in (test["log_types"] or ())
        and isinstance(test["log"].get("id"), dict)
    ]

    report = site.take(write_lines(tmp_path / "log.ndjson", logs))[0]

    assert "google_workspace_flat" == report.format
    assert (75, 36) == (report.lines, report.rejected)
    assert {"no time that can be read"} == {reason for _, reason in site.rejects()}
    assert {
        ("admin", "success"): 12,
        ("consent", "success"): 2,
        ("other", "success"): 6,
        ("signin", "failure"): 1,
        ("signin", "success"): 2,
    } == told(site)
