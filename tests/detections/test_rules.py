"""Each packaged rule against its cases, and what holds of all of them."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.detecting import Named, rule_named, try_named
from rasid.detections import Rule, rule_files, sigma_files
from rasid.detections.case_runs import cases_file, read_cases
from rasid.detections.content import load_rules
from rasid.detections.files import CASES, packaged_folder
from rasid.engines.duckdb import DuckDB
from rasid.settings import Home, Settings

RULES = load_rules([])
NEEDED_BY_ISSUE = {
    "account_discovery",
    "bulk_mail_access",
    "consent_phishing",
    "credential_stuffing",
    "delegation",
    "device_code_phishing",
    "external_forwarding",
    "factor_fatigue",
    "factor_fatigue_yes",
    "factor_refused",
    "foothold_after_entry",
    "government_warning",
    "hiding_rule",
    "impossible_travel",
    "mail_export",
    "password_guessing",
    "password_spray",
    "password_spray_slow",
    "recovery_abuse",
    "recovery_chain",
    "reset_by_stranger",
    "session_replay",
    "tracked_address",
    "vendor_warning",
}


@pytest.fixture(scope="module")
def confined() -> Iterator[DuckDB]:
    """Return an engine that reaches no file, as an analysis runs rules on one."""
    with tempfile.TemporaryDirectory() as spill, DuckDB(Settings(threads=1), Path(spill)) as engine:
        engine.confine(Path(spill))
        yield engine


def test_packaged_rules_are_sound() -> None:
    assert () == RULES.broken
    assert set() == NEEDED_BY_ISSUE - {rule.id for rule in RULES.sound}


@pytest.mark.parametrize("rule", RULES.sound, ids=lambda rule: rule.id)
def test_rule_does_as_its_cases_say(confined: DuckDB, rule: Rule) -> None:
    """A rule fires and stays silent as its file of cases says, and has cases of both."""
    cases, findings = read_cases(cases_file(rule.path))
    assert [] == findings

    tried = list(try_named(confined, Named(rule.path, (rule,)), cases))

    assert {True, False} == {one.fires for one in tried}
    assert [] == [(one.case, one.problems) for one in tried if one.problems]


@pytest.mark.parametrize("path", sigma_files([]), ids=lambda path: path.stem)
def test_sigma_rule_does_as_its_cases_say(confined: DuckDB, path: Path, tmp_path: Path) -> None:
    """The same of rules in Sigma."""
    named = rule_named(Home(tmp_path), Settings(), str(path))
    cases, findings = read_cases(cases_file(path))
    assert [] == findings

    tried = list(try_named(confined, named, cases))

    assert {True, False} == {one.fires for one in tried}
    assert [] == [(one.case, one.problems) for one in tried if one.problems]


def test_cases_are_of_rules() -> None:
    files = {path.name.removesuffix(CASES) for path in packaged_folder().glob(f"*{CASES}")}

    assert {path.stem for path in (*rule_files([]), *sigma_files([]))} == files


def test_thresholds_say_why() -> None:
    reasons = [(r.id, p.name, p.reason) for r in RULES.sound for p in r.parameters]

    assert [] == [one for one in reasons if len(one[2]) < len("as logged")]
