"""Reports on a campaign: for those who know its people, and for everybody."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rasid.case import Case, open_case
from rasid.cli.campaigns import facts_of, inputs_of
from rasid.cli.decide import By
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import tell_standing
from rasid.cli.voice import say
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.languages import LANGUAGES
from rasid.ledger import open_ledger
from rasid.reports import write_report
from rasid.reports.page import FORMATS
from rasid.reports.publications import publish, read_basis
from rasid.settings import Home

_OF_PUBLIC = "--known, --given, --k, --previous, --coarsen, --check, --text and --accept-risk"


Lang = Annotated[str, typer.Option(metavar="|".join(LANGUAGES), help="Its language.")]
Format = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="Its form.")]
Public = Annotated[
    bool, typer.Option("--public", help="For everybody: nobody can be recognised in it.")
]
Check = Annotated[
    bool, typer.Option("--check", help="Only show what the public one's checks find.")
]
Coarsen = Annotated[
    bool, typer.Option("--coarsen", help="Word it more coarsely until the checks pass.")
]
K = Annotated[
    int | None,
    typer.Option("--k", min=2, metavar="N", help="Tell no smaller group apart.", show_default="5"),
]
KnownFile = Annotated[
    Path | None, typer.Option("--known", metavar="FILE", help="CSV of people others could list.")
]
Given = Annotated[
    list[str], typer.Option(metavar="COLUMN=VALUE", help="What others know of all who are meant.")
]
Previous = Annotated[
    list[Path], typer.Option(metavar="FILE", help="An earlier disclosure, told elsewhere.")
]
Text = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Check a text of your own for misreading.")
]
AcceptRisk = Annotated[
    bool, typer.Option("--accept-risk", help="Write it though the checks found something.")
]
Why = Annotated[str, typer.Option(metavar="TEXT", help="Why the risk is accepted.")]
Json = Annotated[bool, typer.Option("--json", help="With --check: print one JSON document.")]


def report(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Annotated[str, typer.Argument(metavar="CAMPAIGN", help="A campaign's id.")],
    *,
    lang: Lang = "en",
    file_format: Format = "html",
    public: Public = False,
    check: Check = False,
    coarsen: Coarsen = False,
    k: K = None,
    known: KnownFile = None,
    given: Given = [],  # noqa: B006 - typer's way to say that none is given
    previous: Previous = [],  # noqa: B006
    text: Text = None,
    accept_risk: AcceptRisk = False,
    why: Why = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Write the report on a campaign into the home: for yourselves, or --public for everybody."""
    if not (public or check):
        if coarsen or k or known or given or previous or text or accept_risk or why or as_json:
            raise UsageError(f"{_OF_PUBLIC} are of --public.")
        with open_case(ctx.obj) as case:
            tell_standing(case)
            say(f"Wrote {report_on(case, campaign_id, file_format, lang)}.")
        return
    # Loading what checks a disclosure takes half a second, and a report does without it.
    from rasid.cli.disclose import Asked, disclose  # noqa: PLC0415

    if as_json and not check:
        raise UsageError("--json is of --check.")
    if accept_risk and not why.strip():
        raise UsageError("--accept-risk needs --why TEXT: it is recorded.")
    asked = Asked(campaign_id, lang, file_format, k, known, tuple(given), tuple(previous), text)
    disclose(
        ctx.obj,
        asked,
        coarsen=coarsen,
        why=why.strip() if accept_risk else "",
        by=by,
        check=check,
        as_json=as_json,
    )


def report_on(case: Case, campaign_id: str, file_format: str = "html", lang: str = "en") -> Path:
    """Write a campaign's report, record what it said, and return where it is."""
    home: Home = case.home
    now, facts = utc_now(), facts_of(case, campaign_id)
    simulated = is_simulated(home)
    path = write_report(facts, home.reports, file_format, lang, made_at=now, simulated=simulated)
    with open_ledger(home) as ledger:
        publish(
            ledger,
            home.root,
            campaign_id,
            path,
            numbers={**asdict(facts.funnel.total), "bounds": facts.bounds},
            basis=read_basis(case.engine, campaign_id),
            inputs=inputs_of(case),
            now=now,
        )
    return path
