"""`rasid check`: the content of a home, and the packaged content, held against all their rules."""

import tempfile
from pathlib import Path

from rasid.clock import utc_now
from rasid.engines.duckdb import DuckDB
from rasid.findings import Finding, FoundError
from rasid.settings import Home, Settings
from rasid.sources import check_cases, examine


def check(home: Home) -> list[Finding]:
    """Return everything that is wrong with a home's settings and log formats, by file and line.

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
    return sorted(findings, key=lambda found: (str(found.path), found.line or 0, found.problem))
