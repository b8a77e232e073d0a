"""`rasid check`: the content of a home, and the packaged content, held against all their rules."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from rasid.clock import utc_now
from rasid.detecting import make_sessions, own_folders
from rasid.detections import Rule, cases_file, read_cases, read_rule, rule_files, try_cases
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.findings import Finding, FoundError, one_of
from rasid.settings import Home, Settings
from rasid.sources import check_cases, examine


def check(home: Home) -> list[Finding]:
    """Return everything that is wrong with a home's settings, log formats and rules, by line.

    Raises UsageError where there is no home.
    """
    home.require()
    findings: list[Finding] = []
    settings = Settings()
    try:
        settings = home.settings()
    except FoundError as error:
        findings.append(error.finding)
    with tempfile.TemporaryDirectory() as scratch, DuckDB(settings, Path(scratch)) as engine:
        examined = examine(home, engine, packaged_too=True)
        findings += examined.findings
        findings += check_cases(home, examined, engine, utc_now())
        findings += _check_rules(home, settings, engine)
    return sorted(findings, key=lambda found: (str(found.path), found.line or 0, found.problem))


def _check_rules(home: Home, settings: Settings, engine: DuckDB) -> list[Finding]:
    """Return what is wrong with the packaged rules, and with a home's own and their cases."""
    folders = own_folders(home, settings)
    try:
        paths = rule_files(folders)
    except UsageError as error:
        return [Finding(home.settings_file, None, "rules", str(error).rstrip("."), "a folder")]
    findings: list[Finding] = []
    seen: dict[str, Path] = {}
    for path in paths:
        rule, found = read_rule(path, settings.parameters.get(path.stem, {}))
        findings += found
        if path.stem in seen:
            came = f"another rule is named {path.stem!a} too: {seen[path.stem]}"
            findings.append(Finding(path, None, "", came, "a name of its own"))
        seen[path.stem] = path
        if rule and any(path.is_relative_to(folder) for folder in folders):
            findings += _check_rule_cases(rule, engine)
    for name in settings.parameters.keys() - seen.keys():
        came = f"there is no rule {name!a}"
        findings.append(Finding(home.settings_file, None, "parameters", came, one_of(seen, name)))
    return findings


def _check_rule_cases(rule: Rule, engine: DuckDB) -> Iterator[Finding]:
    path = cases_file(rule)
    if not path.is_file():
        came, expected = "the rule has no cases", f"{path.name} beside it"
        yield Finding(rule.path, None, "", came, expected, level="warning")
        return
    cases, findings = read_cases(path)
    yield from findings
    for tried in try_cases(engine, rule, cases, make_sessions):
        for problem in tried.problems:
            yield Finding(
                path, None, tried.case, problem.split("; expected ")[0], "what it expects"
            )
