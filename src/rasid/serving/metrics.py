"""Metrics in Prometheus' text format 0.0.4: counts, times and sizes, and nobody's name."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import Engine, func, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from rasid import __version__
from rasid.ledger import alert_receivers, alerts, kafka_offsets
from rasid.serving.access import Access
from rasid.serving.counts import Counts
from rasid.serving.failure import Failure
from rasid.serving.intake.spool import Spool
from rasid.serving.readers import METRICS
from rasid.settings import Home
from rasid.tables.analyses import ANALYSES
from rasid.tables.imports import IMPORTS

METRICS_PATH = "/metrics"

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Metric:
    """One metric; `values` by the value of its only label, or by "" where it has none."""

    name: str
    kind: str
    help: str
    values: Mapping[str, float]
    label: str = ""

    def lines(self) -> Iterator[str]:
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} {self.kind}"
        for value, number in self.values.items():
            where = f'{{{self.label}="{value}"}}' if self.label else ""
            yield f"{self.name}{where} {number:.17g}"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the metrics are counted from."""

    home: Home
    ledger: Engine
    spool: Spool
    counts: Counts


def metrics_routes(measured: Measured, access: Access, *, is_open: bool) -> list[BaseRoute]:
    """Return /metrics: without a token where it `is_open`, else for who has one for it."""

    def metrics(request: Request) -> Response:
        if not is_open:
            _require_right(access, request)
        found = [*_of_intake(measured), *_of_home(measured), *_of_alerts(measured.ledger)]
        found += _of_kafka(measured.ledger)
        return PlainTextResponse(_text(found), media_type=_TYPE)

    return [Route(METRICS_PATH, metrics, methods=["GET"])]


def _require_right(access: Access, request: Request) -> None:
    address = request.client.host if request.client else ""
    reader = access.reader(request.headers.get("authorization"), address)
    if METRICS not in reader.collections:
        raise Failure(HTTPStatus.FORBIDDEN, "This token is not for metrics.")


def _text(metrics: Iterable[_Metric]) -> str:
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _of_intake(measured: Measured) -> Iterator[_Metric]:
    counts, waiting = measured.counts, measured.spool.waiting()
    for name, kind, help_, value in (
        ("events_total", "counter", "Events taken; they are on disk.", counts.taken),
        ("sent_away_events_total", "counter", "Events for which was no room.", counts.sent_away),
        ("waiting_files", "gauge", "Files that wait to be imported.", waiting.files),
        ("waiting_bytes", "gauge", "Bytes that wait to be imported.", waiting.size),
        ("lag_seconds", "gauge", "How long the oldest of them has waited.", waiting.seconds),
        ("ready", "gauge", "Whether events would be taken now.", not measured.spool.problem()),
    ):
        yield _Metric(f"rasid_intake_{name}", kind, help_, {"": value})
    failed = "rasid_server_failures_total", "counter", "Failures of the server's own."
    yield _Metric(*failed, {"": counts.failures})
    refused = "rasid_intake_refused_requests_total", "counter", "Requests refused, by reason."
    yield _Metric(*refused, dict(counts.refused), "reason")


def _of_home(measured: Measured) -> Iterator[_Metric]:
    home = measured.home
    yield _Metric("rasid_build_info", "gauge", "The version.", {__version__: 1}, "version")
    disk = "rasid_disk_free_bytes", "gauge", "Room on the disk of the home."
    yield _Metric(*disk, {"": shutil.disk_usage(home.root).free})
    for name, table in (("import", IMPORTS), ("analysis", ANALYSES)):
        told = f"rasid_last_{name}_timestamp_seconds", "gauge", f"When the last {name} ended; or 0."
        yield _Metric(*told, {"": _changed_at(home.root / table.name)})


def _of_alerts(ledger: Engine) -> Iterator[_Metric]:
    with ledger.connect() as connection:
        last = connection.execute(select(func.coalesce(func.max(alerts.c.alert), 0))).scalar_one()
        told = connection.execute(select(alerts.c.alert).where(alerts.c.delivered_at == ""))
        waiting = {"output": len(told.all()), "file": 0, "webhook": 0, "mail": 0}
        failing = dict.fromkeys(waiting, 0)
        for row in connection.execute(select(alert_receivers)):
            kind = row.receiver.partition(" ")[0]
            waiting[kind] = max(waiting.get(kind, 0), last - row.up_to)
            failing[kind] = max(failing.get(kind, 0), row.failures)
    help_ = "Alerts that a receiver does not have yet, by its kind; of several the most."
    yield _Metric("rasid_alerts_waiting", "gauge", help_, waiting, "receiver")
    help_ = "How often a receiver failed since it last took one, by its kind; of several the most."
    yield _Metric("rasid_alerts_failing", "gauge", help_, failing, "receiver")


def _of_kafka(ledger: Engine) -> Iterator[_Metric]:
    with ledger.connect() as connection:
        rows = connection.execute(select(kafka_offsets)).all()
    lags = {f"{row.topic}/{row.partition}": float(row.end - row.next) for row in rows}
    help_ = "Messages of a topic's partition that were not read when it was last looked at."
    yield _Metric("rasid_kafka_lag_messages", "gauge", help_, lags, "partition")


def _changed_at(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.glob("*.parquet")), default=0.0)
