"""Who is still answered while the sinkhole is attacked, what load it holds, and in how much memory.

    python benchmarks/sinkhole_attacked.py [--seconds 10]

Each attack comes from one network, in a process of its own, against a fresh sinkhole with its usual
limits. Beside it an honest caller from another network asks as a resolver and a browser do: a query
over UDP every 20th of a second, sent again twice after a second, and a page every tenth.
"""

import argparse
import random
import socket
import statistics
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Process, Queue
from time import perf_counter, sleep
from typing import Any

from sinkhole import HOST, QUERY, REQUEST, sinkhole

HONEST, HOSTILE = "127.0.7.1", "127.0.9.1"
TRIES, TRY_SECONDS, PAGE_SECONDS = 3, 1.0, 5.0
SLOW = 600
"""Slow clients, from so many addresses that a limit for one address does not hold them."""

Attack = Callable[[int, int, float], int]


@dataclass
class Honest:
    """What an honest caller asked and was answered, and how long each answer took."""

    asked: int = 0
    took: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        late = statistics.quantiles(self.took, n=20)[-1] if len(self.took) > 1 else 0.0
        return f"{len(self.took)} of {self.asked} (95 % within {late * 1000:.0f} ms)"


def no_attack(_dns: int, _http: int, seconds: float) -> int:
    """Do nothing."""
    sleep(seconds)
    return 0


def udp_flood(port: int, _http: int, seconds: float) -> int:
    """Send queries as fast as can be."""
    return _datagrams(port, seconds, [QUERY])


def malformed(port: int, _http: int, seconds: float) -> int:
    """Send queries with random bytes changed, cut or added, and noise."""
    chance = random.Random(1)  # noqa: S311 - the same noise each time
    made = []
    for _ in range(5_000):
        wire = bytearray(QUERY)
        for _ in range(chance.randrange(1, 6)):
            wire[chance.randrange(len(wire))] = chance.randrange(256)
        kind = chance.randrange(4)
        if kind == 0:
            wire = wire[: chance.randrange(len(wire))]
        elif kind == 1:
            wire += chance.randbytes(chance.randrange(1_400))
        made.append(bytes(wire) if kind < 3 else chance.randbytes(chance.randrange(1, 512)))
    return _datagrams(port, seconds, made)


def _datagrams(port: int, seconds: float, made: list[bytes]) -> int:
    sent = 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HOSTILE, 0))
        opened.connect((HOST, port))
        end = perf_counter() + seconds
        while perf_counter() < end:
            for one in made[:50]:
                opened.send(one)
            sent += len(made[:50])
            made = made[50:] + made[:50]
    return sent


def http_flood(_dns: int, port: int, seconds: float) -> int:
    """Ask for a page over a new connection each time, 16 at once; return those answered."""
    end = perf_counter() + seconds

    def ask() -> int:
        answered = 0
        while perf_counter() < end:
            with suppress(OSError):
                answered += _page(port, HOSTILE, 2.0)
        return answered

    with ThreadPoolExecutor(16) as pool:
        return sum(one.result() for one in [pool.submit(ask) for _ in range(16)])


def slow_clients(_dns: int, port: int, seconds: float) -> int:
    """Hold connections open with a byte of a request each second; return how many were opened."""
    opened = []
    end = perf_counter() + seconds
    for place in range(SLOW):
        one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        one.bind((f"127.0.9.{place // 20 + 1}", 0))
        one.settimeout(1)
        with suppress(OSError):
            one.connect((HOST, port))
            opened.append(one)
    count = len(opened)
    for letter in REQUEST:
        if perf_counter() > end:
            break
        for one in opened:
            with suppress(OSError):
                one.send(bytes([letter]))
        sleep(max(0.0, min(1.0, end - perf_counter())))
    for one in opened:
        one.close()
    return count


ATTACKS: dict[str, Attack] = {
    "none": no_attack,
    "UDP flood": udp_flood,
    "malformed queries": malformed,
    "HTTP flood": http_flood,
    f"{SLOW} slow clients": slow_clients,
}


def _page(port: int, source: str, seconds: float) -> bool:
    with socket.create_connection((HOST, port), seconds, (source, 0)) as opened:
        opened.sendall(REQUEST)
        head = opened.recv(64)
        while opened.recv(65_536):
            pass
    return head.startswith(b"HTTP/1.1 200")


def ask_names(port: int, end: float, told: Honest) -> None:
    """Ask as a resolver does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind((HONEST, 0))
        opened.connect((HOST, port))
        opened.settimeout(TRY_SECONDS)
        while perf_counter() < end:
            told.asked += 1
            begun = perf_counter()
            for _ in range(TRIES):
                opened.send(QUERY)
                with suppress(TimeoutError):
                    opened.recv(600)
                    told.took.append(perf_counter() - begun)
                    break
            sleep(0.05)


def ask_pages(port: int, end: float, told: Honest) -> None:
    """Ask as a browser does."""
    while perf_counter() < end:
        told.asked += 1
        begun = perf_counter()
        with suppress(OSError):
            if _page(port, HONEST, PAGE_SECONDS):
                told.took.append(perf_counter() - begun)
        sleep(0.1)


def attacked(attack: Attack, seconds: float) -> tuple[int, Honest, Honest, dict[str, Any]]:
    """Return what the attack did, what honest callers got, and the sinkhole's counts."""
    counts: dict[str, Any] = {}
    names, pages = Honest(), Honest()
    told: Queue[int] = Queue()
    with sinkhole(counts) as ports:
        hostile = Process(target=lambda: told.put(attack(*ports, seconds)))
        hostile.start()
        end = perf_counter() + seconds
        asking = [
            threading.Thread(target=ask_names, args=(ports[0], end, names)),
            threading.Thread(target=ask_pages, args=(ports[1], end, pages)),
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        done = told.get()
        hostile.join()
    return done, names, pages, counts


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    print("| attack | came, a second | sinkhole | honest queries | honest pages | log | memory |")
    print("| --- | ---: | --- | --- | --- | --- | ---: |")
    for title, attack in ATTACKS.items():
        done, names, pages, counts = attacked(attack, seconds)
        kinds = ("dns_answered", "dns_limited", "http_answered", "turned_away", "too_slow")
        seen = ", ".join(f"{kind} {counts[kind]:,}" for kind in kinds if counts.get(kind))
        print(
            f"| {title} | {done / seconds:,.0f} | {seen}; {counts['seconds']:.1f} s CPU | {names} "
            f"| {pages} | {counts['log_kept']:,} kept, {counts['log_lost']:,} lost "
            f"| {counts['peak']} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
