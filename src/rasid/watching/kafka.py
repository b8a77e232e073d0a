"""Topics of Kafka, read into the intake: every message once, whatever is killed in between.

A message becomes a line of a file whose name says topic, partition and offsets: line n of
`….0.500-620.ndjson` is offset 499 + n of partition 0. Once the file is on disk the ledger has the
next offset, and then the broker is told; the ledger alone decides where reading goes on. What was
killed before the ledger knew is found by the files' names.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rasid.clock import utc_now
from rasid.durable import flush_to_disk
from rasid.errors import UsageError
from rasid.ledger import kafka_offsets, open_ledger, writing_alone
from rasid.settings import Home

MOST_AT_ONCE = 10_000
MOST_OF_ROUND = 200_000
"""Messages, before what came is imported."""

JOIN_SECONDS = 10.0
"""How long a first round waits for its partitions, at most."""

MOST_WAITING = 8 << 30
LEAST_FREE = 1 << 30
"""Bytes: with so many waiting, or so few free, nothing is read until there is room."""

LARGEST_GAP = 1_000
"""Offsets that no message has and for which lines are left empty, before another file begins."""

_GROUP = "rasid"
_LOCK = "kafka.lock"
_NAME = re.compile(r"\d+\.kafka\.(?P<topic>.+)\.(?P<partition>\d+)\.\d+-(?P<next>\d+)\.ndjson")
_TOPIC = re.compile(r"[A-Za-z0-9._-]{1,249}")
_OURS = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "earliest",
    "max.poll.interval.ms": 86_400_000,  # a round may judge for long
    "queued.max.messages.kbytes": 65_536,
    "log_level": 2,
}

Partition = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Topics:
    """What `kafka://BROKER,…/TOPIC,…` names."""

    brokers: str
    topics: tuple[str, ...]


def is_kafka(told: str) -> bool:
    """Tell whether a text names topics rather than a file."""
    return told.startswith("kafka://")


def topics_of(url: str) -> Topics:
    """Read such a URL; raises UsageError."""
    brokers, _, told = url.removeprefix("kafka://").partition("/")
    topics = tuple(told.split(","))
    if not brokers or "@" in brokers or not all(_TOPIC.fullmatch(topic) for topic in topics):
        raise UsageError(
            "expected kafka://BROKER[:PORT][,…]/TOPIC[,…]; who signs in stands in --kafka-settings."
        )
    return Topics(brokers, topics)


def read_settings(path: Path) -> dict[str, str]:
    """Return librdkafka's settings of a file, NAME=VALUE a line; a message names no value."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as UTF-8 text.") from None
    if path.stat().st_mode & 0o077:
        raise UsageError(f"{path} can be read by others; chmod 600 it, for it holds secrets.")
    found = {}
    for number, line in enumerate(lines, 1):
        name, parted, value = (part.strip() for part in line.partition("="))
        if not line.strip() or name.startswith("#"):
            continue
        if not parted or name in _OURS or name == "bootstrap.servers":
            raise UsageError(
                f"{path}:{number}: expected NAME=VALUE, and none of {', '.join(_OURS)}."
            )
        found[name] = value
    return found


@dataclass(slots=True)
class KafkaReader:
    """Topics that are read into a home's intake; `opened_kafka` makes it."""

    home: Home
    consumer: Any
    kafka: Any
    say: Callable[[str], None]
    _has_begun: bool = False
    _next: dict[Partition, int] = field(default_factory=dict)
    _told: dict[Partition, tuple[int, int]] = field(default_factory=dict)

    def assigned(self, consumer: Any, partitions: Sequence[Any]) -> None:  # noqa: ANN401
        """Begin each partition where the home stands, else where its group does."""
        known = self._known()
        try:
            begun = consumer.committed(partitions, timeout=30)
        except self.kafka.KafkaException as error:
            self.say(f"Kafka does not say where the group stands: {error.args[0].name()}.")
            begun = list(partitions)
        for partition in begun:
            own = known.get((partition.topic, partition.partition), -1)
            if own >= 0:
                partition.offset = max(own, partition.offset)
                self._next[partition.topic, partition.partition] = partition.offset
        consumer.assign(begun)
        self._has_begun = True

    def lost(self, _: Any, partitions: Sequence[Any]) -> None:  # noqa: ANN401
        """Forget partitions that another reads from now on; nothing of them is held back."""
        for partition in partitions:
            self._next.pop((partition.topic, partition.partition), None)

    def take(self, wait: float) -> int:
        """Write what came into the intake, and return how many messages that were."""
        taken = 0
        until = time.monotonic() + JOIN_SECONDS
        while not self._has_begun and time.monotonic() < until:
            taken += self._read(wait)
        while taken < MOST_OF_ROUND and self._has_room():
            came = self._read(wait)
            if not came:
                break
            taken += came
        self._note_ends()
        return taken

    def _read(self, wait: float) -> int:
        messages = self.consumer.consume(MOST_AT_ONCE, timeout=wait)
        return self._keep([one for one in messages if not self._is_error(one)])

    def recover(self) -> None:
        """Let the ledger know of files that a kill left there before it did."""
        known, found = self._known(), dict[Partition, int]()
        for draft in self.home.scratch.glob("kafka-*"):
            draft.unlink()
        for path in self.home.intake.glob("*.kafka.*.ndjson"):
            if told := _NAME.fullmatch(path.name):
                at = told["topic"], int(told["partition"])
                found[at] = max(int(told["next"]), found.get(at, 0))
        if newer := {at: end for at, end in found.items() if end > known.get(at, -1)}:
            self._note(newer)

    def _is_error(self, message: Any) -> bool:  # noqa: ANN401
        error = message.error()
        if error is not None and error.code() != self.kafka.KafkaError._PARTITION_EOF:  # noqa: SLF001
            self.say(f"Kafka: {error.name()}. It is tried again.")
        return error is not None

    def _has_room(self) -> bool:
        waiting = sum(path.stat().st_size for path in self.home.intake.glob("*.ndjson"))
        free = shutil.disk_usage(self.home.intake).free
        if waiting < MOST_WAITING and free >= LEAST_FREE:
            return True
        self.say("Kafka is not read: too much waits to be imported, or the disk is nearly full.")
        return False

    def _keep(self, messages: Sequence[Any]) -> int:
        by_partition: dict[Partition, list[tuple[int, bytes]]] = {}
        for message in messages:
            at = message.topic(), message.partition()
            by_partition.setdefault(at, []).append((message.offset(), _line(message.value())))
        ends = {}
        for at, lines in by_partition.items():
            expected = self._next.get(at, lines[0][0])
            if lines[0][0] < expected:
                self.say(f"Kafka: {at[0]}/{at[1]} begins anew at offset {lines[0][0]}.")
            elif lines[0][0] > expected + LARGEST_GAP:
                self.say(f"Kafka: {at[0]}/{at[1]} has no offsets {expected} to {lines[0][0] - 1}.")
            for run in runs(lines):
                ends[at] = self._write(at, run)
        if ends:
            flush_to_disk(self.home.intake)
            self._note(ends)
            self._next |= ends
            self._commit(ends)
        return len(messages)

    def _write(self, at: Partition, lines: Sequence[tuple[int, bytes]]) -> int:
        """Write a file of lines, empty ones where no message has the offset; return the next."""
        (topic, partition), first, following = at, lines[0][0], lines[-1][0] + 1
        texts = dict(lines)
        draft = self.home.scratch / f"kafka-{topic}-{partition}"
        with draft.open("wb") as file:
            file.writelines(texts.get(offset, b"") + b"\n" for offset in range(first, following))
            file.flush()
            os.fsync(file.fileno())
        if not any(texts.values()):  # tombstones alone, which say nothing
            draft.unlink()
            return following
        name = f"{time.time_ns():020d}.kafka.{topic}.{partition}.{first}-{following}.ndjson"
        draft.rename(self.home.intake / name)
        return following

    def _commit(self, ends: Mapping[Partition, int]) -> None:
        """Tell the broker, for whoever looks there; that it fails changes nothing here."""
        offsets = [self.kafka.TopicPartition(*at, end) for at, end in ends.items()]
        try:
            self.consumer.commit(offsets=offsets, asynchronous=False)
        except self.kafka.KafkaException as error:
            self.say(f"Kafka did not take the offsets: {error.args[0].name()}.")

    def _known(self) -> dict[Partition, int]:
        with open_ledger(self.home) as ledger, ledger.connect() as connection:
            rows = connection.execute(select(kafka_offsets)).all()
        return {(row.topic, row.partition): row.next for row in rows}

    def _note_ends(self) -> None:
        """Let the ledger know how far the topics go, from which the lag is told."""
        for (topic, partition), following in self._next.items():
            where = self.kafka.TopicPartition(topic, partition)
            marks = self.consumer.get_watermark_offsets(where, cached=True)
            end = max(marks[1] if marks else 0, following)
            if self._told.get((topic, partition)) != (following, end):
                self._note({(topic, partition): following}, end)

    def _note(self, nexts: Mapping[Partition, int], end: int = 0) -> None:
        at = utc_now().isoformat("T", "seconds")
        with open_ledger(self.home) as ledger, writing_alone(ledger) as connection:
            for (topic, partition), following in nexts.items():
                own = kafka_offsets.delete().where(
                    kafka_offsets.c.topic == topic, kafka_offsets.c.partition == partition
                )
                connection.execute(own)
                last = max(end, following)
                row = {"topic": topic, "partition": partition, "next": following, "end": last}
                connection.execute(kafka_offsets.insert(), row | {"seen_at": at})
                self._told[topic, partition] = following, last


@contextmanager
def opened_kafka(
    home: Home, topics: Topics, settings: Mapping[str, str], say: Callable[[str], None]
) -> Iterator[KafkaReader]:
    """Read topics into a home until the block ends; UsageError where that cannot be."""
    try:
        import confluent_kafka as kafka  # noqa: PLC0415 - an extra
    except ImportError:
        raise UsageError("Kafka is read by the extra: pip install 'rasid[kafka]'.") from None
    home.intake.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.scratch.mkdir(parents=True, exist_ok=True)
    with (home.scratch / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(f"another rasid reads Kafka into {home.root}.") from None
        asked = {"group.id": _GROUP, **settings, **_OURS, "bootstrap.servers": topics.brokers}
        try:
            consumer = kafka.Consumer(asked)
        except kafka.KafkaException as error:
            why = str(error.args[0].str())
            for value in sorted(settings.values(), key=len, reverse=True):
                why = why.replace(value, "…") if value else why
            raise UsageError(f"Kafka's settings do not hold: {why}") from None
        reader = KafkaReader(home, consumer, kafka, say)
        reader.recover()
        try:
            consumer.subscribe(
                list(topics.topics), on_assign=reader.assigned, on_revoke=reader.lost
            )
            yield reader
        finally:
            consumer.close()


def _line(value: bytes | None) -> bytes:
    """Return a message as one line; a tombstone as an empty one."""
    return b" ".join((value or b"").splitlines()).strip()


def runs(lines: Sequence[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """Part lines where offsets go back or leave a large gap out."""
    run: list[tuple[int, bytes]] = []
    for offset, line in lines:
        if run and not 0 < offset - run[-1][0] <= LARGEST_GAP:
            yield run
            run = []
        run.append((offset, line))
    if run:
        yield run
