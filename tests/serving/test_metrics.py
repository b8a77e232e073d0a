"""What a Prometheus may read: counts and times, and nobody's name."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid import serving
from rasid.ledger import alert_receivers
from rasid.serving.intake.spool import Spool
from rasid.settings import Home
from serving.running import Told, ask, running, unheard

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OWN = "token-of-this-run"
_LINE = re.compile(r'(rasid_\w+)(?:\{(\w+)="([^"]*)"\})? (\S+)')


@contextmanager
def _served(ledger: Engine, spool: Spool, root: Path, *, is_open: bool = True) -> Iterator[str]:
    access, counts = serving.Access(ledger, own_token=OWN), serving.Counts()
    measured = serving.Measured(Home(root), ledger, spool, counts)
    routes = [
        *serving.intake_routes(access, spool, unheard, counts),
        *serving.metrics_routes(measured, access, is_open=is_open),
    ]
    app = serving.make_app(ledger, routes, ["127.0.0.1"], unheard, problem=spool.problem)
    with running(app) as url:
        yield url.rstrip("/")


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """Return a spool that has no room beyond 50 bytes."""
    folder = tmp_path / "home" / "intake"
    folder.mkdir(parents=True)
    made = Spool(folder, most_waiting=50)
    yield made
    made.close()


def _values(told: Told) -> dict[str, float]:
    """Return the metrics by name, and by the value of their label if they have one."""
    lines = [line for line in told.text.splitlines() if not line.startswith("#")]
    found = [_LINE.fullmatch(line) for line in lines]
    assert all(found)
    return {" ".join(filter(None, (m[1], m[3]))): float(m[4]) for m in found if m}


def _send(url: str, body: str, token: str = OWN) -> int:
    header = {"Authorization": f"Splunk {token}"}
    return ask(f"{url}/services/collector/raw", method="POST", headers=header, body=body).status


def test_counts_are_those_of_the_intake(ledger: Engine, spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "home" / "intake" / f"{10**18:020d}.ndjson").write_text("old\n")
    with _served(ledger, spool, tmp_path / "home") as url:
        codes = [
            _send(url, "a\nb\n"),
            _send(url, ""),
            _send(url, "a", "wrong"),
            _send(url, "x" * 60),
            _send(url, "c\nd\ne"),
        ]
        told, healthy = ask(f"{url}/metrics"), ask(f"{url}/healthz")
        collector = ask(f"{url}/services/collector/health")
    found = _values(told)

    assert [200, 400, 403, 200, 503] == codes
    assert "text/plain; version=0.0.4; charset=utf-8" == told.headers["content-type"]
    assert (503, 503) == (healthy.status, collector.status)
    assert "bytes wait to be imported" in healthy.document["why"]
    assert {
        "rasid_intake_events_total": 3,
        "rasid_intake_sent_away_events_total": 3,
        "rasid_intake_waiting_files": 2,
        "rasid_intake_waiting_bytes": 69,
        "rasid_intake_ready": 0,
        "rasid_intake_refused_requests_total format": 1,
        "rasid_intake_refused_requests_total token": 1,
        "rasid_intake_refused_requests_total full": 1,
        "rasid_last_import_timestamp_seconds": 0,
    }.items() <= found.items()
    assert found["rasid_intake_lag_seconds"] > 1e8


def test_times_are_those_of_the_tables(ledger: Engine, spool: Spool, tmp_path: Path) -> None:
    for name, moment in (("imports", 1_000), ("analyses", 2_000)):
        part = tmp_path / "home" / name / "1.parquet"
        part.parent.mkdir()
        part.touch()
        os.utime(part, (moment, moment))
    with _served(ledger, spool, tmp_path / "home") as url:
        found = _values(ask(f"{url}/metrics"))

    assert (1_000, 2_000) == tuple(
        found[f"rasid_last_{name}_timestamp_seconds"] for name in ("import", "analysis")
    )
    assert found["rasid_disk_free_bytes"] > 0


def test_receivers_are_told_by_their_kind(ledger: Engine, spool: Spool, tmp_path: Path) -> None:
    with ledger.begin() as connection:
        for number, address in enumerate(("ada@team.example", "sam@team.example")):
            row = {"receiver": f"mail {address}", "up_to": 0, "failures": number, "retry_at": ""}
            connection.execute(alert_receivers.insert(), row | {"problem": "no"})
    with _served(ledger, spool, tmp_path / "home") as url:
        told = ask(f"{url}/metrics")

    assert 1 == _values(told)["rasid_alerts_failing mail"]
    assert "team.example" not in told.text


def test_beyond_this_machine_a_token_is_asked_for(
    ledger: Engine, spool: Spool, tmp_path: Path
) -> None:
    rights = {"prometheus": serving.METRICS, "shipper": serving.INTAKE}
    tokens = {
        name: serving.allow(ledger, name, [right], by="Sam", now=NOW)
        for name, right in rights.items()
    }
    with _served(ledger, spool, tmp_path / "home", is_open=False) as url:
        codes = [ask(f"{url}/metrics").status] + [
            ask(f"{url}/metrics", headers={"Authorization": f"Bearer {token}"}).status
            for token in tokens.values()
        ]

    assert [401, 200, 403] == codes
