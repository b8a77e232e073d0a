"""Texts of notices, letters to print, and the codes by which they are checked."""

from pathlib import Path
from typing import Annotated

import typer

from rasid import notices
from rasid.cli.notify import Campaign, Json, ledger_state, still_planned, write_file
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.languages import LANGUAGES, language_of
from rasid.ledger import open_ledger
from rasid.notices import Checked, CodeRow, Notice, Plan, Standing
from rasid.notices.plan import PLACEHOLDER
from rasid.notices.texts import Text, text_of
from rasid.reports import terminal
from rasid.reports.wording import counted
from rasid.settings import Home

FOUND = 1
FORMATS = ("text", "html", "pdf")
BY_HAND = ("no_safe_address", "no_administrator", "administrator_attacked")
"""Withheld notices that people can still hand over."""

_MARKS = dict.fromkeys((0x2066, 0x2068, 0x2069))

Output = Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write.")]


def preview(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    person: Annotated[
        str | None, typer.Option(metavar="ID", help="Of one person or organisation.")
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            metavar="|".join(LANGUAGES), help="In a language.", show_default="the addressee's"
        ),
    ] = None,
    file_format: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="Its form.")
    ] = "text",
    output: Output = None,
) -> None:
    """Show texts as they would be sent, with a code that is none."""
    if file_format not in FORMATS:
        raise UsageError(f"--format got {file_format!r}, expected one of: {', '.join(FORMATS)}.")
    if file_format == "pdf" and output is None:
        raise UsageError("--format pdf needs --output FILE.")
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
    language = language_of(lang) if lang else None
    texts = [
        text_of(one.facts, language or LANGUAGES[one.language], PLACEHOLDER)
        for one in _chosen(made, person)
    ]
    if file_format == "html" and len(texts) > 1:
        raise UsageError("an HTML file has one notice; --person ID says whose.")
    _give(texts, made, file_format, output)


def letters(
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    output: Annotated[Path, typer.Option(metavar="FILE.pdf", help="Where to write.")],
    person: Annotated[str | None, typer.Option(metavar="ID", help="Of one addressee.")] = None,
) -> None:
    """Write letters to hand over, one PDF: to those who cannot be written to otherwise."""
    home: Home = ctx.obj
    home.require()
    _refuse_simulated(home)
    now = utc_now()
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
        notices.require_sendable(ledger, made, now.date())
        found = [one for one in ledger_state(ledger, made) if _by_hand(one, person)]
    still = still_planned(home, made)
    found = [one for one in found if one.notice.notice_id in still]
    if not found:
        raise UsageError("nobody is to be told by a letter; `rasid notify show` says how.")
    key = notices.notice_key_of(home)
    texts = [notices.text_for(one.notice, key) for one in found]
    write_file(output, notices.as_letters(texts, f"Notices, {campaign_id}", made.made_at))
    say(
        f"Wrote {counted(len(texts), 'letter')} to {output}. When one was handed over: "
        f"`rasid notify record {campaign_id} PERSON delivered --why TEXT`."
    )


def codes(
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    output: Output = None,
    lang: Annotated[
        str, typer.Option(metavar="|".join(LANGUAGES), help="Of the PDF's own words.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """List the codes of a campaign for a help line; --output makes a PDF to print."""
    language = language_of(lang)
    home: Home = ctx.obj
    home.require()
    tell_simulated(home)
    with open_ledger(home) as ledger:
        made = notices.last_plan(ledger, campaign_id)
        found = notices.every_notice(ledger, campaign_id)
    rows = notices.code_rows(found.values(), notices.notice_key_of(home))
    if output is not None:
        write_file(output, notices.as_code_list(rows, campaign_id, language, made.made_at))
        say(f"Wrote {counted(len(rows), 'code')} to {output}.")
    elif as_json:
        document([{name: getattr(row, name) for name in CodeRow.__slots__} for row in rows])
    else:
        show(terminal.notice_codes(rows))
    warn("whoever holds this list can pass for us. Keep it locked up, burn it afterwards.")


def verify(
    ctx: typer.Context,
    code: Annotated[list[str], typer.Argument(metavar="CODE", help="As the notice has it.")],
    *,
    as_json: Json = False,
) -> None:
    """Say whether a notice with this code is genuine, and what it is about; exit code 1 if not."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        found = notices.check_code(ledger, notices.notice_key_of(home), " ".join(code))
    _tell_code(found, as_json=as_json)
    if found is None or not found.genuine:
        raise typer.Exit(FOUND)


def _tell_code(found: Checked | None, *, as_json: bool) -> None:
    """Say what a code is of, without naming anyone else."""
    if found is None:
        if as_json:
            document({"genuine": False, "why": "no notice has this code"})
        else:
            say("No notice of ours has this code: take it for a forgery.")
        return
    one = found.standing
    notice = one.notice
    accounts = [account.address for account in notice.facts.accounts]
    told = {
        "genuine": found.genuine,
        "campaign_id": found.plan.content.campaign_id,
        "addressee": notice.facts.name,
        "audience": notice.facts.audience,
        "finding": notice.facts.finding,
        "accounts": accounts,
        "language": notice.language,
        "channel": notice.channel,
        "state": one.state,
        "at": one.at.isoformat() if one.at else None,
    }
    if as_json:
        document(told)
        return
    when = f" on {one.at:%F %H:%M} UTC" if one.at else ""
    if found.genuine:
        say(f"Genuine: a notice to {notice.facts.name} by {notice.channel}, {one.state}{when}.")
        say(f"It says: {notice.facts.finding}; {counted(len(accounts), 'account')}:")
        say(*(f"  {address}" for address in accounts))
    else:
        say(
            f"The code is of a notice that is {one.state} and was not sent: whoever has it did not "
            "get it from us."
        )


def _chosen(made: Plan, person: str | None) -> list[Notice]:
    """Return the notices of one addressee, else one for each thing that is told."""
    found: dict[object, Notice] = {}
    for one in made.content.notices:
        if person is None and one.withheld != "unlisted":
            found.setdefault((one.facts.audience, one.facts.finding), one)
        elif one.addressee == person:
            found.setdefault(one.subject_id, one)
    if not found:
        whom = "anybody" if person is None else repr(person)
        raise UsageError(f"plan {made.number} has no notice to {whom}.")
    return list(found.values())


def _give(texts: list[Text], made: Plan, file_format: str, output: Path | None) -> None:
    match file_format:
        case "pdf":
            title = f"Preview of notices, {made.content.campaign_id}"
            content = notices.as_letters(texts, title, made.made_at)
        case "html":
            content = notices.as_html(texts[0]).encode()
        case _:
            parts = [f"{one.subject}\n\n{one.plain()}" for one in texts]
            content = f"\n{'=' * 72}\n\n".join(parts).encode()
    if output is not None:
        write_file(output, content)
        say(f"Wrote {counted(len(texts), 'notice')} to {output}.")
    else:
        shown = content.decode().translate(_MARKS)  # a terminal has its own way with directions
        say(*shown.rstrip("\n").split("\n"))


def _by_hand(one: Standing, person: str | None) -> bool:
    if person is not None and one.notice.addressee != person:
        return False
    if one.notice.channel == "letter":
        return one.state == "waiting"
    return one.state == "withheld" and one.notice.withheld in BY_HAND


def _refuse_simulated(home: Home) -> None:
    if is_simulated(home):
        raise UsageError(f"{home.root} holds a simulated month: there is nobody to tell.")
