"""Answering over HTTP: the console, TAXII 2.1, the intake of logs; and who may use them."""

import secrets
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rasid import serving, sharing
from rasid.cli.console import OpenedConsole, opened_console
from rasid.cli.decide import By, who_decides
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import parse_moment, utc_now
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.serving import Access, Listener, Tls
from rasid.settings import Home
from rasid.sharing.tlp import LEVELS, label, require_level

PORT = 8765

serves = typer.Typer(
    name="serve",
    invoke_without_command=True,
    help="Serve the console and TAXII 2.1 and take in logs, until Ctrl-C; and say who may.",
)
ReaderName = Annotated[str, typer.Argument(metavar="NAME", help="Who reads; a name you choose.")]


@serves.callback()
def serve(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, help="The port; 0 takes a free one.")] = PORT,
    name: Annotated[
        list[str], typer.Option(metavar="HOST", help="What clients call it; may be repeated.")
    ] = [],  # noqa: B006 - typer's way to say that none is given
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A certificate with its chain, PEM.")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its key, PEM.")] = None,
    tls_in_front: Annotated[
        bool, typer.Option("--tls-in-front", help="A proxy in front speaks TLS.")
    ] = False,
) -> None:
    """Answer requests until Ctrl-C."""
    if ctx.invoked_subcommand is not None:
        return
    home: Home = ctx.obj
    home.require()
    tls = _tls(certificate, key)
    alone = serving.is_loopback(host) and not tls_in_front
    if not (alone or tls or tls_in_front):
        raise UsageError(
            f"--host {host} is open to others: give --certificate and --key, "
            "or --tls-in-front where a proxy speaks TLS."
        )
    hosts = serving.hosts_of(host, name)
    own_token = secrets.token_urlsafe(32) if alone else ""
    with (
        open_ledger(home) as ledger,
        serving.listening(host, port, tls) as listener,
        serving.opened_spool(home.intake) as spool,
        opened_console(home, listener.url) if alone else nullcontext() as console,
    ):
        access, counts = Access(ledger, own_token=own_token), serving.Counts()
        measured = serving.Measured(home, ledger, spool, counts)
        shared = sharing.open_key(ledger)
        routes = [
            *serving.taxii_routes(ledger, shared, access, home.settings().producer),
            *serving.intake_routes(access, spool, warn, counts),
            *serving.metrics_routes(measured, access, is_open=alone),
            *(console.routes if console else ()),
        ]
        bodies = {serving.INTAKE_PATH: serving.MOST_BODY}

        def failed(sentence: str) -> None:
            counts.fail()
            warn(sentence)

        app = serving.make_app(ledger, routes, hosts, failed, bodies, problem=spool.problem)
        tell_simulated(home)
        _tell(home, listener, own_token)
        _tell_console(console)
        serving.serve(app, listener, tls)


@serves.command()
def allow(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    reader: ReaderName,
    *,
    collection: Annotated[
        list[str],
        typer.Option(metavar="|".join(LEVELS), help="What they may read; may be repeated."),
    ] = [],  # noqa: B006 - typer's way to say that none is given
    intake: Annotated[bool, typer.Option("--intake", help="They may send logs here.")] = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="They may read the metrics.")] = False,
    until: Annotated[
        str, typer.Option(metavar="DATE", help="The token is not valid from then on.")
    ] = "",
    by: By = None,
) -> None:
    """Let somebody read or send logs, and print the token: it is shown once and kept nowhere."""
    home: Home = ctx.obj
    home.require()
    levels = sorted({require_level(one, option="--collection") for one in collection})
    if not levels and not intake and not metrics:
        raise UsageError(
            "say what they may do: --collection to read, --intake to send logs, --metrics."
        )
    end: datetime | None = parse_moment(until, option="--until") if until else None
    with open_ledger(home) as ledger:
        token = serving.allow(
            ledger,
            reader,
            [
                *sorted(levels, key=LEVELS.index),
                *([serving.INTAKE] if intake else []),
                *([serving.METRICS] if metrics else []),
            ],
            by=who_decides(by),
            now=utc_now(),
            until=end,
        )
    say(token)
    rights = (("read", levels), ("send logs", intake), ("read metrics", metrics))
    can = " and ".join(name for name, given in rights if given)
    warn(f"this token lets {reader} {can}; it is shown this once. Give it to them in person.")


@serves.command()
def readers(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List who may read what."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        known = serving.read_readers(ledger)
    rows = [
        {
            "name": one.name,
            "collections": one.collections,
            "made_at": one.made_at,
            "made_by": one.made_by,
            "until": one.until,
            "over": one.is_over(utc_now()),
        }
        for one in known
    ]
    if as_json:
        document(plain(rows))
    elif not rows:
        say("Nobody may read yet; `rasid serve allow` lets somebody in.")
    else:
        show(terminal.readers(rows))


@serves.command()
def revoke(ctx: typer.Context, reader: ReaderName, *, by: By = None) -> None:
    """End a reader's token, at once and for good."""
    home: Home = ctx.obj
    home.require()
    with open_ledger(home) as ledger:
        serving.revoke(ledger, reader, by=who_decides(by), now=utc_now())
    say(f"{reader} can read no more.")


def _tls(certificate: Path | None, key: Path | None) -> Tls | None:
    if (certificate is None) != (key is None):
        raise UsageError("--certificate and --key go together.")
    return Tls(certificate, key) if certificate and key else None


def _tell(home: Home, listener: Listener, own_token: str) -> None:
    say(f"Serving {home.root} until Ctrl-C; TAXII 2.1 is at {listener.url}taxii2/.")
    if own_token:
        levels = ", ".join(map(label, LEVELS))
        say(f"Token of this run, which reads {levels} and sends logs:", own_token)
    intake = f"{listener.url.rstrip('/')}{serving.INTAKE_PATH}/event"
    say(f"Logs are taken at {intake}; `rasid watch` imports them.")


def _tell_console(console: OpenedConsole | None) -> None:
    if console:
        console.tell_address()
    else:
        say("The console is not served: beyond this machine it needs accounts.")
