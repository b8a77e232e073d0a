from datetime import datetime, timedelta
from pathlib import Path

import pytest

from detections.rule_files import sound, write_rule
from rasid.detecting import Named, try_named
from rasid.detections.case_runs import read_cases
from rasid.detections.cases import MONDAY
from rasid.engines.duckdb import DuckDB

FIRES = """
[[case]]
name = "three in a row"
events = [{ at = "1d9h", account = "u{n}@x.example", repeat = 3, every = "10m" }]
expect = [{ account = "u0@x.example" }, { account = "u1@x.example" }, { events = 1 }]

[[case]]
name = "nothing"
events = []
expect = []
"""


def cases_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.cases.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_events_are_repeated(tmp_path: Path) -> None:
    cases, findings = read_cases(cases_of(tmp_path, FIRES))

    start = MONDAY + timedelta(days=1, hours=9)
    times = [start, start + timedelta(minutes=10), start + timedelta(minutes=20)]
    assert [] == findings
    assert times == [event["time"] for event in cases[0].events]
    assert ["u0@x.example", "u1@x.example", "u2@x.example"] == [
        event["account"] for event in cases[0].events
    ]


def test_what_differs_is_told(engine: DuckDB, tmp_path: Path) -> None:
    text = FIRES.replace("u1@", "v1@")
    cases, _ = read_cases(cases_of(tmp_path, text))

    rule = sound(write_rule(tmp_path))

    first, second = try_named(engine, Named(rule.path, (rule,)), cases)

    assert ("got account 'u1@x.example'; expected 'v1@x.example'",) == first.problems
    assert ("three in a row", True, "nothing", False) == (
        *(first.case, first.fires),
        *(second.case, second.fires),
    )


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("every", "evry", "the key 'evry' is not known; expected 'every', perhaps."),
        ('"1d9h"', '"tomorrow"', "expected a time after Monday's midnight, such as 3d9h30m."),
        ("repeat = 3", "repeat = 0", "got repeat = 0; expected a number from 1 on."),
        ("repeat = 3", "repeat = 200000", "200000 events; expected 100000 at most."),
        ("repeat = 3", 'action = "sing-in"', "got action = 'sing-in'; expected 'signin', perhaps."),
        ("expect = []", "", "it is missing or no list of tables"),
        ("expect = []", "expect = [{ events = 1 }]", "no case stays silent"),
        ("[[case]]", "[[cases]]", "the key is not known; expected [[case]]."),
        ("[[case]]", "[[case", "not TOML"),
    ],
)
def test_slip_in_a_case_is_told(tmp_path: Path, before: str, after: str, problem: str) -> None:
    cases, findings = read_cases(cases_of(tmp_path, FIRES.replace(before, after)))

    assert [] == cases
    assert any(problem in finding.problem for finding in findings), findings


def test_week_begins_on_monday() -> None:
    assert 0 == datetime.weekday(MONDAY)
