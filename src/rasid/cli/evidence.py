"""Evidence from the command line: the log, packs, what is attached, holds, and checking them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import __version__
from rasid.case import Case, last_analysis, open_case
from rasid.cli.campaigns import inputs_of
from rasid.cli.decide import By, Campaign, Why, who_decides
from rasid.cli.judging import judge_anew, take_pages
from rasid.cli.show import Json
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import tell_standing
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.engines.store import BusyError
from rasid.errors import UsageError
from rasid.evidence import (
    Deed,
    Entry,
    Seal,
    Stated,
    Verified,
    attach,
    attachments,
    drafted,
    entries_in,
    exhibits_of,
    gather,
    held,
    lift_hold,
    place_hold,
    read_entries,
    read_log,
    record,
    seal,
    verify,
)
from rasid.ledger import open_ledger
from rasid.reports import campaign_facts, campaign_list, export, terminal
from rasid.reports.history import require_campaign
from rasid.reports.let_go import let_go_of
from rasid.reports.plain import plain
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.signing import read_public_key, signer_of
from rasid.sources import raw_lines
from rasid.sources.kept import erased_files
from rasid.websites import registered

FOUND = 1
MOST_TOLD = 50

proofs = typer.Typer(
    name="evidence", help="Keep evidence so that it stands up: log, packs, exhibits, holds."
)


@proofs.command()
def pack(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    *,
    output: Annotated[Path, typer.Option(metavar="DIR|FILE.zip", help="Where to; a new name.")],
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Also who the protected people are.")
    ] = False,
    domain: Annotated[
        list[str], typer.Option(metavar="D", help="Also exhibits of a website; repeatable.")
    ] = [],  # noqa: B006 - typer copies it
    why: Annotated[str, typer.Option(metavar="TEXT", help="What for; kept in the log.")] = "",
    by: By = None,
) -> None:
    """Write the raw log lines behind a campaign's numbers, hashed and signed."""
    home: Home = ctx.obj
    now, who, domains = utc_now(), who_decides(by), {registered(one) for one in domain}
    with open_case(home) as case:
        require_campaign(case.engine, campaign_id)
        tell_standing(case)
        stated = _stated(case, campaign_id)
        with drafted(output) as folder:
            made = gather(
                case.engine,
                campaign_id,
                folder,
                raw_lines=lambda wanted: raw_lines(case.home, case.store, case.engine, wanted),
                stated=stated,
                with_names=with_names,
            )
            export(case.engine, "hostile", "csv", folder / "hostile.csv", campaign_id=campaign_id)
            raw = read_log(home)
            entries = [
                one
                for one in entries_in(raw, "the log")
                if one.about.get("campaign") == campaign_id or one.about.get("domain") in domains
            ]
            _copy_exhibits(home, entries, folder)
            said = Seal(
                campaign_id,
                made.numbers,
                made.lines,
                stated.inputs,
                __version__,
                with_names,
                is_simulated(home),
                now,
                signer_of(home),
            )
            digest = seal(folder, entries, raw, said)
    about = {"campaign": campaign_id, "output": output.name}
    record(home, Deed("pack made", who, about, why, {"manifest.json": digest}), utc_now())
    say(
        f"Wrote {output}: {counted(made.lines, 'raw line')} of {counted(made.files, 'log file')}, "
        f"signed by {said.signer.fingerprint}."
    )
    named = "people.csv names the protected people" if with_names else "nobody is named beside them"
    warn(f"{output} holds raw log lines, with the accounts in them; {named}. It is confidential.")


@proofs.command(name="attach")
def attach_file(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A screenshot, a saved page, …")],
    *,
    domain: Annotated[str | None, typer.Option(metavar="D", help="Of a website.")] = None,
    campaign: Annotated[str | None, typer.Option(metavar="ID", help="Of a campaign.")] = None,
    what: Annotated[str, typer.Option(metavar="TEXT", help="What it shows.")],
    by: By = None,
) -> None:
    """Keep a file as an exhibit, under its SHA-256; a page is compared with others, never shown."""
    home: Home = ctx.obj
    home.require()
    if (domain is None) == (campaign is None):
        raise UsageError("an exhibit is of one --domain or of one --campaign.")
    if domain is not None:
        about = {"domain": registered(domain)}
    else:
        about = {"campaign": _known_campaign(home, campaign or "")}
    made = attach(home, file, about, what=what, who=who_decides(by), now=utc_now())
    say(f"Attached {made.about['file']} as entry {made.number}, SHA-256 {made.hashes['file']}.")
    if domain is not None:
        _compare(home, about["domain"])


def _compare(home: Home, domain: str) -> None:
    """Compare a page that was attached with those of labelled domains, and tell what came of it."""
    try:
        with open_case(home, write=True) as case:
            if not take_pages(case):
                return
            judge_anew(case)
            query = "SELECT standing, tied_to, tie_bits FROM websites WHERE domain = $domain"
            row = next(iter(case.engine.rows(query, {"domain": domain})), None)
            query = "SELECT count(DISTINCT domain) FROM website_ties WHERE other = $domain"
            ((others,),) = case.engine.rows(query, {"domain": domain})
    except BusyError as error:
        warn(f"Its page is compared at the next import of domains: {error}")
        return
    if row is None:
        say(f"{domain} was not seen yet: import it as a domain to have its ties told.")
        return
    standing, tied_to, bits = row
    if standing == "labelled":
        told = f"{domain} is labelled itself, and tied to {counted(others, 'seen domain')}."
    elif tied_to and bits:
        told = f"{domain} is tied to {tied_to} with {bits:.1f} bits in all."
    else:
        told = f"{domain} shares nothing with a labelled domain that counts."
    say(f"Its page was read. {told}")


@proofs.command()
def hold(ctx: typer.Context, campaign_id: Campaign, *, why: Why, by: By = None) -> None:
    """Place a legal hold: what a campaign rests on is not erased until it is released."""
    home: Home = ctx.obj
    with open_case(home) as case:
        require_campaign(case.engine, campaign_id)
        query = "SELECT DISTINCT raw_file FROM hostile WHERE campaign_id = $campaign"
        files = [row[0] for row in case.engine.rows(query, {"campaign": campaign_id})]
    made = place_hold(home, campaign_id, files, why=why, who=who_decides(by), now=utc_now())
    say(f"{campaign_id} is on hold, with {counted(len(files), 'log file')}: {made.why}")


@proofs.command()
def release(ctx: typer.Context, campaign_id: Campaign, *, why: Why, by: By = None) -> None:
    """Lift a legal hold."""
    home: Home = ctx.obj
    home.require()
    made = lift_hold(home, campaign_id, why=why, who=who_decides(by), now=utc_now())
    say(f"{campaign_id} is on hold no more: {made.why}")


@proofs.command()
def log(ctx: typer.Context, *, as_json: Json = False) -> None:
    """List all that was done to evidence, and which campaigns are on hold."""
    home: Home = ctx.obj
    home.require()
    entries = read_entries(home)
    rows = [_row(entry) for entry in entries]
    if as_json:
        document(rows)
    elif rows:
        show(terminal.evidence_log(rows))
        say(*(f"On hold: {one.describe()}: {one.why}" for one in held(home).values()))
    else:
        say("Nothing was done to evidence yet.")


@proofs.command(name="verify")
def verify_evidence(
    ctx: typer.Context,
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help="A pack or a log; else the home's.")
    ] = None,
    *,
    trusted: Annotated[
        str, typer.Option(metavar="KEY", help="Fingerprint or PEM file of who must have signed.")
    ] = "",
    head: Annotated[
        str, typer.Option(metavar="HASH", help="A line that the log must still have.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Check a pack or a log, offline: every signature, every hash; 1 where something is wrong."""
    home: Home = ctx.obj
    if path is None:
        home.require()
        if not home.evidence.is_dir():
            raise UsageError(f"{home.root} has no evidence log yet.")
        path = home.evidence
    if trusted and Path(trusted).is_file():
        trusted = read_public_key(Path(trusted))
    found = verify(path, trusted=trusted or None, head=head.strip().lower())
    if as_json:
        document(_plain(found))
    else:
        _tell(path, found, is_trusted=bool(trusted))
    if not found.holds:
        raise typer.Exit(FOUND)


def _stated(case: Case, campaign_id: str) -> Stated:
    (row,) = (one for one in campaign_list(case.engine) if one["campaign_id"] == campaign_id)
    exploited = campaign_facts(case.engine, campaign_id).overlap.exploited
    analysis, inputs = last_analysis(case), inputs_of(case)
    with open_ledger(case.home) as ledger:
        erased = erased_files(ledger)
    return Stated(
        numbers={
            "attempts": row["attempts"],
            "identified": row["accounts_identified"],
            "attacked": row["accounts_attacked"],
            "compromised": row["accounts_compromised"],
            "exploited": exploited,
        },
        campaign=row,
        inputs=inputs.hashes,
        window=(analysis.window.start, analysis.window.end) if analysis else None,
        version=inputs.version,
        changed_files=erased,
        let_go=[plain(gone) for gone in let_go_of(case.engine, campaign_id)],
    )


def _copy_exhibits(home: Home, entries: Sequence[Entry], folder: Path) -> None:
    digests = sorted({one.digest for one in exhibits_of(entries)})
    if digests:
        (folder / "attachments").mkdir()
    for digest in digests:
        try:
            (folder / "attachments" / digest).write_bytes((attachments(home) / digest).read_bytes())
        except FileNotFoundError:
            raise UsageError(
                f"the attached file {digest} is gone; `rasid evidence verify` tells more."
            ) from None


def _known_campaign(home: Home, campaign_id: str) -> str:
    with open_case(home) as case:
        require_campaign(case.engine, campaign_id)
    return campaign_id


def _tell(path: Path, found: Verified, *, is_trusted: bool) -> None:
    if found.holds:
        files = f", {counted(found.files, 'file')}" if found.files else ""
        signed = f", signed by {found.signer}" if found.signer else ""
        entries = f"{found.entries:,} log {'entry' if found.entries == 1 else 'entries'}"
        say(f"holds: {path}, {entries}{files}{signed}.")
        if found.entries:
            say(f"head: {found.head}")
    else:
        say(*(f"DOES NOT HOLD: {one}" for one in found.findings[:MOST_TOLD]))
        more = len(found.findings) - MOST_TOLD
        if more > 0:
            say(f"DOES NOT HOLD: and {more:,} more; --json tells all.")
    if found.unseen:
        say(found.unseen)
    if not is_trusted and found.signer:
        say("Whose key that is, only they can tell you: compare the fingerprint by telephone.")


def _plain(found: Verified) -> dict[str, Any]:
    return {
        "holds": found.holds,
        "kind": found.kind,
        "entries": found.entries,
        "head": found.head,
        "files": found.files,
        "signer": found.signer or None,
        "findings": list(found.findings),
        "unseen": found.unseen or None,
    }


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "time": entry.time,
        "who": entry.who,
        "what": entry.what,
        "about": dict(entry.about),
        "why": entry.why or None,
        "hashes": dict(entry.hashes),
        "sha256": entry.digest,
        "signer": entry.signer,
    }
