import getpass
from typing import Annotated, Any

import typer

from rasid import campaigns
from rasid.campaigns import OF_CLAIMS, About, Decision
from rasid.campaigns.deciding import asked_source, asked_split, sessions_of
from rasid.case import Case, open_case
from rasid.cli.known import remember_now
from rasid.cli.on_demand import on_demand
from rasid.cli.voice import say, warn
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports.history import require_campaign
from rasid.reports.wording import counted
from rasid.settings import Home

decides = typer.Typer(
    name="decide",
    cls=on_demand(
        {
            name: f"rasid.cli.decide_actors:{name}"
            for name in ("attribute", "challenge", "add", "claim", "reject")
        }
    ),
    help="Decide what the evidence cannot; the next analysis respects it.",
)

Campaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="A campaign's id.")]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="Why; kept and shown.")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="NAME", help="Who decides.", show_default="the user's name"),
]
Listed = Annotated[list[str], typer.Option(metavar="ID", help="A session; may be repeated.")]


@decides.command()
def confirm(ctx: typer.Context, campaign_id: Campaign, *, why: Why, by: By = None) -> None:
    """Keep a campaign shown, however likely the evidence makes it."""
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
    record(ctx.obj, "confirm", why, by, campaign_id=campaign_id)
    remember_now(ctx.obj)


@decides.command()
def merge(
    ctx: typer.Context,
    campaign_id: Campaign,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="What is part of it.")],
    *,
    why: Why,
    by: By = None,
) -> None:
    """Make two campaigns one, which keeps the id of the first."""
    if campaign_id == other:
        raise UsageError(f"{campaign_id} cannot be merged with itself.")
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
        require_campaign(case.engine, other)
    record(ctx.obj, "merge", why, by, campaign_id=campaign_id, other_id=other)


@decides.command()
def split(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    session: Listed = [],  # noqa: B006 - typer's way to say that none is given
    account: Annotated[
        list[str], typer.Option(metavar="ADDRESS", help="An account; may be repeated.")
    ] = [],  # noqa: B006
    why: Why,
    by: By = None,
) -> None:
    """Make a campaign of its own of some sessions or accounts of another."""
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
        about, other = asked_split(case.engine, campaign_id, session, account)
    record(ctx.obj, "split", why, by, campaign_id=campaign_id, other_id=other, about=about)


@decides.command()
def innocent(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    *,
    address: Annotated[str, typer.Option(metavar="IP", help="An address.")] = "",
    network: Annotated[
        str, typer.Option(metavar="N", help="AS64500, or a range: 192.0.2.0/24.")
    ] = "",
    session: Annotated[str, typer.Option(metavar="ID", help="One session.")] = "",
    fingerprint: Annotated[str, typer.Option(metavar="F", help="A client's fingerprint.")] = "",
    why: Why,
    by: By = None,
) -> None:
    """Leave a source out: none of its sessions is hostile."""
    with open_case(ctx.obj) as case:
        about = asked_source(
            case.engine, address=address, network=network, fingerprint=fingerprint, session=session
        )
        _tell_reach(case, about)
    record(ctx.obj, "innocent", why, by, about=about)


@decides.command()
def undo(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="The decision's number.")],
    *,
    why: Why,
    by: By = None,
) -> None:
    """Take a decision back; both stay on record."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = campaigns.undo(ledger, number, why=why, by=who_decides(by), now=utc_now())
    _tell(made)


def record(home: Home, kind: str, why: str, by: str | None, **what: Any) -> None:  # noqa: ANN401
    """Append a decision to the ledger and tell it."""
    with open_ledger(home) as ledger:
        made = campaigns.decide(ledger, kind, why=why, by=who_decides(by), now=utc_now(), **what)
    _tell(made)


def who_decides(by: str | None) -> str:
    """Return who decides; without a name given, the user of the system."""
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("the system does not say who you are; --by NAME does.") from None


def _tell(made: Decision) -> None:
    applies = "" if made.kind in OF_CLAIMS else " `rasid analyse` applies it."
    say(f"Decision {made.number}: {made.describe()}.{applies}")


def _tell_reach(case: Case, about: About) -> None:
    sessions = sessions_of(case.engine, about)
    if sessions:
        say(f"The last analysis has {counted(sessions, 'session')} of it.")
    else:
        warn("the last analysis has no session of it; the decision is kept all the same.")
