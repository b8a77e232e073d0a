from typing import Annotated

import typer

from rasid import checks
from rasid.cli.voice import document, say
from rasid.reports.wording import counted
from rasid.settings import Home

FOUND = 1


def check(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Check the settings, log formats and rules of the home, and the packaged ones."""
    home: Home = ctx.obj
    findings = checks.check(home)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        document(
            [
                {
                    "file": str(finding.path),
                    "line": finding.line,
                    "level": finding.level,
                    "key": finding.key,
                    "came": finding.came,
                    "expected": finding.expected,
                }
                for finding in findings
            ]
        )
    else:
        say(*(f"warning: {f}" if f.level == "warning" else str(f) for f in findings))
        told = [counted(errors, "error")] if errors else ["nothing is wrong"]
        warnings = len(findings) - errors
        told += [counted(warnings, "warning")] if warnings else []
        say(f"Checked {home.root} and what is packaged: {', '.join(told)}.")
    if errors:
        raise typer.Exit(FOUND)
