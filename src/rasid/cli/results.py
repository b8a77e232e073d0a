from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from rasid import reports
from rasid.case import Case, open_case
from rasid.cli.show_websites import explain_domain
from rasid.cli.standing import tell_standing
from rasid.cli.voice import document, say, show
from rasid.engines.engine import far_engine, files_of
from rasid.errors import UsageError
from rasid.reports import (
    ExplainedSignal,
    Explanation,
    LeftOut,
    RawLines,
    plain,
    terminal,
)
from rasid.reports.explain import NUMBERS
from rasid.reports.exports import EXPORTS, OCSF
from rasid.reports.exports import FORMATS as EXPORT_FORMATS
from rasid.reports.ocsf_export import export_ocsf
from rasid.reports.wording import counted
from rasid.sources import raw_lines
from rasid.tables.events import EVENTS

LINES_ON_A_TERMINAL = 10


def explain(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Annotated[
        str | None,
        typer.Argument(metavar="[CAMPAIGN]", help="A campaign's id; else what was left out."),
    ] = None,
    *,
    account: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of one account.")] = None,
    session: Annotated[str | None, typer.Option(metavar="ID", help="Of one session.")] = None,
    address: Annotated[str | None, typer.Option(metavar="IP", help="Of one address.")] = None,
    domain: Annotated[
        str | None, typer.Option(metavar="NAME", help="Why a website's name is judged so.")
    ] = None,
    number: Annotated[
        str | None, typer.Option(metavar="|".join(NUMBERS), help="Behind one number.")
    ] = None,
    signal: Annotated[str | None, typer.Option(metavar="ID", help="Of one signal alone.")] = None,
    lines: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="Show N raw lines; else 10, and all with --json."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Show the evidence behind a campaign, a number or a signal, or why something is in none."""
    if campaign_id is None and number is not None:
        raise UsageError("--number is of a campaign, but no CAMPAIGN was given.")
    if domain is not None:
        explain_domain(ctx.obj, domain, as_json=as_json)
        return
    most = lines if lines is not None or as_json else LINES_ON_A_TERMINAL
    narrowed = {"account": account, "session": session, "address": address}
    shown: RenderableType
    found: Explanation | LeftOut | ExplainedSignal
    with open_case(ctx.obj) as case:
        tell_standing(case)
        kept = _kept_lines(case)
        if signal is not None:
            if any((campaign_id, *narrowed.values())):
                raise UsageError("--signal stands alone: a signal has all of its events.")
            found = reports.explain_signal(case.engine, signal, kept, most)
            shown = terminal.explained_signal(found)
        elif campaign_id is None:
            found = reports.explain_left_out(
                case.engine, raw_lines=kept, most_lines=most, **narrowed
            )
            shown = terminal.left_out(found)
        else:
            found = reports.explain(
                case.engine, campaign_id, raw_lines=kept, most_lines=most, number=number, **narrowed
            )
            shown = terminal.explanation(found)
    if as_json:
        document(plain(found))
    else:
        show(shown)


def _kept_lines(case: Case) -> RawLines:
    return lambda wanted: raw_lines(case.home, case.store, case.engine, wanted)


def export(
    ctx: typer.Context,
    what: Annotated[str, typer.Argument(metavar="|".join(EXPORTS))],
    *,
    output: Annotated[Path, typer.Option(metavar="FILE", help="Where to write.")],
    file_format: Annotated[
        str,
        typer.Option("--format", metavar="|".join((*EXPORT_FORMATS, OCSF)), help="How to write."),
    ] = "csv",
) -> None:
    """Write a table as a file for other tools."""
    with open_case(ctx.obj) as case:
        tell_standing(case)
        if (what, file_format) == ("events", OCSF):
            rows = _as_ocsf(case, output)
        else:
            rows = reports.export(case.engine, what, file_format, output)
    say(f"Wrote {counted(rows, 'row')} to {output}.")


def _as_ocsf(case: Case, output: Path) -> int:
    """Have the engine of the home write all events as OCSF."""
    with far_engine(case.home.settings(), case.engine, case.scratch) as far:
        if far is not case.engine:
            far.view(EVENTS, case.store.parts(EVENTS))
        return export_ocsf(case.engine, output, files_of(far))
