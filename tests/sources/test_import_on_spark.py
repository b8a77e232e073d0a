"""A folder of all sorts, imported in one command with Spark: the tables that DuckDB alone gives."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow import CompressedOutputStream

from rasid.case import open_case
from rasid.clock import utc_now
from rasid.engines import spark
from rasid.settings import Home
from rasid.sources import FileReport, import_logs
from rasid.sources.cases import Case, cases_of
from rasid.sources.formats import packaged
from rasid.sources.on_spark import is_read_by_spark
from rasid.tables.events import EVENTS
from rasid.tables.imports import IMPORTS
from rasid.tables.rejects import REJECTS
from rasid.toml_text import read_toml
from sources.log_home import sign_in, write_lines
from sources.own_mappings import MAPPING, write_mapping

HERE = Path(__file__).parent
TABLES = (EVENTS, REJECTS, IMPORTS)
PORTAL = (
    "Date (UTC),Request ID,User agent,User,Username,Application,IP address,Status,"
    "Sign-in error code\n"
    '2026-01-05T08:00:00Z,r-{n},"Firefox, ""of\na fork""",Ada,ada@mail.example,'
    '"Mail\r\nand more",192.0.2.1,Success,0\n'
)

Rows = list[list[tuple[object, ...]]]


def case(name: str, number: int = 0) -> Case:
    """Return a case of a format."""
    mapping = packaged().mappings[name]
    return cases_of(read_toml(HERE / f"{name}.toml"), mapping)[number]


def of_all_sorts(folder: Path) -> Path:
    """Write a folder of which Spark reads a part."""
    folder.mkdir()
    for name in ("google_workspace", "m365", "entra_portal_csv", "reported_message"):
        case(name).write(folder / name)
    activity = dict(case("google_workspace").record)
    (event,) = activity["events"]
    alone = activity | {"id": activity["id"] | {"uniqueQualifier": "alone"}, "events": event}
    write_lines(folder / "lone.json", [alone, alone | {"actor": "none"}, '{"torn":', "[]"])
    mixed = [sign_in(n) for n in range(1, 5)]
    write_lines(folder / "mixed.json", [*mixed, case("m365", 3).record, {"none": 1}, "no JSON"])
    (folder / "utf16.csv").write_bytes(PORTAL.replace("{n}", "1").encode("utf-16"))
    (folder / "bom.csv").write_bytes(PORTAL.replace("{n}", "2").encode("utf-8-sig"))
    lines = "".join(json.dumps(sign_in(n)) + "\n" for n in range(10, 20)).encode()
    (folder / "packed.json.gz").write_bytes(gzip.compress(lines))
    (folder / "torn.json.gz").write_bytes(gzip.compress(lines.replace(b"event-", b"torn-"))[:-20])
    with CompressedOutputStream(str(folder / "packed.json.zst"), "zstd") as file:
        file.write(lines.replace(b"event-", b"packed-"))
    nameless = {k: v for k, v in sign_in(30).items() if k != "metadata"}
    write_lines(folder / "nameless.json", [nameless, nameless | {"time": 1_767_225_600_000}])
    ours = {"when": "2026-01-05T08:00:00Z", "user": {"name": "ada@mail.example"}, "act": "in"}
    write_lines(folder / "ours.json", [ours])
    return folder


def imported(home: Home, logs: Path, engine: str) -> tuple[list[FileReport], Rows]:
    """Import logs by an engine; return what is told of each file, and all tables."""
    home.create()
    write_mapping(home, MAPPING)
    text = home.settings_file.read_text(encoding="utf-8")
    home.settings_file.write_text(f'engine = "{engine}"\n{text}', encoding="utf-8")
    with open_case(home, write=True) as open_one:
        reports = import_logs(
            [str(logs)], home=home, store=open_one.store, engine=open_one.engine, now=utc_now()
        )
    rows = []
    with open_case(home) as open_one:
        for table in TABLES:
            open_one.engine.view(table, open_one.store.parts(table))
            rows.append(open_one.engine.rows(f"SELECT * FROM {table.name} ORDER BY ALL"))
    return reports, rows


@pytest.mark.slow
@pytest.mark.spark
@pytest.mark.long
@pytest.mark.usefixtures("spark")
def test_folder_of_all_sorts_is_the_same(tmp_path: Path) -> None:
    """What Spark does not read is read by DuckDB; the numbers of each file add up alike."""
    logs = of_all_sorts(tmp_path / "logs")
    here, there = (
        imported(Home(tmp_path / engine), logs, engine) for engine in ("duckdb", "spark")
    )

    assert here == there
    assert all(
        report.lines == report.new + report.duplicate + report.rejected for report in here[0]
    )
    assert {"m365", "google_workspace", "reported_message", "ours", "entra_portal_csv"} < {
        report.format for report in here[0]
    }


def test_spark_is_not_started_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it reads none of the files."""
    monkeypatch.setattr(spark, "_started", None)
    logs = tmp_path / "portal.csv"
    logs.write_text(PORTAL.replace("{n}", "1"), encoding="utf-8")
    reports, (events, *_) = imported(Home(tmp_path / "home"), logs, "spark")

    assert [1] == [report.new for report in reports]
    assert 1 == len(events)


def test_own_mapping_is_read_by_duckdb() -> None:
    """Also one in the place of a packaged one, whose cases say nothing of it."""
    okta, m365 = packaged().mappings["okta"], packaged().mappings["m365"]
    changed = replace(okta, about="A log of ours.")

    assert is_read_by_spark("ndjson", [okta, m365])
    assert not is_read_by_spark("ndjson", [m365, changed])
    assert not is_read_by_spark("csv", [okta])
