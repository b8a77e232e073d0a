"""Answering over HTTP: the console, TAXII 2.1, the intake of logs; and who may use them."""

import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from rasid import accounts, serving, sharing
from rasid.cli.console import KNOWLEDGE, OpenedConsole, opened_console, opened_reading
from rasid.cli.decide import By, who_decides
from rasid.cli.on_demand import on_demand
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import parse_moment, utc_now
from rasid.console import MOST_UPLOAD, SCOPES, Resources
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.serving import Access, Listener, Tls
from rasid.settings import Home
from rasid.sharing.tlp import LEVELS, label, require_level

PORT = 8765

serves = typer.Typer(
    name="serve",
    cls=on_demand({"accounts": "rasid.cli.accounts:persons"}),
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
    proxy: Annotated[
        list[str],
        typer.Option(
            metavar="ADDRESS",
            help="A proxy in front whose X-Forwarded-For is believed.",
            show_default="this machine",
        ),
    ] = [],  # noqa: B006 - as above
    no_console: Annotated[
        bool, typer.Option("--no-console", help="Leave the console out.")
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
    if proxy and not tls_in_front:
        raise UsageError("--proxy goes with --tls-in-front.")
    if not (alone or no_console):
        _require_accounts(home)
    front = serving.proxies_of(proxy) if tls_in_front else None
    address = home.settings().access.address
    known = [*name, accounts.site_of(address).host] if address else name
    hosts = serving.hosts_of(host, known)
    with serving.listening(host, port, tls) as listener:
        _answer(home, _Listening(listener, tls, hosts, front, alone, no_console))


@dataclass(frozen=True, slots=True)
class _Listening:
    """How a server listens; `front` are the proxies before it, `alone` is on this machine only."""

    listener: Listener
    tls: Tls | None
    hosts: frozenset[str]
    front: frozenset[str] | None
    alone: bool
    no_console: bool


def _answer(home: Home, how: _Listening) -> None:
    """Answer requests until somebody ends it."""
    own_token = secrets.token_urlsafe(32) if how.alone else ""
    with (
        open_ledger(home) as ledger,
        serving.opened_spool(home.intake) as spool,
        opened_reading(home) as reading,
        nullcontext()
        if how.no_console
        else opened_console(home, reading, how.listener.url, by_address=how.alone) as console,
    ):
        access, counts = Access(ledger, own_token=own_token), serving.Counts()
        measured = serving.Measured(home, ledger, spool, counts)
        shared = sharing.open_key(ledger)
        routes = [
            *serving.taxii_routes(ledger, shared, access, home.settings().producer),
            *serving.intake_routes(access, spool, warn, counts),
            *serving.metrics_routes(measured, access, is_open=how.alone),
            *serving.api_routes(Resources(reading, KNOWLEDGE), access),
            *(serving.upload_routes(console.importer, access) if console else ()),
            *(console.routes if console else ()),
        ]
        bodies = {
            serving.INTAKE_PATH: serving.MOST_BODY,
            **(dict.fromkeys(serving.UPLOADS, MOST_UPLOAD) if console else {}),
        }

        def failed(sentence: str) -> None:
            counts.fail()
            warn(sentence)

        app = serving.make_app(ledger, routes, how.hosts, failed, bodies, problem=spool.problem)
        if how.front is not None:
            app = serving.Fronted(app, how.front)
        tell_simulated(home)
        _tell(home, how.listener, own_token)
        _tell_console(console)
        serving.serve(app, how.listener, how.tls)


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
    scope: Annotated[
        list[str],
        typer.Option(metavar="|".join(SCOPES), help="Of the API: what; may be repeated."),
    ] = [],  # noqa: B006 - as above
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
    scopes = _scopes(scope)
    if not (levels or intake or metrics or scopes):
        raise UsageError(
            "say what they may do: --collection or --scope to read, --intake to send logs, "
            "--metrics to read those."
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
                *scopes,
            ],
            by=who_decides(by),
            now=utc_now(),
            until=end,
        )
    say(token)
    rights = (("read", levels or scopes), ("send logs", intake), ("read metrics", metrics))
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


def _scopes(asked: list[str]) -> list[str]:
    """Return scopes as a token holds them; UsageError for one that is none."""
    unknown = [one for one in asked if one not in SCOPES]
    if unknown:
        raise UsageError(f"--scope got {unknown[0]!r}, expected one of: {', '.join(SCOPES)}.")
    return [f"{serving.API}{one}" for one in SCOPES if one in asked]


def _tls(certificate: Path | None, key: Path | None) -> Tls | None:
    if (certificate is None) != (key is None):
        raise UsageError("--certificate and --key go together.")
    return Tls(certificate, key) if certificate and key else None


def _tell(home: Home, listener: Listener, own_token: str) -> None:
    say(f"Serving {home.root} until Ctrl-C; TAXII 2.1 is at {listener.url}taxii2/.")
    if own_token:
        levels = ", ".join(map(label, LEVELS))
        say(f"Token of this run, which reads {levels} and the API, and sends logs:", own_token)
    intake = f"{listener.url.rstrip('/')}{serving.INTAKE_PATH}/event"
    say(f"Logs are taken at {intake}; `rasid watch` imports them.")
    say(f"The API is described at {listener.url}api/v1/openapi.json.")


def _tell_console(console: OpenedConsole | None) -> None:
    if console:
        console.tell_address()
    else:
        say("The console is not served.")


def _require_accounts(home: Home) -> None:
    with accounts.open_accounts(home) as store:
        if not accounts.read_accounts(store):
            raise UsageError(
                "beyond this machine the console needs accounts: `rasid serve accounts add` makes "
                "one; --no-console leaves it out."
            )
