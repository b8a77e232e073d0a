"""Locking an intruder out: the plan, its files, and how far each step is."""

from typing import Annotated

import typer

from rasid import responding
from rasid.case import Case, open_case
from rasid.cli.decide import By, Campaign, Why, who_decides
from rasid.cli.standing import tell_standing
from rasid.cli.voice import document, say, show, warn
from rasid.clock import parse_moment, utc_now
from rasid.errors import UsageError
from rasid.languages import language_of
from rasid.ledger import open_ledger
from rasid.reports import terminal
from rasid.reports.history import require_campaign
from rasid.reports.wording import counted
from rasid.responding import Plan, PlannedAccount
from rasid.settings import Home

responds = typer.Typer(
    name="respond", help="Lock an intruder out of accounts; rasid itself touches none of them."
)

Accounts = Annotated[
    bool, typer.Option("--accounts", help="Show addresses, and the logs' own words.")
]
Ours = Annotated[
    list[str],
    typer.Option("--ours", metavar="DOMAIN", help="A domain that the logs cover; may be repeated."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@responds.command()
def plan(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    ours: Ours = [],  # noqa: B006 - typer's way to say that none is given
    lang: Annotated[str, typer.Option(metavar="en|ar|fa", help="Of the steps in plan.txt.")] = "en",
    accounts: Accounts = False,
    as_json: Json = False,
) -> None:
    """Write what to do for each account, with commands and hand-offs, and show it."""
    code = language_of(lang).code
    home: Home = ctx.obj
    with open_case(home) as case:
        made, said = _planned(case, campaign_id, ours)
    files = responding.write_plan(made, said, home, made_at=utc_now(), lang=code)
    told = responding.plan_document(made, said, accounts=accounts)
    if as_json:
        document({**told, "files": list(map(str, files))})
        return
    show(terminal.response(told))
    say("", f"Wrote {counted(len(files), 'file')} to {files[0].parent}; they hold accounts.")
    warn("nothing was done to any account: a human runs the commands, line by line.")


@responds.command(name="show")
def show_plan(
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    ours: Ours = [],  # noqa: B006
    accounts: Accounts = False,
    as_json: Json = False,
) -> None:
    """Show how far each step is, and what the logs suggest; write nothing."""
    with open_case(ctx.obj) as case:
        made, said = _planned(case, campaign_id, ours)
    told = responding.plan_document(made, said, accounts=accounts)
    if as_json:
        document(told)
    else:
        show(terminal.response(told))


@responds.command()
def mark(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="An address, or its A-… of the plan.")
    ],
    step: Annotated[str, typer.Argument(metavar="STEP", help="A step of its plan.")],
    state: Annotated[str, typer.Argument(metavar="|".join(responding.STATES))],
    *,
    why: Why,
    by: By = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="When it was so, UTC; else: now.")
    ] = None,
) -> None:
    """Say how far a step is; it stays on record and the last word holds."""
    home: Home = ctx.obj
    moment = None if at is None else parse_moment(at, option="--at")
    with open_case(home) as case:
        made, _ = _planned(case, campaign_id, (), aloud=False)
    found = _account(made, account)
    _require_step(found, step)
    with open_ledger(home) as ledger:
        said = responding.mark(
            ledger,
            campaign_id,
            found.affected.account,
            step,
            state,
            why=why,
            by=who_decides(by),
            now=utc_now(),
            at=moment,
        )
    say(f"{found.reference}: {said.step} is {said.state}, says {said.made_by}.")


def _planned(
    case: Case, campaign_id: str, ours: list[str] | tuple[str, ...], *, aloud: bool = True
) -> tuple[Plan, dict[tuple[str, str], responding.Mark]]:
    """Return the plan for a campaign and the last word on each step."""
    if aloud:
        tell_standing(case)
    require_campaign(case.engine, campaign_id)
    within = responding.campaigns_within(case.engine, campaign_id)
    with open_ledger(case.home) as ledger:
        said = responding.last_marks(responding.read_marks(ledger, within))
    return responding.plan_response(case.engine, campaign_id, ours), dict(said)


def _account(made: Plan, asked: str) -> PlannedAccount:
    wanted = asked.strip()
    for one in made.accounts:
        if wanted == one.reference or wanted.lower() == one.affected.account:
            return one
    known = ", ".join(one.reference for one in made.accounts) or "none"
    raise UsageError(f"there is no account {asked!r} in the plan; known: {known}.")


def _require_step(found: PlannedAccount, step: str) -> None:
    known = [one.step for one in found.steps]
    if step not in known:
        raise UsageError(
            f"{found.reference} has no step {step!r}, expected one of: {', '.join(known)}."
        )
