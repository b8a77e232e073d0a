"""Log shippers send as they are, and what they were told came is there."""

import gzip
import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine

from rasid import serving
from rasid.serving.intake.spool import Spool
from serving.running import running, unheard

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVENT = b'{"event":{"a":1}}'


@dataclass(frozen=True, slots=True)
class Intake:
    """A server that takes logs, a token for it, and where they go."""

    url: str
    token: str
    folder: Path
    spool: Spool

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
        """Send something as a shipper does; `content_encoding` becomes a header."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        told = {"Authorization": f"Splunk {self.token}"} | named
        try:
            connection.request("POST", f"/services/collector{path}", body, told)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def lines(self) -> list[bytes]:
        """Return every line that is on disk."""
        self.spool.close()
        files = sorted(self.folder.glob("*.ndjson"))
        return [line for path in files for line in path.read_bytes().splitlines()]


@pytest.fixture
def intake(ledger: Engine, tmp_path: Path) -> Iterator[Intake]:
    folder = tmp_path / "intake"
    token = serving.allow(ledger, "shipper", [serving.INTAKE], by="Sam", now=NOW)
    access = serving.Access(ledger)
    with serving.opened_spool(folder) as spool:
        routes = serving.intake_routes(access, spool, unheard)
        bodies = {serving.INTAKE_PATH: serving.MOST_BODY}
        app = serving.make_app(ledger, routes, ["127.0.0.1"], unheard, bodies)
        with running(app) as url:
            yield Intake(url, token, folder, spool)


@pytest.mark.parametrize(
    ("path", "body", "lines"),
    [
        ("/event", EVENT * 2, [b'{"a":1}'] * 2),
        ("", EVENT, [b'{"a":1}']),
        ("/event/1.0", b'{"event":"text"}', [b"text"]),
        ("/raw", b'{"b":2}\n{"c":3}', [b'{"b":2}', b'{"c":3}']),
        ("/raw?channel=x&sourcetype=y", b"z", [b"z"]),
    ],
)
def test_events_are_kept(intake: Intake, path: str, body: bytes, lines: list[bytes]) -> None:
    status, told = intake.post(path, body)

    assert (200, 0, lines) == (status, told["code"], intake.lines())


def test_packed_and_large_bodies_are_taken(intake: Intake) -> None:
    body = EVENT * 100_000
    plain = intake.post("/event", body)
    packed = intake.post("/event", gzip.compress(body), Content_Encoding="gzip")

    assert [200, 200] == [plain[0], packed[0]]
    assert 200_000 == len(intake.lines())


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("", 401, 2),
        ("Splunk no", 403, 4),
        ("Splunk rasid_0123456789abcdef_x", 403, 4),
        ("Bearer", 403, 4),
    ],
)
def test_strangers_send_nothing(intake: Intake, header: str, status: int, code: int) -> None:
    told = intake.post("/event", EVENT, Authorization=header)

    assert (status, code, []) == (told[0], told[1]["code"], intake.lines())


def test_reader_sends_nothing(intake: Intake, ledger: Engine) -> None:
    token = serving.allow(ledger, "peer", ["amber"], by="Sam", now=NOW)

    assert 403 == intake.post("/event", EVENT, Authorization=f"Splunk {token}")[0]


def test_bad_request_keeps_nothing_of_it(intake: Intake) -> None:
    status, told = intake.post("/event", EVENT + b'{"time":1}')

    assert (400, {"text": "Event field is required", "code": 12, "invalid-event-number": 1}) == (
        status,
        told,
    )
    assert [] == intake.lines()


def test_requests_are_acknowledged_by_channel(intake: Intake) -> None:
    channel = {"X_Splunk_Request_Channel": "one"}
    numbers = [intake.post("/event", EVENT, **channel)[1]["ackId"] for _ in range(2)]
    told = intake.post("/ack", b'{"acks":[0,1,2]}', **channel)
    other = intake.post("/ack?channel=two", b'{"acks":[0]}')

    assert [0, 1] == numbers
    assert {"0": True, "1": True, "2": False} == told[1]["acks"]
    assert {"0": False} == other[1]["acks"]
    assert 10 == intake.post("/ack", b'{"acks":[0]}')[1]["code"]
    assert 5 == intake.post("/ack", b"[]", **channel)[1]["code"]


def test_full_spool_sends_the_sender_away(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake.spool, "_most_waiting", 0)

    status, told = intake.post("/event", EVENT)

    assert (503, 9) == (status, told["code"])


def test_many_senders_lose_nothing(intake: Intake) -> None:
    bodies = [json.dumps({"event": {"n": n}}).encode() for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda body: intake.post("/event", body)[0], bodies))

    assert [200] * 200 == told
    assert set(range(200)) == {json.loads(line)["n"] for line in intake.lines()}
    assert 200 == len(intake.lines())
