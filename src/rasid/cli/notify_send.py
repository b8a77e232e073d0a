"""What leaves: notices to victims, only with `--send`; and what people learn afterwards."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import notices
from rasid.cli.decide import By, who_decides
from rasid.cli.notify import Campaign, Json, ledger_state, rows_of, sender_of, still_planned
from rasid.cli.simulated import is_simulated
from rasid.cli.voice import document, progress, say, warn
from rasid.clock import utc_now
from rasid.errors import InputError, UsageError
from rasid.ledger import open_ledger
from rasid.notices import (
    EventLog,
    Order,
    Plan,
    SmtpTransport,
    Standing,
    Traced,
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
    with open_ledger(home) as ledger, notices.sending_alone(home):
        made = notices.last_plan(ledger, campaign_id)
        still = still_planned(home, made)
        order = Order(made, who_decides(by), notices.notice_key_of(home), utc_now)
        if not really:
            found = ledger_state(ledger, made)
            _tell_dry(made, found, notices.to_send(found, still), as_json=as_json)
            return
        transport = ready(home, ledger, made)
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
        found = [
            one
            for one in notices.every_notice(ledger, campaign_id).values()
            if one.standing.notice.addressee == person
            and address in (None, one.standing.notice.address)
        ]
        fitting = [one for one in found if _fits(one, what, made.number)]
        if not fitting:
            problem = "none that was sent" if found else "none"
            raise UsageError(f"of notices to {person!r}, {campaign_id} has {problem}.")
        _record(ledger, fitting, what, why.strip(), who_decides(by))
    say(f"Recorded of {counted(len(fitting), 'notice')} to {person}: {what}.")


def returned(
    ctx: typer.Context,
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Messages, mboxes, or folders of them.")
    ],
    *,
    by: By = None,
) -> None:
    """Record what mail that came back says: delivery reports and replies; the rest is passed by."""
    home: Home = ctx.obj
    home.require()
    recorded = {"bounced": 0, "answered": 0}
    others = 0
    with open_ledger(home) as ledger:
        known = notices.every_notice(ledger)
        said = {(name, mark) for name, one in known.items() for mark in one.standing.marks}
        for raw in _messages(paths):
            told = notices.read_returned(raw)
            found = [known[name] for name in told.notice_ids if name in known] if told else []
            fitting = [one for one in found if told and _fits(one, told.what, one.plan.number)]
            if told is None or not fitting:
                others += 1
                continue
            ids = {one.standing.notice.notice_id: one for one in fitting}
            anew = [one for name, one in ids.items() if (name, told.what) not in said]
            _record(ledger, anew, told.what, told.why, who_decides(by))
            said |= {(name, told.what) for name in ids}
            recorded[told.what] += len(anew)
    say(
        f"Recorded {recorded['bounced']:,} bounced and {recorded['answered']:,} answered; "
        f"{counted(others, 'message')} told of no notice that was sent."
    )


def _fits(one: Traced, what: str, latest: int) -> bool:
    """Say whether it can be so: what was sent under any plan comes back, the latest is handed."""
    if what == "delivered":
        return one.plan.number == latest
    return one.standing.state in ("sent", "unknown")


def _record(ledger: Any, found: Sequence[Traced], what: str, why: str, by: str) -> None:  # noqa: ANN401 - SQLAlchemy's engine
    for one in found:
        log = EventLog(ledger, one.plan, by)
        log.append(one.standing.notice.notice_id, what, one.standing.attempts, why, utc_now())


def _messages(paths: Sequence[Path]) -> Iterator[bytes]:
    """Yield the messages of files and folders; an mbox holds many."""
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_dir():
                continue
            try:
                yield from _split(file.read_bytes())
            except OSError as error:
                raise InputError(file, f"cannot be read: {error.strerror}.") from error


def _split(raw: bytes) -> Iterator[bytes]:
    if not raw.startswith(b"From "):
        yield raw
        return
    yield from re.split(rb"(?:\A|\n\r?\n)From [^\n]*\n", raw)[1:]


def ready(home: Home, ledger: Any, made: Plan) -> Transport:  # noqa: ANN401 - SQLAlchemy's engine
    """Return how a plan is sent; UsageError where it may not be now, or there is nobody to tell."""
    if is_simulated(home):
        raise UsageError(f"{home.root} holds a simulated month: there is nobody to tell.")
    notices.require_sendable(ledger, made, utc_now().date())
    return _transport(home, made)


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
