"""Read a topic with `rasid watch`, kill it with -9 again and again, and count what is there.

    python benchmarks/kafka_killed.py [KILLS] [--scale 0.05]

The brokers are librdkafka's own mock cluster. A month's events, with tombstones and garbage among
them, are sent while the reader is killed; each event must be there once, and none taken twice.
"""

import argparse
import random
import signal
import tempfile
import threading
import time
from pathlib import Path

from confluent_kafka import Producer
from long_run import events_of
from served import Process, rasid
from sqlalchemy import select

from rasid.case import open_case
from rasid.ledger import kafka_offsets, open_ledger
from rasid.scenarios import simulate
from rasid.settings import Home

PARTITIONS = 3
SETTINGS = "session.timeout.ms=6000\nheartbeat.interval.ms=1000\n"
PATIENCE = 60.0
"""Seconds in which a reader must have read something, and after which nothing more comes."""

_COUNTS = """
SELECT (SELECT count(*) FROM events), (SELECT count(DISTINCT event_uid) FROM events),
    (SELECT sum(lines) FROM imports), (SELECT sum(rejected) FROM imports)
"""


def read_so_far(home: Path) -> int:
    """Return how many messages the ledger knows to be read."""
    with open_ledger(Home(home)) as ledger, ledger.connect() as connection:
        return sum(row.next for row in connection.execute(select(kafka_offsets)))


def produce(brokers: str, lines: list[bytes], seconds: float) -> None:
    """Send lines over a time, every thousandth with a tombstone and garbage after it."""
    producer = Producer({"bootstrap.servers": brokers})
    for number, line in enumerate(lines):
        partition = number % PARTITIONS
        producer.produce("logs", line, partition=partition)
        if number % 1000 == 999:
            producer.produce("logs", None, key=b"gone", partition=partition)
            producer.produce("logs", b'{"torn": "\xff\n', partition=partition)
            producer.flush()
            time.sleep(seconds * 1000 / len(lines))
    producer.flush()


def main() -> None:
    """Kill, begin again, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=20)
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seconds", type=float, default=2.0, help="the longest that one reads")
    given = parser.parse_args()
    chance = random.Random(3)  # noqa: S311
    mock = Producer({"test.mock.num.brokers": 2, "bootstrap.servers": "none"})
    brokers = ",".join(f"{b.host}:{b.port}" for b in mock.list_topics(timeout=10).brokers.values())
    with tempfile.TemporaryDirectory() as made:
        work, home = Path(made), Path(made) / "home"
        simulate("patient", 7, work / "month", scale=given.scale)
        lines = [line for _, line in events_of(work / "month")]
        (work / "kafka").write_text(SETTINGS)
        (work / "kafka").chmod(0o600)
        rasid(home, "init")
        words = [
            *("watch", f"kafka://{brokers}/logs", "--kafka-settings", str(work / "kafka")),
            *("--every", "0.2", "--analyse-every", "100000"),
        ]
        told = (brokers, lines, given.kills * 10.0)
        sending = threading.Thread(target=produce, args=told)
        sending.start()
        for _ in range(given.kills):
            before, since = read_so_far(home), time.time()
            watch = Process(home, *words, log=work / "log")
            while read_so_far(home) == before and time.time() - since < PATIENCE:
                time.sleep(0.1)
            time.sleep(chance.uniform(0, given.seconds))
            watch.end(signal.SIGKILL)
        sending.join()
        watch = Process(home, *words, log=work / "log")
        counted: tuple[object, ...] = ()
        since = time.time()
        while time.time() - since < PATIENCE:  # until nothing more comes
            time.sleep(1)
            with open_case(Home(home)) as case:
                now = case.engine.rows(_COUNTS)[0]
            if now != counted:
                counted, since = now, time.time()
        left = watch.end(signal.SIGTERM)
        print(f"{given.kills} kills of {len(lines):,} events; left with {left}")
        print("events, distinct, lines, of them rejected")
        print(*counted)
        print((work / "log").read_text()[-1500:])


if __name__ == "__main__":
    main()
