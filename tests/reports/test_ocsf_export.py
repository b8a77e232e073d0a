"""Events as OCSF: what is exported and imported again is what it was."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.engines.spark import Spark
from rasid.errors import UsageError
from rasid.reports.ocsf_export import export_ocsf
from rasid.settings import Settings
from rasid.spark_settings import SparkSettings
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from sources.log_home import Site, open_site

FIRST = datetime(2026, 1, 5, 7, 30, 0, 123456)  # noqa: DTZ001 - tables hold UTC without a zone
KEPT = [name for name in EVENTS.column_names if name not in {"raw_file", "raw_line"}]
BARE = {
    "event_uid": "bare",
    "time": FIRST,
    "provider": "Mail",
    "tenant": "",
    "action": "signin",
    "user_agent": "Agent/1.0",
}
FULL = {
    "provider": "Example",
    "tenant": "t-1",
    "reason": "bad_password",
    "account": "ada@mail.example",
    "account_exists": True,
    "actor_account": "ada@mail.example",
    "source_ip": "2001:db8::1",
    "asn": 64500,
    "as_name": "Example Net",
    "country": "DE",
    "user_agent": "Agent/1.0",
    "fingerprint": "t13d_a_b",
    "device": "d1",
    "session": "s1",
    "app": "webmail",
    "protocol": "imap",
    "mfa_method": "push",
    "detail": "user.session.start",
}
HOSTILE = {"user_agent": '"\x1f,\n\\"}{\t=1+1', "detail": "\u202eتجربه\U0001f600", "app": "'; --"}
ODD = (
    {"account": "no address", "actor_account": "root", "account_exists": None},
    {"account": None, "actor_account": "ada@mail.example"},
    {"account_exists": False, "reason": "no_such_account", "protocol": "unknown"},
    {"reason": "mfa_required", "outcome": "success"},
    {"detail": None, "reason": None, "account_exists": None},
    HOSTILE,
)


def rows() -> list[dict[str, Any]]:
    """Return an event of each action and outcome, and those that are odd."""
    told = [
        {**FULL, "action": action, "outcome": outcome}
        for action, outcome in product(ACTIONS, OUTCOMES)
    ]
    told += [{**FULL, "action": "signin", "outcome": "failure", **odd} for odd in ODD]
    dated = [
        {**row, "event_uid": f"e-{n}", "time": FIRST + timedelta(hours=n, microseconds=n)}
        for n, row in enumerate(told)
    ]
    return [*dated, {**BARE, "outcome": "unknown"}]


@pytest.fixture
def part(tmp_path: Path) -> Path:
    """Return the events as a part of the table."""
    types = {"TIMESTAMP": pa.timestamp("us"), "BIGINT": pa.int64(), "BOOLEAN": pa.bool_()}
    schema = pa.schema([(c.name, types.get(c.type, pa.string())) for c in EVENTS.columns])
    whole = [{"raw_file": "f" * 64, "raw_line": n, **row} for n, row in enumerate(rows())]
    pq.write_table(pa.Table.from_pylist(whole, schema), tmp_path / "events.parquet")
    return tmp_path / "events.parquet"


@pytest.fixture
def engine(part: Path, tmp_path: Path) -> Iterator[DuckDB]:
    """Return an engine that reads them."""
    with DuckDB(Settings(threads=1), tmp_path / "spill") as opened:
        opened.view(EVENTS, [part])
        yield opened


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return another home."""
    yield from open_site(tmp_path / "other")


def told(engine: DuckDB) -> list[tuple[Any, ...]]:
    """Return the events but for where their records lie."""
    return engine.rows(f"SELECT {', '.join(KEPT)} FROM events ORDER BY ALL")


@pytest.mark.parametrize("name", ["lake", "e.ndjson", "e.jsonl.gz", "e.json.zst", "e.parquet"])
def test_what_is_exported_is_imported_as_it_was(
    name: str, engine: DuckDB, site: Site, tmp_path: Path
) -> None:
    output = tmp_path / name

    assert len(rows()) == export_ocsf(engine, output)

    (*_, last) = site.take(output)
    assert 0 == last.rejected
    assert told(engine) == site.events(*KEPT)


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.usefixtures("spark")
def test_spark_writes_the_same_lake(engine: DuckDB, part: Path, site: Site, tmp_path: Path) -> None:
    output = tmp_path / "lake"
    with Spark(SparkSettings(), tmp_path / "far") as far:
        far.view(EVENTS, [part])
        export_ocsf(engine, output, far)

    site.take(output)
    assert {".parquet"} == {file.suffix for file in output.rglob("*") if file.is_file()}
    assert told(engine) == site.events(*KEPT)


def test_lake_has_a_folder_for_each_day(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "lake"
    export_ocsf(engine, output)
    days = {f"eventDay={row['time']:%Y%m%d}" for row in rows()}

    assert days == {folder.name for folder in output.iterdir()}


def test_line_says_what_is_known_and_no_more(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "events.ndjson"
    export_ocsf(engine, output)
    records = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    bare = next(record for record in records if record["metadata"]["uid"] == "bare")

    assert {
        "metadata": {
            "uid": "bare",
            "version": "1.3.0",
            "log_name": "rasid",
            "product": {"name": "Mail", "vendor_name": "Mail"},
        },
        "time": 1767598200123,
        "time_dt": "2026-01-05T07:30:00.123456Z",
        "class_uid": 3002,
        "class_name": "Authentication",
        "category_uid": 3,
        "category_name": "Identity & Access Management",
        "activity_id": 1,
        "activity_name": "Logon",
        "type_uid": 300201,
        "severity_id": 1,
        "status_id": 0,
        "status": "Unknown",
        "http_request": {"user_agent": "Agent/1.0"},
        "is_mfa": False,
        "unmapped": {
            "action": "signin",
            "outcome": "unknown",
            "raw_file": "f" * 64,
            "raw_line": 116,
        },
    } == bare


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("events.csv", "OCSF is written to .json, .jsonl, .ndjson, .parquet, or to a folder"),
        ("nowhere/lake", "No such file or directory"),
        ("full", "a lake is written to a new or empty folder"),
        ("full/a.json", "it is a folder, expected a file"),
    ],
)
def test_what_cannot_be_written_is_told(
    name: str, sentence: str, engine: DuckDB, tmp_path: Path
) -> None:
    (tmp_path / "full" / "a.json").mkdir(parents=True)

    with pytest.raises(UsageError, match=sentence):
        export_ocsf(engine, tmp_path / name)

    assert [] == [path for path in tmp_path.iterdir() if path.name.startswith(".rasid")]
