"""Telling victims: planned, approved by somebody else, then sent; dry until `--send`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import notices
from rasid.case import Case, last_analysis, open_case, open_roster
from rasid.cli.decide import By, who_decides
from rasid.cli.on_demand import on_demand
from rasid.cli.standing import NOT_YET, tell_simulated, tell_standing
from rasid.cli.voice import document, say, show, warn
from rasid.clock import DAY, parse_moment, utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.notices import Channel, Content, Covered, Known, Plan, Standing, Timing
from rasid.reports import terminal
from rasid.reports.history import require_campaign
from rasid.reports.wording import counted
from rasid.roster import know_accounts
from rasid.roster.spelling import canonical
from rasid.settings import Home, Settings
from rasid.tables.events import EVENTS

notifies = typer.Typer(
    name="notify",
    cls=on_demand(
        {
            "preview": "rasid.cli.notify_texts:preview",
            "letters": "rasid.cli.notify_texts:letters",
            "codes": "rasid.cli.notify_texts:codes",
            "verify": "rasid.cli.notify_texts:verify",
            "send": "rasid.cli.notify_send:send",
            "record": "rasid.cli.notify_send:record",
            "returned": "rasid.cli.notify_send:returned",
        }
    ),
    help="Tell victims: plan, approve, send; nothing leaves without --send.",
)

Campaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="A campaign's id.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Names = Annotated[bool, typer.Option("--names", help="Tell names and addresses.")]

WHEN = ("now", "batch")


@notifies.command()
def plan(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    when: Annotated[str, typer.Option(metavar="|".join(WHEN), help="When to tell.")] = "now",
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Of a batch: the day before which it waits.")
    ] = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why then; kept and shown.")] = "",
    channel: Annotated[
        str, typer.Option(metavar="|".join(notices.CHANNELS), help="How to tell.")
    ] = "mail",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Plan who is told what, where and when; the same again is the same plan."""
    home: Home = ctx.obj
    now = utc_now()
    timing = _timing(when, until, why, now)
    way = _channel(channel)
    with open_case(home) as case:
        if not tell_standing(case):
            raise UsageError("there is nothing to tell before an analysis.")
        content = content_now(case, campaign_id, timing, way)
    with open_ledger(home) as ledger:
        made, is_new = notices.keep_plan(ledger, content, by=who_decides(by), now=now)
        if as_json:
            document(_told(made, ledger_state(ledger, made), approved_by(ledger, made)))
            return
    _tell_plan(made, is_new=is_new)


@notifies.command()
def approve(ctx: typer.Context, campaign_id: Campaign, *, by: By = None) -> None:
    """Approve the plan as it stands; whoever made it cannot, and any change needs it anew."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
        approval = notices.approve(ledger, made, by=who_decides(by), now=utc_now())
    say(
        f"Approval {approval.number} by {approval.made_by}: plan {made.number} of {campaign_id}, "
        f"SHA-256 {made.sha256}. `rasid notify send {campaign_id}` shows what would leave."
    )


@notifies.command("show")
def show_notices(
    ctx: typer.Context, campaign_id: Campaign, *, names: Names = False, as_json: Json = False
) -> None:
    """Show the plan, who approved it, and what became of each notice."""
    home: Home = ctx.obj
    home.require()
    tell_simulated(home)
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
        found = ledger_state(ledger, made)
        told = _told(made, found, approved_by(ledger, made))
        before = notices.told_before(made, notices.read_events(ledger, campaign_id))
    if not names:
        for row in told["notices"]:
            del row["name"], row["address"]
    if as_json:
        document(told | {"told_before": list(before)})
        return
    show(terminal.notices(told, names=names))
    if before:
        warn(
            f"{counted(len(before), 'notice')} went out under an earlier plan and would not be "
            "written like that now; those people may need a correction."
        )


def ledger_state(ledger: Any, made: Plan) -> tuple[Standing, ...]:  # noqa: ANN401 - SQLAlchemy's engine
    """Return where each notice of a plan stands."""
    return notices.standings(made, notices.read_events(ledger, made.content.campaign_id))


def approved_by(ledger: Any, made: Plan) -> str:  # noqa: ANN401 - as above
    """Return who approved exactly this plan; empty where nobody did."""
    approval = notices.approval_of(ledger, made)
    return approval.made_by if approval else ""


def rows_of(found: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return notices as rows of JSON."""
    return [
        {
            "notice_id": one.notice.notice_id,
            "audience": one.notice.facts.audience,
            "addressee": one.notice.addressee,
            "name": one.notice.facts.name,
            "finding": one.notice.facts.finding,
            "accounts": len(one.notice.facts.accounts),
            "language": one.notice.language,
            "language_from": "rasid.toml" if one.notice.fallback else "roster",
            "channel": one.notice.channel,
            "address": one.notice.address,
            "state": one.state,
            "marks": list(one.marks),
            "attempts": one.attempts,
            "at": one.at.isoformat() if one.at else None,
            "why": one.why or notices.WITHHELD.get(one.notice.withheld, ""),
        }
        for one in found
    ]


def _told(made: Plan, found: Sequence[Standing], approved: str) -> dict[str, Any]:
    timing = made.content.timing
    return {
        "plan": made.number,
        "campaign_id": made.content.campaign_id,
        "made_at": made.made_at.isoformat(),
        "made_by": made.made_by,
        "sha256": made.sha256,
        "approved_by": approved or None,
        "when": timing.when,
        "until": timing.until.isoformat() if timing.until else None,
        "why": timing.why,
        "risk": timing.risk,
        "sender": made.content.sender,
        "totals": notices.totals(found),
        "notices": rows_of(found),
    }


def _tell_plan(made: Plan, *, is_new: bool) -> None:
    content = made.content
    held = [one for one in content.notices if one.withheld]
    state = "is new" if is_new else "is what it was"
    say(
        f"Plan {made.number} of {content.campaign_id} {state}: "
        f"{counted(len(content.notices), 'notice')}, {len(held):,} of them withheld."
    )
    for key, why in notices.WITHHELD.items():
        number = sum(one.withheld == key for one in held)
        if number:
            say(f"Withheld, {number:,}: {why}.")
    if content.timing.risk:
        say(f"It waits until {content.timing.until}: {content.timing.risk}")
    say(
        f"`rasid notify preview {content.campaign_id}` shows the texts; then somebody other than "
        f"{made.made_by} approves: `rasid notify approve {content.campaign_id} --by NAME`."
    )


def _timing(when: str, until: str | None, why: str, now: datetime) -> Timing:
    if when == "now":
        if until is not None:
            raise UsageError("--until is of a batch: --when batch.")
        return Timing("now", None, why.strip(), "")
    if when != "batch":
        raise UsageError(f"--when got {when!r}, expected one of: {', '.join(WHEN)}.")
    if until is None or not why.strip():
        raise UsageError("--when batch needs --until DAY and --why TEXT: waiting is a decision.")
    day = parse_moment(until, option="--until").date()
    if day <= now.date():
        raise UsageError(f"--until got {until!r}, expected a day that is yet to come.")
    return Timing("batch", day, why.strip(), "")


def _channel(name: str) -> Channel:
    for known in notices.CHANNELS:
        if known == name:
            return known
    raise UsageError(f"--channel got {name!r}, expected one of: {', '.join(notices.CHANNELS)}.")


def content_now(case: Case, campaign_id: str, timing: Timing, channel: Channel) -> Content:
    """Return whom a plan would tell what by the last analysis and the roster as it is now."""
    require_campaign(case.engine, campaign_id)
    settings = case.home.settings()
    writer = settings.notify
    for name in ("organisation", "help_desk", "telephone"):
        if not getattr(writer, name).strip():
            message = f"rasid.toml does not say {name} in [notify]: who writes, whom to ask."
            raise UsageError(message)
    with open_roster(case):
        know_accounts(case.engine)
        known = Known(
            seen=notices.read_seen(case.engine, campaign_id),
            listed=notices.read_listed(case.engine),
            under_attack=notices.read_under_attack(case.engine, canonical),
            covered=_covered(case),
        )
    return notices.make_content(
        campaign_id,
        known,
        timing,
        channel,
        writer,
        sender=sender_of(settings, channel),
        key=notices.notice_key_of(case.home),
    )


def still_planned(home: Home, made: Plan) -> frozenset[str]:
    """Return the ids of notices that a plan of this kind would have now."""
    content = made.content
    if not content.notices:
        return frozenset()
    with open_case(home) as case:
        now = content_now(case, content.campaign_id, content.timing, content.notices[0].channel)
    return frozenset(one.notice_id for one in now.notices)


def sender_of(settings: Settings, channel: Channel) -> str:
    """Return from where notices come or through what they go; UsageError where that is not set."""
    if channel == "mail":
        return notices.require_sender(settings.smtp)
    if channel == "webhook":
        notices.require_url(settings.webhook.url)
        return settings.webhook.url
    return ""


def _covered(case: Case) -> Covered:
    """Return the days of the last analysis as far as logs reach."""
    analysis = last_analysis(case)
    if analysis is None:
        raise UsageError(NOT_YET)
    within = set(analysis.window.days())
    logged = [day for day in case.store.days(EVENTS) if day in within]
    if not logged:
        raise UsageError("the logs that were analysed are no longer there.")
    missing = (logged[-1] - logged[0]) // DAY + 1 - len(logged)
    return Covered(logged[0], logged[-1], missing)


def write_file(target: Path, content: bytes) -> None:
    """Write what tells of people, readable by its owner alone; UsageError where it cannot be."""
    draft = target.with_name(f".{target.name}.draft")
    try:
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(target)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}.") from error
