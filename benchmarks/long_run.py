"""Logs that are sent all day long, in compressed time: memory, disk, lag, and how late alerts are.

    python benchmarks/long_run.py month [--scale 1]
    python benchmarks/long_run.py busy [--hours 2] [--rate 2000]

`month` sends a simulated month from nothing. `busy` first imports and judges a month up to its
most hostile hours; then these hours are sent with so many events a second, the rest of them honest
people's copied with other accounts, addresses and ids. Both go to `rasid serve`, while
`rasid watch` imports and judges; `--pace` is how many simulated seconds go by in one, and senders
wait where they are told to. A sending that takes more than `--minutes` ends where it is.
"""

import argparse
import gzip
import json
import os
import re
import signal
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

from served import SHIPPER, Process, Sender, free_port, rasid, served

from rasid.case import open_case
from rasid.scenarios import simulate
from rasid.settings import Home

HOUR = 3_600_000
BATCH = 1_000
_TIME = re.compile(rb'"time":(\d{13})')
_UID = re.compile(rb'"uid":"([^"]*)"')
_MARKS = ((_UID, rb'"uid":"\1' + b"\x01" + rb'"'), (re.compile(rb'"ip":"[^"]*"'), b'"ip":"\x03"'))

Event = tuple[int, bytes]
"""When it happened, in milliseconds, and its record."""


@dataclass(slots=True)
class Run:
    """What was seen: a row now and then, and when each simulated moment was taken."""

    rows: list[str] = field(default_factory=list)
    taken: list[tuple[int, float]] = field(default_factory=list)
    hostile: dict[int, float] = field(default_factory=dict)
    sent: int = 0


def events_of(month: Path) -> list[Event]:
    """Return a month's events in the order of their times."""
    texts = (_text(path.read_bytes()) for path in (month / "logs").iterdir())
    return sorted((_moment(line), line) for text in texts for line in text.split(b"\n") if line)


def _text(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _moment(line: bytes) -> int:
    found = _TIME.search(line)
    assert found, line  # noqa: S101 - every record has one
    return int(found[1])


def uid(line: bytes) -> str:
    """Return a record's own id."""
    found = _UID.search(line)
    return found[1].decode() if found else ""


def most_hostile(events: list[Event], known: set[str], hours: int) -> int:
    """Return when the hours begin in which the group did most, of the last third of the month."""
    first = events[0][0] + (events[-1][0] - events[0][0]) * 2 // 3
    starts = Counter(
        at // HOUR * HOUR - back * HOUR
        for at, line in events
        if at >= first and uid(line) in known
        for back in range(hours)
    )
    return max(starts, key=lambda start: (starts[start], start))


def filled(
    own: list[Event], model: list[bytes], start: int, hours: int, rate: int
) -> Iterator[Event]:
    """Yield own events among so many others a second, each another account's than all before."""
    templates = []
    for line in model:
        text = line
        for pattern, mark in _MARKS:
            text = pattern.sub(mark, text)
        text = _TIME.sub(b'"time":\x02', text).replace(b".example", b"\x01.example")
        templates.append((text, zlib.crc32(line)))
    number, own_at = 0, 0
    for second in range(start, start + hours * HOUR, 1000):
        mine = []
        while own_at < len(own) and own[own_at][0] < second + 1000:
            mine.append(own[own_at])
            own_at += 1
        others = []
        for place in range(rate - len(mine)):
            copy, at = divmod(number, len(templates))
            number += 1
            text, told = templates[at]
            moment = second + place * 1000 // rate
            address = b"fd00:%x:%x:%x::1" % (copy, told & 0xFFFF, told >> 16)
            record = text.replace(b"\x01", b"-%x" % copy).replace(b"\x02", b"%d" % moment)
            others.append((moment, record.replace(b"\x03", address)))
        yield from sorted(mine + others)


def size_of(folder: Path) -> float:
    """Return what a home holds, in MB."""
    found = 0
    for below, _, names in os.walk(folder):  # which passes over folders that go meanwhile
        for name in names:
            with suppress(OSError):
                found += Path(below, name).stat().st_size
    return found / 2**20


def counted(home: Path) -> tuple[int, int]:
    """Return how many events a home has, and how many ids."""
    with open_case(Home(home)) as case:
        return tuple(case.engine.rows("SELECT count(*), count(DISTINCT event_uid) FROM events")[0])


class LongRun:
    """A server, a watch, and a sender that keeps its pace."""

    def __init__(self, home: Path, work: Path, analyses: float) -> None:
        self.home = home
        token = rasid(home, "serve", "allow", SHIPPER, "--intake").strip().splitlines()[-1]
        port = free_port()
        self.server = served(home, port, work / "serve.log")
        words = ("--every", "2", "--settle", "1", "--analyse-every", str(analyses), "--json")
        self.watch = Process(home, "watch", *words, log=work / "watch.log")
        self.sender = Sender(port, token)
        self.run = Run()

    def send(
        self, events: Iterator[Event], known: set[str], pace: float, minutes: float, rows: int
    ) -> None:
        """Send events at a pace, and look at the processes so often."""
        run, began, first = self.run, time.time(), None
        spans = minutes * 60 / rows
        shown = began
        while batch := list(islice(events, BATCH)):
            first = batch[0][0] if first is None else first
            ahead = (batch[-1][0] - first) / 1000 / pace - (time.time() - began)
            if ahead > 0:
                time.sleep(ahead)
            taken = self.sender.send(line for _, line in batch)
            run.sent += len(batch)
            run.taken.append((batch[-1][0], taken))
            run.hostile |= {at: taken for at, line in batch if uid(line) in known}
            if time.time() - shown >= spans:
                self.look(began)
                shown += spans
            if time.time() - began > minutes * 60 or self.watch.process.poll() is not None:
                break
        self.look(began)

    def look(self, began: float) -> None:
        """Print a row of what is seen now."""
        waiting = list(self.home.joinpath("intake").glob("*.ndjson*"))
        sizes, begun = 0, []
        for path in waiting:
            with suppress(OSError):
                sizes += path.stat().st_size
            begun.append(int(path.name.partition(".")[0]) / 1e9)
        lag = time.time() - min(begun, default=time.time())
        at = datetime.fromtimestamp(self.run.taken[-1][0] / 1000, UTC)
        row = (
            f"| {(time.time() - began) / 60:.1f} | {at:%d %H:%M:%S} | {self.run.sent:,} "
            f"| {sizes / 2**20:,.0f} | {lag:,.0f} | {self.server.resident():,.0f} "
            f"| {self.watch.resident():,.0f} | {size_of(self.home):,.0f} "
            f"| {self.server.spent():,.0f} | {self.watch.spent():,.0f} |"
        )
        print(row, flush=True)

    def settle(self, most: float, pause: float) -> float:
        """Wait until all is imported and judged once more; return how long that took."""
        began = time.time()
        while any(self.home.joinpath("intake").glob("*.ndjson*")) and time.time() - began < most:
            time.sleep(1)
        spent, still = self.watch.spent(), 0
        while still * 2 < pause + 20 and time.time() - began < most:
            time.sleep(2)
            now = self.watch.spent()
            still = still + 1 if now - spent < 0.2 else 0
            spent = now
        return time.time() - began

    def alerts(self) -> list[tuple[float, dict[str, object]]]:
        """Return the alerts with when they were told."""
        return [(at, json.loads(line)) for at, line in self.watch.heard if line.startswith("{")]


def tell_delays(run: Run, alerts: list[tuple[float, dict[str, object]]]) -> None:
    """Print how long after an event of the group came the first alert that tells of its time."""
    print(
        f"\nalerts: {len(alerts)}; "
        + ", ".join(
            f"{what} {number}"
            for what, number in Counter(str(a["kind"]) for _, a in alerts).items()
        )
    )
    delays, untold = [], 0
    covers = [(told, datetime.fromisoformat(str(a["last_seen"])).timestamp()) for told, a in alerts]
    for at, taken in sorted(run.hostile.items()):
        later = [told for told, until in covers if until >= at // 1000 and told >= taken]
        if later:
            delays.append(min(later) - taken)
        else:
            untold += 1
    if delays:
        print(
            f"events of the group: {len(run.hostile)}; told after {median(delays):,.0f} s in the "
            f"median, {max(delays):,.0f} s at most; {untold} behind the last alert"
        )
    for told, alert in alerts[:3] + alerts[3:][-3:]:
        names = ("kind", "news", "last_seen", "attempts", "accounts_attacked")
        print(f"  {datetime.fromtimestamp(told, UTC):%H:%M:%S}", {n: alert[n] for n in names})


def main() -> None:
    """Prepare, send, wait, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["month", "busy"])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--hours", type=int, default=2)
    parser.add_argument("--rate", type=int, default=2000)
    parser.add_argument("--pace", type=float, default=0.0, help="else as fast as it is taken")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--analyses", type=float, default=60.0)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        work = Path(made)
        simulate("patient", given.seed, work / "month", scale=given.scale)
        try:
            measure(given, work)
        finally:
            said = (work / "watch.log").read_text("utf-8").splitlines()
            print("\nwhat the watch said last:", *said[-20:], sep="\n")


def measure(given: argparse.Namespace, work: Path) -> None:
    """Send what was asked for and print what was seen."""
    month, home = work / "month", work / "home"
    truth = json.loads((month / "truth.json").read_text("utf-8"))
    known = set(truth["events"])
    events = events_of(month)
    rasid(home, "init")
    rasid(home, "import", "people", str(month / "roster.csv"))
    rasid(home, "import", "actors", str(month / "actors.json"))
    before = 0
    traffic = iter(events)
    if given.what == "busy":
        start = most_hostile(events, known, given.hours)
        past = [line for at, line in events if at < start]
        (work / "past.ndjson").write_bytes(b"\n".join(past) + b"\n")
        rasid(home, "import", "logs", str(work / "past.ndjson"))
        rasid(home, "analyse")
        before = len(past)
        own = [(at, line) for at, line in events if start <= at < start + given.hours * HOUR]
        seen = start // HOUR % 24
        apart = known | set(truth["background"])
        model = [
            line
            for at, line in events
            if 0 <= at // HOUR % 24 - seen < given.hours and uid(line) not in apart
        ]
        print(f"{before:,} events before; {len(own):,} own, {len(model):,} to copy", flush=True)
        traffic = filled(own, model, start, given.hours, given.rate)
    del events
    running = LongRun(home, work, given.analyses)
    print("| minutes | simulated | sent | waiting MB | lag s | serve MB | watch MB | home MB "
          "| serve CPU s | watch CPU s |\n|" + "---:|" * 10, flush=True)  # fmt: skip
    running.send(traffic, known, given.pace or 1e9, given.minutes, 20)
    after = running.settle(given.analyses + 1000, given.analyses)
    print(f"\nall imported and judged {after:,.0f} s after the last was sent")
    tell_delays(running.run, running.alerts())
    left = [running.watch.end(signal.SIGTERM), running.server.end(signal.SIGTERM)]
    rows, ids = counted(home)
    print(f"sent {running.run.sent:,} + {before:,} before; in the home {rows:,} events, "
          f"{ids:,} ids; sent again {running.sender.sent_again}; left with {left}")  # fmt: skip


if __name__ == "__main__":
    main()
