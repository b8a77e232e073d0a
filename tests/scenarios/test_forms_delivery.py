"""How records become files, and what vendors make of clients and of time."""

import csv
import gzip
import io
import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from rasid.scenarios.forms.clients import Program, program
from rasid.scenarios.forms.delivery import (
    Layout,
    Written,
    as_array,
    as_items,
    as_lines,
    as_table,
    as_value,
    deliver,
)
from rasid.scenarios.forms.identifiers import guid, instant
from rasid.scenarios.month import Month

MONTH = Month(date(2024, 3, 1), days=10)
LINES = {"log": Layout("ndjson", as_lines)}


def record(day: int, uid: str, name: str = "log") -> Written:
    return Written(name, day, uid, json.dumps({"id": uid}))


def held(folder: Path) -> dict[str, list[str]]:
    """Return the ids in each file."""
    found = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        text = gzip.decompress(content) if path.suffix == ".gz" else content
        found[path.name] = [json.loads(line)["id"] for line in text.splitlines()]
    return found


def test_a_file_a_day(tmp_path: Path) -> None:
    """A day without records has no file; each eleventh day's is compressed."""
    deliver([record(0, "a"), record(0, "b"), record(7, "c")], {}, LINES, MONTH, tmp_path)

    assert held(tmp_path) == {
        "log-2024-03-01.ndjson": ["a", "b"],
        "log-2024-03-08.ndjson.gz": ["c"],
    }


def test_second_deliveries_are_files_of_their_own(tmp_path: Path) -> None:
    """They come on a later day or the same, on the last one if it would be too late."""
    again = {"a": 0, "b": 3, "c": 99}
    deliver([record(0, uid) for uid in "abcd"], again, LINES, MONTH, tmp_path)

    assert held(tmp_path) == {
        "log-2024-03-01.again.ndjson": ["a"],
        "log-2024-03-01.ndjson": ["a", "b", "c", "d"],
        "log-2024-03-04.again.ndjson": ["b"],
        "log-2024-03-10.again.ndjson": ["c"],
    }


def test_pages_hold_so_many_records(tmp_path: Path) -> None:
    """A day's records are cut into numbered pages."""
    layouts = {"log": Layout("ndjson", as_lines, page=2)}
    deliver([record(1, uid) for uid in "abcde"], {}, layouts, MONTH, tmp_path)

    assert held(tmp_path) == {
        "log-2024-03-02.0001.ndjson": ["a", "b"],
        "log-2024-03-02.0002.ndjson": ["c", "d"],
        "log-2024-03-02.0003.ndjson": ["e"],
    }


def test_logs_of_several_names_lie_side_by_side(tmp_path: Path) -> None:
    """Each name has files and a layout of its own."""
    layouts = LINES | {"other": Layout("json", as_array)}
    deliver([record(0, "a"), record(0, "b", "other")], {}, layouts, MONTH, tmp_path)

    assert ["log-2024-03-01.ndjson", "other-2024-03-01.json"] == sorted(
        path.name for path in tmp_path.iterdir()
    )


def test_answers_of_interfaces_are_json() -> None:
    """Graph and Google put their records into an object, Okta into an array."""
    texts = ['{"id":1}', '{"id":2}']
    records = [{"id": 1}, {"id": 2}]

    assert records == json.loads(as_array(texts))
    assert records == json.loads(as_value(texts, "x"))["value"]
    assert {"kind": "k", "items": records} == json.loads(as_items(texts, "k"))


def test_a_table_quotes_its_cells() -> None:
    """A cell may hold JSON, commas and quotes."""
    table = partial(as_table, columns=("Id", "AuditData"))([json.dumps(["1", '{"a": "b,c"}'])])

    assert [["Id", "AuditData"], ["1", '{"a": "b,c"}']] == list(csv.reader(io.StringIO(table)))


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        ("", Program("", "", "")),
        ("curl/8.4.0", Program("", "", "")),
        (
            "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
            Program("Edge", "130.0.0.0", "Windows 10"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) Chrome/129.0.0.0 Mobile Safari/537.36",
            Program("Chrome", "129.0.0.0", "Android"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) Version/18.4 Safari/604.1",
            Program("Safari", "18.4", "iOS"),
        ),
        ("PostApp/7.5 (Android 14)", Program("", "", "Android")),
    ],
)
def test_browsers_are_told_apart(user_agent: str, told: Program) -> None:
    """The browser is the one that says so, not those it claims to be like."""
    assert told == program(user_agent)


def test_moments_have_the_digits_of_their_vendor() -> None:
    """Seconds, milliseconds, and seven digits as Microsoft writes them."""
    moment = int(datetime(2024, 3, 1, 10, 20, 30, 45_000, UTC).timestamp() * 1000)

    assert [
        "2024-03-01T10:20:30",
        "2024-03-01T10:20:30.045",
        "2024-03-01T10:20:30.0450000",
    ] == [instant(moment, digits) for digits in (0, 3, 7)]


def test_numbers_of_things_are_of_their_seed() -> None:
    """The same thing has the same number in one seed's world, and another one in another's."""
    assert guid(1, "tenant") == guid(1, "tenant")
    assert 3 == len({guid(1, "tenant"), guid(2, "tenant"), guid(1, "ada")})
