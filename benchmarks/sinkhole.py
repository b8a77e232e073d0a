"""What load the sinkhole holds: queries over UDP and TCP, requests over HTTP, and a flood.

    python benchmarks/sinkhole.py [--seconds 3] [--rounds 5]

The sinkhole is one process; one process of clients asks, as fast as it gets answers, over loopback.
Each is recorded in the log. A flood is what one network sends above its limit of answers.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import dns.message

ZONE = "evil-login.example"
HOST = "127.0.0.1"
IN_FLIGHT = 32
QUERY = dns.message.make_query(f"www.{ZONE}", "A", use_edns=0).to_wire()
REQUEST = f"GET /login HTTP/1.1\r\nHost: www.{ZONE}\r\nUser-Agent: A\r\n\r\n".encode()
PER_CONNECTION = 100


@contextmanager
def sinkhole(counts: dict[str, Any], *options: str) -> Iterator[tuple[int, int]]:
    """Start a sinkhole; yields its ports for DNS and HTTP, and fills the counts in at the end.

    Beside what it counted those are its `peak` memory in megabytes and its processors' `seconds`.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / "names"
        names.write_text(f"{ZONE}\n")
        command = [sys.executable, "-m", "rasid", "websites", "sinkhole", "--json"]
        command += ["--names", str(names), "--output", f"{folder}/log", *options]
        command += ["--dns-port", "0", "--http-port", "0"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stderr is not None  # noqa: S101 - it is a pipe
            said = ""
            while "Answering" not in said:
                said = process.stderr.readline()
            dns_port, http_port = map(int, re.findall(r":(\d+)[,;]", said))
            yield dns_port, http_port
            status = Path(f"/proc/{process.pid}/status").read_text()
            ticks = Path(f"/proc/{process.pid}/stat").read_text().split()[13:15]
            process.send_signal(signal.SIGTERM)
            counts.update(json.loads(process.communicate()[0]))
            counts["peak"] = int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024
            counts["seconds"] = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def udp(port: int, seconds: float) -> int:
    """Ask over UDP with so many queries in flight; return the answers."""
    answers = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.connect((HOST, port))
        opened.settimeout(1)
        end = perf_counter() + seconds
        for _ in range(IN_FLIGHT):
            opened.send(QUERY)
        while perf_counter() < end:
            opened.recv(600)
            opened.send(QUERY)
            answers += 1
    return answers


def flood(port: int, seconds: float) -> int:
    """Send queries as fast as can be, and return how many."""
    sent = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.connect((HOST, port))
        end = perf_counter() + seconds
        while perf_counter() < end:
            for _ in range(50):
                opened.send(QUERY)
            sent += 50
    return sent


async def _tcp(port: int, end: float) -> int:
    answers = 0
    framed = len(QUERY).to_bytes(2) + QUERY
    while perf_counter() < end:
        reader, writer = await asyncio.open_connection(HOST, port)
        for _ in range(PER_CONNECTION - 1):
            writer.write(framed)
            length = int.from_bytes(await reader.readexactly(2))
            await reader.readexactly(length)
            answers += 1
            if perf_counter() >= end:
                break
        writer.close()
    return answers


async def _http(port: int, end: float) -> int:
    answers = 0
    while perf_counter() < end:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(REQUEST)
        answers += (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
    return answers


def streams(ask: Callable[[int, float], object], port: int, seconds: float) -> int:
    """Ask over several connections at a time; return the answers."""

    async def all_of_them() -> int:
        end = perf_counter() + seconds
        asked = (ask(port, end) for _ in range(IN_FLIGHT // 2))
        return sum(await asyncio.gather(*asked))  # type: ignore[call-overload]

    return asyncio.run(all_of_them())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    rates: dict[str, list[float]] = {}
    counts: dict[str, Any] = {}
    with sinkhole(counts, "--dns-rate", str(10**9)) as (dns_port, http_port):
        for _ in range(given.rounds):
            for name, count in (
                ("DNS over UDP", udp(dns_port, given.seconds)),
                ("DNS over TCP", streams(_tcp, dns_port, given.seconds)),
                ("HTTP, a connection each", streams(_http, http_port, given.seconds)),
            ):
                rates.setdefault(name, []).append(count / given.seconds)
    limited: dict[str, Any] = {}
    with sinkhole(limited, "--dns-rate", "50") as (dns_port, http_port):
        sent = flood(dns_port, given.seconds)
        still = streams(_http, http_port, given.seconds)
    for name, measured in rates.items():
        low, high = min(measured), max(measured)
        print(f"{name}: {statistics.median(measured):,.0f} a second ({low:,.0f} to {high:,.0f})")
    handled = limited["dns_limited"] + limited["dns_answered"]
    print(f"Log: {counts['log_kept']:,} kept, {counts['log_lost']:,} lost")
    print(
        f"Flood: {sent / given.seconds:,.0f} queries a second came, {handled:,} of {sent:,} were "
        f"read, {limited['dns_answered']:,} answered; HTTP right after it: "
        f"{still / given.seconds:,.0f} a second"
    )


if __name__ == "__main__":
    main()
