"""`rasid check`: the content of a home, and the packaged content, held against all their rules."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from rasid.clock import utc_now
from rasid.detecting import Named, rule_named, try_named
from rasid.detections import own_folders, rule_files, sigma_files
from rasid.detections.case_runs import cases_file, read_cases
from rasid.detections.cases import ONE_OF_EACH
from rasid.detections.content import read_rule
from rasid.detections.vendor import stated_sigma
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
            findings += _check_rule_cases(Named(path, (rule,)), engine)
    findings += _check_sigma(home, settings, engine, seen)
    for name in settings.parameters.keys() - seen.keys():
        came = f"there is no rule {name!a}"
        findings.append(Finding(home.settings_file, None, "parameters", came, one_of(seen, name)))
    return findings


def _check_sigma(
    home: Home, settings: Settings, engine: DuckDB, seen: dict[str, Path]
) -> Iterator[Finding]:
    """Yield which Sigma rules could never run, which never read anything, and whose cases fail."""
    folders = own_folders(home, settings)
    files = sigma_files(folders)
    stated = stated_sigma(files, settings.placeholders).distinct()
    yield from (one.finding for one in stated.broken)
    for rule in stated.sound:
        if rule.id in seen:
            came = f"another rule is named {rule.id!a} too: {seen[rule.id]}"
            yield Finding(rule.path, rule.line, "", came, "a name of its own")
    sound = {rule.path for rule in stated.sound} - {one.path for one in stated.broken}
    for path in files:
        own = any(path.is_relative_to(folder) for folder in folders)
        if own and path in sound and cases_file(path).is_file():
            yield from _check_rule_cases(rule_named(home, settings, str(path)), engine)


def _check_rule_cases(named: Named, engine: DuckDB) -> Iterator[Finding]:
    path = cases_file(named.path)
    if not path.is_file():
        came, expected = "the rule has no cases", f"{path.name} beside it"
        yield Finding(named.path, None, "", came, expected, level="warning")
        yield from _check_alone(named, engine)
        return
    cases, findings = read_cases(path)
    yield from findings
    for tried in try_named(engine, named, cases):
        for problem in tried.problems:
            yield Finding(
                path, None, tried.case, problem.split("; expected ")[0], "what it expects"
            )


def _check_alone(named: Named, engine: DuckDB) -> Iterator[Finding]:
    """Yield why a rule without cases could not run, told by trying it on one event."""
    if named.is_sigma:
        return
    (tried,) = try_named(engine, named, [ONE_OF_EACH])
    for problem in tried.problems:
        if not problem.startswith("got "):
            came = problem.removeprefix(f"{named.path}:{named.rules[0].line}: ").rstrip(".")
            yield Finding(named.path, named.rules[0].line, "", came, "a rule that can run")
