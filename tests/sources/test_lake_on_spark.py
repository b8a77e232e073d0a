"""A data lake as Security Lake lays it out, read by either engine: the same events."""

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rasid.case import open_case
from rasid.clock import utc_now
from rasid.settings import Home
from rasid.sources import import_logs

pytestmark = [pytest.mark.slow, pytest.mark.spark, pytest.mark.long]

PLACES = (
    "region=eu-central-1/accountId=111122223333/eventDay=20250305",
    "region=eu-central-1/accountId=111122223333/eventDay=20250306",
    "region=us-east-1/accountId=444455556666/eventDay=20250306",
)


def record(number: int) -> dict[str, object]:
    """Return a sign-in as a lake has it: nested, numbers as numbers."""
    return {
        "class_uid": 3002,
        "activity_id": 1,
        "time": 1741176000000 + number * 1000,
        "status_id": 1 + number % 2,
        "metadata": {"uid": f"e-{number}", "product": {"name": "Mail", "vendor_name": "Example"}},
        "user": {"email_addr": f"Ada{number % 3}@mail.example", "name": "ada"},
        "src_endpoint": {"ip": f"2001:DB8::{number:x}", "location": {"country": "DE"}},
        "resources": [{"name": "a"}, {"name": "b"}],
        "unmapped": [("tenant", "t-1"), ("reason", "")],
    }


def lake(folder: Path) -> Path:
    """Write parts of a lake, ten records each; `unmapped` is a map of texts."""
    kind = pa.map_(pa.string(), pa.string())
    for number, place in enumerate(PLACES):
        rows = [record(10 * number + n) for n in range(10)]
        table = pa.Table.from_pylist([{k: r[k] for k in r if k != "unmapped"} for r in rows])
        unmapped = pa.array([r["unmapped"] for r in rows], kind)
        (folder / place).mkdir(parents=True)
        pq.write_table(
            table.append_column("unmapped", unmapped), folder / place / "part.gz.parquet"
        )
    return folder


def events_of(home: Home, paths: list[str], engine: str) -> list[tuple[object, ...]]:
    """Import logs by an engine, and return all events."""
    home.create()
    text = home.settings_file.read_text(encoding="utf-8")
    home.settings_file.write_text(f'engine = "{engine}"\n{text}', encoding="utf-8")
    with open_case(home, write=True) as case:
        import_logs(paths, home=home, store=case.store, engine=case.engine, now=utc_now())
    with open_case(home) as case:
        return sorted(case.engine.rows("SELECT * FROM events"), key=repr)


@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("form", ["parquet", "json", "json.gz"])
def test_lake_is_the_same_on_spark(form: str, tmp_path: Path) -> None:
    """Parquet in folders by region, account and day, and lines of JSON, also packed."""
    folder = tmp_path / "lake"
    if form == "parquet":
        lake(folder)
    else:
        folder.mkdir()
        plain = {"unmapped": {"tenant": "t-1"}}
        lines = "".join(json.dumps(record(n) | plain) + "\n" for n in range(30)).encode()
        (folder / f"log.{form}").write_bytes(gzip.compress(lines) if form.endswith("gz") else lines)
    here, there = (
        events_of(Home(tmp_path / engine), [str(folder)], engine) for engine in ("duckdb", "spark")
    )

    assert 30 == len(here)
    assert here == there
