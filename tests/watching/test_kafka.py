"""Topics of Kafka are read into the intake, each message once; brokers are librdkafka's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Producer
from sqlalchemy import select

from rasid.errors import UsageError
from rasid.ledger import kafka_offsets, open_ledger
from rasid.settings import Home
from rasid.watching import kafka, opened_kafka, read_settings, topics_of
from rasid.watching.kafka import KafkaReader

Produce = Callable[[str, list[bytes | None]], str]


@pytest.fixture(scope="module")
def cluster() -> tuple[Producer, str]:
    """Return a broker of its own, which lives as long as this producer does."""
    mock = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "none", "log_level": 2})
    (broker,) = mock.list_topics(timeout=10).brokers.values()
    return mock, f"{broker.host}:{broker.port}"


@pytest.fixture
def produce(cluster: tuple[Producer, str]) -> Produce:
    """Return what sends messages to the only partition that is used, and tells the topic's URL."""
    producer, brokers = cluster

    def produced(topic: str, values: list[bytes | None]) -> str:
        for value in values:
            producer.produce(topic, value, key=b"key", partition=0)
        producer.flush()
        return f"kafka://{brokers}/{topic}"

    return produced


def reading(home: Home, url: str, said: list[str]) -> Any:  # noqa: ANN401 - a context manager
    topics = topics_of(url)
    soon = {"session.timeout.ms": "10000"}
    return opened_kafka(home, topics, {"group.id": topics.topics[0]} | soon, said.append)


def all_of(reader: KafkaReader, count: int) -> int:
    """Read until so many messages came, or nothing more does."""
    taken = 0
    for _ in range(100):
        taken += reader.take(0.3)
        if taken >= count:
            break
    return taken


def lines_of(home: Home) -> dict[str, list[bytes]]:
    """Return the lines in the intake by offsets."""
    files = sorted(home.intake.glob("*.ndjson"))
    return {path.name.rsplit(".", 2)[1]: path.read_bytes().split(b"\n")[:-1] for path in files}


def offsets(home: Home) -> dict[int, int]:
    with open_ledger(home) as ledger, ledger.connect() as connection:
        rows = connection.execute(select(kafka_offsets)).all()
    return {row.partition: row.next for row in rows}


@pytest.mark.slow
def test_each_offset_is_a_line(home: Home, produce: Produce) -> None:
    """A tombstone is an empty one, and garbage is one too; another run goes on behind them."""
    said: list[str] = []
    url = produce("logs", [b'{"a": 1}', None, b"\xff\n\x00", b'{\n "b": 2}'])
    with reading(home, url, said) as reader:
        assert 4 == all_of(reader, 4)
        produce("logs", [None])
        assert 1 == all_of(reader, 1)
        with pytest.raises(UsageError, match="another rasid reads Kafka"), reading(home, url, said):
            pass
    produce("logs", [b'{"c": 3}'])
    with reading(home, url, said) as reader:
        assert 1 == all_of(reader, 1)

    assert {
        "0-4": [b'{"a": 1}', b"", b"\xff \x00", b'{  "b": 2}'],
        "5-6": [b'{"c": 3}'],
    } == lines_of(home)
    assert {0: 6} == offsets(home)
    assert [] == said


@pytest.mark.slow
@pytest.mark.parametrize("step", [pytest.param("_note", marks=pytest.mark.long), "_commit"])
def test_what_is_cut_short_is_read_once(
    home: Home, produce: Produce, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Cut before the ledger knows of a file, and before the broker does."""
    url = produce(f"cut{step}", [json.dumps({"n": n}).encode() for n in range(20)])

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, reading(home, url, []) as reader:
        patched.setattr(KafkaReader, step, cut)
        with pytest.raises(KeyboardInterrupt):
            all_of(reader, 20)
    before = sum(map(len, lines_of(home).values()))
    produce(f"cut{step}", [b'{"n": 20}'])
    with reading(home, url, []) as reader:
        all_of(reader, 21 - before)
    found = [json.loads(line)["n"] for lines in lines_of(home).values() for line in lines]

    assert 0 < before <= 20
    assert list(range(21)) == found


def test_large_gaps_begin_another_file() -> None:
    lines = [(offset, b"x") for offset in (1, 2, 900, 5_000, 5_001, 3)]

    assert [[1, 2, 900], [5_000, 5_001], [3]] == [
        [offset for offset, _ in run] for run in kafka.runs(lines)
    ]


@pytest.mark.parametrize(
    "url", ["kafka://", "kafka://b", "kafka://b/", "kafka://b/a b", "kafka://u:p@b/t", "kafka:///t"]
)
def test_what_names_no_topic_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="expected kafka://"):
        topics_of(url)


def test_settings_are_read_and_secrets_never_told(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "kafka"
    path.write_text("# who we are\nsasl.password = p=q\n\nsecurity.protocol=hunter2\n")
    with pytest.raises(UsageError, match="chmod 600"):
        read_settings(path)
    path.chmod(0o600)
    asked = read_settings(path)
    assert {"sasl.password": "p=q", "security.protocol": "hunter2"} == asked
    with (
        pytest.raises(UsageError, match="settings do not hold") as told,
        opened_kafka(home, topics_of("kafka://127.0.0.1:1/t"), asked, print),
    ):
        pass

    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize("line", ["nonsense", "enable.auto.commit=true", "bootstrap.servers=x"])
def test_settings_that_are_ours_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "kafka").write_text(f"{line}\n")
    (tmp_path / "kafka").chmod(0o600)
    with pytest.raises(UsageError, match=":1: expected NAME=VALUE"):
        read_settings(tmp_path / "kafka")
