"""What leaves: notices to victims, only with `--send`; and what people learn afterwards."""

from typing import Annotated, Any

import typer

from rasid import notices
from rasid.cli.decide import By, who_decides
from rasid.cli.notify import Campaign, Json, ledger_state, rows_of, sender_of, still_planned
from rasid.cli.simulated import is_simulated
from rasid.cli.voice import document, progress, say, warn
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.notices import (
    EventLog,
    Order,
    Plan,
    SmtpTransport,
    Standing,
    Transport,
    WebhookTransport,
)
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.signing import signer_of

FOUND = 1


def send(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    really: Annotated[
        bool, typer.Option("--send", help="Send; else what would leave is only shown.")
    ] = False,
    resend_unknown: Annotated[
        bool,
        typer.Option("--resend-unknown", help="Also those that may have arrived; needs --why."),
    ] = False,
    why: Annotated[str, typer.Option(metavar="TEXT", help="Why these are sent again.")] = "",
    by: By = None,
    as_json: Json = False,
) -> None:
    """Send what waits and what failed, each at most once; exit code 1 if not all of it left."""
    home: Home = ctx.obj
    home.require()
    now = utc_now()
    with open_ledger(home) as ledger, notices.sending_alone(home):
        made = notices.last_plan(ledger, campaign_id)
        still = still_planned(home, made)
        order = Order(made, who_decides(by), notices.notice_key_of(home), utc_now)
        if not really:
            found = ledger_state(ledger, made)
            _tell_dry(made, found, notices.to_send(found, still), as_json=as_json)
            return
        if is_simulated(home):
            raise UsageError(f"{home.root} holds a simulated month: there is nobody to tell.")
        notices.require_sendable(ledger, made, now.date())
        transport = _transport(home, made)
        if resend_unknown:
            again = notices.resend_unknown(ledger, order, why)
            warn(f"{counted(again, 'notice')} may arrive twice: {why.strip()}.")
        due = notices.to_send(ledger_state(ledger, made), still)
        left = _send(ledger, order, due, transport)
        found = ledger_state(ledger, made)
    _tell_end(made, found, still, as_json=as_json)
    if not left:
        raise typer.Exit(FOUND)


def record(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Or the organisation.")],
    what: Annotated[str, typer.Argument(metavar="|".join(notices.RECORDABLE))],
    *,
    why: Annotated[str, typer.Option(metavar="TEXT", help="What came, or how they were told.")],
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of several: which.")
    ] = None,
    by: By = None,
) -> None:
    """Record that a notice came back, was answered, or was delivered by hand."""
    if what not in notices.RECORDABLE:
        known = ", ".join(notices.RECORDABLE)
        raise UsageError(f"what to record got {what!r}, expected one of: {known}.")
    if not why.strip():
        raise UsageError("--why is empty; it says what came, or how they were told.")
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
        states = ("sent", "unknown") if what != "delivered" else notices.STATES
        found = [
            one
            for one in ledger_state(ledger, made)
            if one.notice.addressee == person and address in (None, one.notice.address)
        ]
        fitting = [one for one in found if one.state in states]
        if not fitting:
            problem = "none that was sent" if found else "none"
            raise UsageError(f"of notices to {person!r}, plan {made.number} has {problem}.")
        log = EventLog(ledger, made, who_decides(by))
        for one in fitting:
            log.append(one.notice.notice_id, what, one.attempts, why.strip(), utc_now())
    say(f"Recorded of {counted(len(fitting), 'notice')} to {person}: {what}.")


def _transport(home: Home, made: Plan) -> Transport:
    settings = home.settings()
    channels = {one.channel for one in made.content.notices}
    if "letter" in channels or not channels:
        raise UsageError("the plan is of letters; `rasid notify letters` prints them.")
    (channel,) = channels
    if sender_of(settings, channel) != made.content.sender:
        message = f"plan {made.number} goes from {made.content.sender}, and rasid.toml says another"
        raise UsageError(f"{message}; plan and approve anew.")
    if channel == "mail":
        return SmtpTransport(settings.smtp, settings.notify.organisation, utc_now)
    return WebhookTransport(settings.webhook, signer_of(home), utc_now)


def _send(ledger: Any, order: Order, due: list[Standing], transport: Transport) -> bool:  # noqa: ANN401 - SQLAlchemy's engine
    """Send what is due and say what did not go well; return whether all of it left."""
    left = 0
    try:
        with progress("Notices") as told:
            for done, (notice, state, why) in enumerate(
                notices.send_all(ledger, order, due, transport), start=1
            ):
                told(notice.addressee, done, len(due))
                left += state == "sent"
                if state != "sent":
                    warn(f"{notice.addressee}: {state}: {why}.")
    except UsageError as error:
        warn(str(error))
    return left == len(due)


def _tell_dry(
    made: Plan, found: tuple[Standing, ...], due: list[Standing], *, as_json: bool
) -> None:
    if as_json:
        rows = [
            {k: v for k, v in row.items() if k not in ("name", "address")} for row in rows_of(due)
        ]
        document({"plan": made.number, "totals": notices.totals(found), "would_send": rows})
        return
    say(
        *(
            f"{one.notice.addressee}: {one.notice.facts.finding}, {one.notice.language}"
            for one in due
        )
    )
    say(
        f"Nothing was sent. With --send {counted(len(due), 'notice')} of plan {made.number} would "
        f"go by {_ways(due)}; {sum_of(found)}."
    )


def _tell_end(
    made: Plan, found: tuple[Standing, ...], still: frozenset[str], *, as_json: bool
) -> None:
    if as_json:
        document({"plan": made.number, "totals": notices.totals(found)})
    else:
        say(f"Plan {made.number}: {sum_of(found)}.")
    waiting = [one for one in found if one.state in ("waiting", "failed")]
    otherwise = sum(one.notice.notice_id not in still for one in waiting)
    if otherwise:
        warn(
            f"{counted(otherwise, 'notice')} stayed here: by the roster or the logs of today they "
            "would not be sent like that; `rasid notify plan` plans anew."
        )


def sum_of(found: tuple[Standing, ...]) -> str:
    """Say how the planned notices stand, as a sum."""
    totals = notices.totals(found)
    parts = " + ".join(f"{totals[state]:,} {state}" for state in notices.STATES)
    return f"{totals['planned']:,} planned = {parts}"


def _ways(due: list[Standing]) -> str:
    return " and ".join(sorted({one.notice.channel for one in due})) or "no way"
