"""What others found: taken in, and hunted for in every stored month."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import sharing
from rasid.case import open_case, open_roster
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, progress, say, show, warn
from rasid.clock import parse_moment, utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.sharing import Imported, KeptWords, RemoteCollection

MOST_WARNINGS = 5
"""So many reasons are told for what could not be taken in; the others are counted."""

_TOLD_KINDS = ("campaign", "note", "opinion", "report", "grouping", "relationship", "sighting")


def indicators(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A STIX bundle, a MISP event, or CSV.")
    ] = None,
    *,
    source: Annotated[
        str, typer.Option(metavar="NAME", help="Who says so, where it is not said.")
    ] = "",
    taxii: Annotated[
        str, typer.Option(metavar="URL", help="Pull them from a TAXII 2.1 server instead.")
    ] = "",
    collection: Annotated[
        str, typer.Option(metavar="NAME", help="Its collection: id, alias or title.")
    ] = "",
    credentials: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What it is shown; for your eyes only.")
    ] = None,
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Take what was added to it later.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Take all, not what is new since the last pull.")
    ] = False,
) -> None:
    """Import what others say that groups use: addresses, networks, domains, fingerprints."""
    if bool(taxii) == (file is not None):
        raise UsageError("name a FILE or --taxii URL, one of them.")
    if file is None:
        if since and again:
            raise UsageError("--since and --again exclude each other.")
        after = parse_moment(since, option="--since") if since else None
        server, _ = sharing.split_url(taxii)
        shown = sharing.find_credentials(credentials, os.environ)
        remote = sharing.find_collection(taxii, collection, replace(server, credentials=shown))
        _pull(ctx.obj, remote, _Wanted(source, after, again))
    elif collection or credentials or since or again:
        raise UsageError("--collection, --credentials, --since and --again go with --taxii only.")
    else:
        _read(ctx.obj, file, source)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What of a collection is wanted; `source` says it where an indicator names no author."""

    source: str
    since: datetime | None
    again: bool


def _read(home: Home, file: Path, source: str) -> None:
    home.create()
    with open_ledger(home) as ledger:
        done = sharing.import_indicators(file, ledger, now=utc_now(), source=source)
    _tell(str(file), done)


def _pull(home: Home, remote: RemoteCollection, wanted: _Wanted) -> None:
    home.create()
    with open_ledger(home) as ledger, progress("pulling") as told:
        pulled = sharing.pull_indicators(
            remote,
            ledger,
            now=utc_now(),
            source=wanted.source,
            since=wanted.since,
            again=wanted.again,
            progress=told,
        )
    _tell(remote.url, pulled.imported)
    begun = f"added after {pulled.since}" if pulled.since else "from the beginning"
    said = f"{counted(pulled.objects, 'object')} {begun}, in {counted(pulled.pages, 'page')}"
    say(f"{remote.url}: {said}.")
    if not pulled.after and pulled.objects:
        warn(f"{remote.url} does not say when it added what; the next pull takes all of it again.")


def _tell(place: str, done: Imported) -> None:
    """Tell what an import did, and why some of it could not be taken in."""
    for one in done.refused[:MOST_WARNINGS]:
        warn(f"{place}: {one.what}: {one.why}.")
    if done.refused_in_all > MOST_WARNINGS:
        warn(f"{place}: {done.refused_in_all - MOST_WARNINGS:,} more could not be taken in.")
    say(
        f"{place}: {counted(done.values, 'value')} to hunt for; {done.added:,} added, "
        f"{done.changed:,} changed, {done.unchanged:,} as before, {done.older:,} older than what "
        f"is known; {done.revoked:,} revoked, {done.expired:,} expired, "
        f"{done.refused_in_all:,} refused."
    )
    _tell_others(place, done.others)


def _tell_others(place: str, done: KeptWords) -> None:
    """Tell what else was said: of campaigns and groups."""
    for one in done.refused[:MOST_WARNINGS]:
        warn(f"{place}: {one.what}: {one.why}.")
    if done.refused_in_all > MOST_WARNINGS:
        warn(f"{place}: {done.refused_in_all - MOST_WARNINGS:,} more words could not be kept.")
    for stix_id in done.apart[:MOST_WARNINGS]:
        warn(f"{place}: {stix_id}: another source says something else under this id; both stay.")
    if done.said:
        told = {kind: done.kinds[kind] for kind in _TOLD_KINDS if kind in done.kinds}
        told |= {"object that these name": sum(done.kinds.values()) - sum(told.values())}
        kinds = ", ".join(_kinds(told))
        say(
            f"{place}: others' words: {kinds}; {done.added:,} added, {done.changed:,} changed, "
            f"{done.unchanged:,} as before, {done.older:,} older; {done.revoked:,} revoked, "
            f"{done.refused_in_all:,} refused. `rasid show others` lists the campaigns."
        )


def _kinds(told: Mapping[str, int]) -> Iterator[str]:
    for kind, count in told.items():
        if count:
            noun, space, rest = kind.partition(" ")
            yield f"{counted(count, noun)}{space}{rest}"


def hunt(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Look for every indicator in every stored month; a hit is evidence and never proof."""
    home: Home = ctx.obj
    with open_case(home) as case, open_roster(case), open_ledger(home) as ledger:
        tell_simulated(home)
        known = sharing.read_kept(ledger)
        found: Any = plain(sharing.hunt(case.engine, known, sharing.open_key(ledger)))
    if as_json:
        document(found)
    elif not known:
        say("No indicator is known; `rasid import indicators` takes them.")
    else:
        show(terminal.hits(found, len(known)))
