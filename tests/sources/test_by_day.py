from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.sources import by_day
from rasid.sources.by_day import DayWriter

DAY = date(2026, 3, 1)
SCHEMA = pa.schema([("name", pa.string()), ("day", pa.date32())])

Rows = list[tuple[str, int | None]]


def _batch(rows: Rows) -> pa.RecordBatch:
    names = [name for name, _ in rows]
    days = [None if nth is None else DAY + timedelta(days=nth) for _, nth in rows]
    return pa.record_batch([names, days], schema=SCHEMA)


def _written(folder: Path, batches: list[Rows]) -> dict[str, list[str]]:
    with DayWriter(folder) as writer:
        for rows in batches:
            writer.write(_batch(rows))
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("day=*/*.parquet")):
        found.setdefault(path.parent.name, []).extend(pq.read_table(path)["name"].to_pylist())
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_day, "GROUP_ROWS", 3)
    monkeypatch.setattr(by_day, "MOST_WAITING", 5)
    monkeypatch.setattr(by_day, "MOST_OPEN", 2)


@pytest.mark.usefixtures("small")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(days=st.lists(st.lists(st.none() | st.integers(-3, 4), max_size=9), max_size=6))
def test_each_row_goes_to_its_day_in_order_and_those_without_go(
    days: list[list[int | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    batches = [[(f"{b}-{n}", d) for n, d in enumerate(held)] for b, held in enumerate(days)]
    expected: dict[str, list[str]] = {}
    for name, nth in (row for rows in batches for row in rows):
        if nth is not None:
            expected.setdefault(f"day={DAY + timedelta(days=nth)}", []).append(name)

    assert expected == _written(tmp_path_factory.mktemp("days"), batches)


@pytest.mark.usefixtures("small")
def test_day_whose_file_was_closed_gets_another(tmp_path: Path) -> None:
    batches: list[Rows] = [[(name, nth) for name in "abc"] for nth in (0, 1, 2, 0)]
    _written(tmp_path, batches)

    assert ["0000.parquet", "0001.parquet"] == sorted(
        path.name for path in (tmp_path / f"day={DAY}").iterdir()
    )


def test_what_waits_holds_on_to_no_batch(tmp_path: Path) -> None:
    rows: Rows = [("x" * 1000, 0 if nth else 1) for nth in range(by_day.GROUP_ROWS + 1)]
    with DayWriter(tmp_path) as writer:
        before = pa.total_allocated_bytes()
        writer.write(_batch(rows))

        assert pa.total_allocated_bytes() - before < 1_000_000


def test_nothing_is_written_of_what_waits_when_it_fails(tmp_path: Path) -> None:
    with suppress(KeyError), DayWriter(tmp_path) as writer:
        writer.write(_batch([("a", 0)]))
        raise KeyError

    assert [] == list(tmp_path.iterdir())
