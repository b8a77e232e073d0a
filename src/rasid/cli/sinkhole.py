"""Answering for websites that were handed over, and who still calls them."""

import os
import ssl
from collections.abc import Sequence
from dataclasses import asdict
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.case import open_case, open_roster
from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.errors import InputError, UsageError
from rasid.ledger import open_ledger
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.sinkhole import Counts, Own, Plan, Ports, Room, opened_ports, run, tls_context
from rasid.websites import (
    NotAName,
    find_callers,
    handed_over,
    in_script,
    read_host,
    read_states,
    registered,
)

MB = 10**6

Output = Annotated[Path, typer.Option(metavar="DIR", help="Where the log is kept.")]
Names = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The names, one a line; else those handed over."),
]
Hosts = Annotated[list[str], typer.Option(metavar="IP", help="Where to listen; repeatable.")]
DnsPort = Annotated[int, typer.Option(min=0, help="UDP and TCP; 0 takes a free one.")]
HttpPort = Annotated[int, typer.Option(min=0, help="0 takes a free one.")]
HttpsPort = Annotated[int, typer.Option(min=0, help="Opened with --certificate.")]
NoDns = Annotated[bool, typer.Option("--no-dns", help="Answer HTTP only.")]
NoHttp = Annotated[bool, typer.Option("--no-http", help="Answer DNS only.")]
AnswerWith = Annotated[
    list[str],
    typer.Option(metavar="IP", help="A and AAAA of every name; repeatable. Else --host."),
]
NameServers = Annotated[
    list[str], typer.Option(metavar="HOST", help="NS of every zone; repeatable. Else ns1 in it.")
]
Certificate = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A certificate with its chain, PEM.")
]
Key = Annotated[Path | None, typer.Option(metavar="FILE", help="Its key, PEM.")]
Operator = Annotated[
    str, typer.Option(metavar="NAME", help="Who took the names over, as the page says it.")
]
User = Annotated[
    str, typer.Option(metavar="NAME", help="Become this user once the ports are open.")
]
DnsRate = Annotated[
    float, typer.Option(min=1, help="UDP answers a second to one network, /24 or /56.")
]
FileMb = Annotated[int, typer.Option(min=1, help="When a new file of the log begins.")]
LogMb = Annotated[int, typer.Option(min=1, help="What all files may hold at most.")]


def sinkhole(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    *,
    output: Output,
    names: Names = None,
    host: Hosts = ["127.0.0.1"],  # noqa: B006 - typer copies it
    dns_port: DnsPort = 53,
    http_port: HttpPort = 80,
    https_port: HttpsPort = 443,
    no_dns: NoDns = False,
    no_http: NoHttp = False,
    answer_with: AnswerWith = [],  # noqa: B006
    name_server: NameServers = [],  # noqa: B006
    certificate: Certificate = None,
    key: Key = None,
    operator: Operator = "",
    user: User = "",
    dns_rate: DnsRate = 50,
    file_mb: FileMb = 64,
    log_mb: LogMb = 10_000,
    as_json: Json = False,
) -> None:
    """Answer DNS and HTTP for websites that were handed over, and log who calls, until Ctrl-C."""
    if no_dns and no_http:
        raise UsageError("--no-dns and --no-http leave nothing to answer.")
    ours = _read_names(names) if names else _handed_over(ctx.obj)
    tls = None if no_http else _tls(certificate, key)
    own = Own(_addresses(answer_with, host, needed=not no_dns), _servers(name_server), _serial())
    ports = Ports(
        host,
        dns=None if no_dns else dns_port,
        http=None if no_http else http_port,
        https=https_port if tls else None,
    )
    plan = Plan(
        ours, own, output, dns_rate, Room(file_mb * MB, log_mb * MB), operator=operator, user=user
    )
    tell = warn if as_json else say
    with opened_ports(ports) as opened:
        places = ", ".join(opened.places())
        if os.geteuid() == 0 and not user:
            warn("this runs with the rights of root; --user NAME gives them up.")
        sentence = f"Answering for {counted(len(ours), 'name')}: {places}; Ctrl-C ends it."
        counts = run(plan, opened, tls, ready=lambda: tell(sentence), tell=warn)
    _tell(counts, as_json=as_json)


def callers(
    ctx: typer.Context,
    domain: Annotated[
        str | None, typer.Argument(metavar="DOMAIN", help="A registered domain; else all.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """List who still calls websites that are in a sinkhole, by its imported log."""
    name = registered(domain) if domain is not None else None
    with open_case(ctx.obj) as case, open_roster(case):
        tell_simulated(case.home)
        found = find_callers(case.engine, name)
    rows: list[dict[str, Any]] = [
        {**plain(network), "shown": in_script(network.domain)}  # type: ignore[dict-item]
        for network in found.networks
    ]
    if found.lost:
        warn(f"the sinkhole says that it could not keep {counted(found.lost, 'record')}.")
    if as_json:
        document(rows)
    elif rows:
        show(terminal.callers(rows))
    else:
        say("Nobody called, by the logs that were imported; `rasid import logs DIR` takes them.")


def _handed_over(home: Home) -> Sequence[str]:
    home.require()
    with open_ledger(home) as ledger:
        found = handed_over(read_states(ledger))
    if not found:
        raise UsageError(
            "no name is transferred or sinkholed: `rasid websites state` records what was handed "
            "over, --names FILE lists it."
        )
    return found


def _read_names(file: Path) -> Sequence[str]:
    """Read registered domains, one a line; raises InputError with the line."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise InputError(file, "no text in UTF-8.") from None
    found = set()
    for number, line in enumerate(text.splitlines(), 1):
        name = line.partition("#")[0].strip()
        if not name:
            continue
        try:
            host = read_host(name)
        except NotAName as error:
            raise InputError(file, f"got {name[:80]!a}: {error}.", line=number) from None
        if host.host != host.domain:
            problem = f"got {name[:80]!a}, expected what somebody registered: {host.domain}."
            raise InputError(file, problem, line=number)
        found.add(host.domain)
    if not found:
        raise InputError(file, "there is no name in it.")
    return sorted(found)


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if bool(certificate) != bool(key):
        raise UsageError("--certificate and --key go together.")
    return tls_context(certificate, key) if certificate and key else None


def _addresses(given: Sequence[str], hosts: Sequence[str], *, needed: bool) -> list[Any]:
    found = []
    for option, texts in (("--answer-with", given), ("--host", hosts)):
        for text in texts:
            try:
                address = ip_address(text.strip("[]"))
            except ValueError:
                raise UsageError(f"{option} got {text[:60]!a}, expected an IP address.") from None
            if option == "--answer-with" or (not given and not address.is_unspecified):
                found.append(address)
    if needed and not found:
        raise UsageError("--answer-with is missing: which address do the names have?")
    return found


def _servers(given: Sequence[str]) -> list[str]:
    found = []
    for text in given:
        try:
            found.append(read_host(text).host)
        except NotAName as error:
            raise UsageError(f"--name-server got {text[:80]!a}: {error}.") from None
    return found


def _serial() -> int:
    """Return a serial number of the zones that rises from run to run."""
    return int(utc_now().timestamp())


def _tell(counts: Counts, *, as_json: bool) -> None:
    if as_json:
        document(asdict(counts))
        return
    say(
        f"DNS: {counts.dns_answered:,} answered, {counts.dns_refused:,} refused, "
        f"{counts.dns_malformed:,} malformed, {counts.dns_limited:,} above the limit, "
        f"{counts.dns_unsent:,} not sent.",
        f"HTTP: {counts.http_answered:,} answered, {counts.http_strangers:,} for other names, "
        f"{counts.http_malformed:,} malformed.",
        f"Connections: {counts.connections:,}; {counts.turned_away:,} too many, "
        f"{counts.too_slow:,} too slow, {counts.handshakes_failed:,} without a handshake; "
        f"{counts.failed:,} failed by a mistake of ours.",
        f"Log: {counts.log_kept:,} kept, {counts.log_lost:,} lost.",
    )
    if counts.log_lost:
        warn(f"{counted(counts.log_lost, 'record')} could not be kept.")
