"""Each mapping against its cases: what a record of the format becomes."""

import csv
import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.sources.formats import packaged
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from sources.log_home import Site

HERE = Path(__file__).parent
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['name']}")
    for file in sorted(HERE.glob("*.toml"))
    for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
]


def write_record(folder: Path, record: dict[str, Any], kind: str) -> Path:
    path = folder / "record"
    with path.open("w", encoding="utf-8", newline="") as file:
        if kind == "csv":
            csv.writer(file).writerows([record.keys(), record.values()])
        elif kind == "message":
            file.write(record["text"])
        else:
            file.write(json.dumps(record) + "\n")
    return path


@pytest.mark.parametrize(("format_name", "case"), CASES)
def test_record_becomes_event(
    site: Site, tmp_path: Path, format_name: str, case: dict[str, Any]
) -> None:
    kind = case.get("container", packaged().mappings[format_name].containers[0])

    report = site.take(write_record(tmp_path, case["record"], kind))[0]

    event = dict(zip(EVENTS.column_names, site.rows(EVENTS)[0], strict=True))
    shown = {
        k: v.isoformat() if isinstance(v, datetime) else "" if v is None else v
        for k, v in event.items()
    }
    assert format_name == report.format
    assert case["expect"] == {name: shown[name] for name in case["expect"]}
    assert shown["action"] in ACTIONS
    assert shown["outcome"] in OUTCOMES


def test_every_mapping_has_cases() -> None:
    assert set(packaged().mappings) == {file.stem for file in HERE.glob("*.toml")}
