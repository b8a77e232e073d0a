import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.exports import HOSTILE_COLUMNS, export
from reports.months import Month, OpenMonth

HEADER = (
    "event_uid,campaign_id,stage,time,account,person_id,category,source_ip,session_id,bits,reason"
)


def test_hostile_csv_keeps_the_contract(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "hostile.csv"
    rows = export(engine, "hostile", "csv", output)
    lines = output.read_text(encoding="utf-8").splitlines()

    assert HEADER == lines[0]
    assert 12 == rows == len(lines) - 1
    assert lines[1].startswith("uid-0-0,C-1,discover,2026-03-02T05:10:00.000000Z,p1@mail.example,")


@pytest.mark.parametrize("what", ["events", "sessions", "hostile", "campaigns"])
def test_empty_csv_has_its_header(empty: DuckDB, tmp_path: Path, what: str) -> None:
    output = tmp_path / "empty.csv"

    assert 0 == export(empty, what, "csv", output)
    assert 1 == len(output.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("what", ["events", "hostile", "campaigns"])
def test_empty_json_is_an_empty_list(empty: DuckDB, tmp_path: Path, what: str) -> None:
    output = tmp_path / "empty.json"
    export(empty, what, "json", output)

    assert [] == json.loads(output.read_text(encoding="utf-8"))


def test_parquet_times_are_utc(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "hostile.parquet"
    export(engine, "hostile", "parquet", output)
    table = pq.read_table(output)

    assert list(HOSTILE_COLUMNS) == table.column_names
    assert datetime(2026, 3, 2, 5, 10, tzinfo=UTC) == table["time"][0].as_py()


def test_campaigns_json_nests_the_categories(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "campaigns.json"
    export(engine, "campaigns", "json", output)
    (row,) = json.loads(output.read_text(encoding="utf-8"))

    assert "Sable Heron" == row["actor"]
    assert 1 == row["by_category"]["journalist"]["compromised"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_csv_formulas_are_made_harmless(
    month: Month, open_month: OpenMonth, tmp_path: Path, start: str
) -> None:
    bad = f'{start}cmd|"x",y'
    month["hostile"][0] |= {"event_uid": bad, "account": bad, "reason": bad}
    month["campaigns"][0] |= {"accounts_identified": 4, "accounts_attacked": 3}
    export(open_month(month), "hostile", "csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))

    assert (bad, "'" + bad, "'" + bad) == (row["event_uid"], row["account"], row["reason"])


@pytest.mark.parametrize(
    ("what", "file_format", "message"),
    [
        ("people", "csv", "cannot export 'people', expected one of: events"),
        ("events", "xlsx", "unknown format 'xlsx', expected one of: csv"),
    ],
)
def test_unknown_wishes_are_refused(
    engine: DuckDB, tmp_path: Path, what: str, file_format: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        export(engine, what, file_format, tmp_path / "out")


def test_unwritable_output_is_named(engine: DuckDB, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is a folder"):
        export(engine, "events", "csv", tmp_path)
    with pytest.raises(UsageError, match=r"cannot write .*no/where"):
        export(engine, "events", "csv", tmp_path / "no" / "where")


def test_failed_export_leaves_the_old_file(engine: DuckDB, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    output.write_text("old", encoding="utf-8")
    engine.run("CREATE OR REPLACE TEMP VIEW hostile AS SELECT error('broken') AS event_uid")
    with pytest.raises(Exception, match="refused"):
        export(engine, "hostile", "csv", output)

    assert "old" == output.read_text(encoding="utf-8")
    assert [] == list(tmp_path.glob(".rasid-*"))
