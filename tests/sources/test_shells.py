"""Records within records: what a collector or a search wrote around them comes off."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from rasid.errors import InputError
from rasid.sources.raw_lines import raw_lines
from rasid.sources.shells import Bare, Shell, shell_of
from sources.log_home import Site, sign_in, write_lines

Record = dict[str, Any]
RECORDS: list[Record] = [
    sign_in(n, user={"email_addr": f"ädä{n}@mail.example"}, http_request={"user_agent": '"{[\\'})
    for n in range(5)
]


def text(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False)


def around(shell: Callable[[Record], Record]) -> Callable[[Sequence[Record]], bytes]:
    """Return what writes each record, with something around it, on a line."""
    return lambda records: "\n".join(text(shell(r)) for r in records).encode()


def syslog(records: Sequence[Record]) -> bytes:
    return "".join(
        f"<134>1 2026-03-02T08:00:01Z relay idp - - - {text(r)}\n" for r in records
    ).encode()


def page(records: Sequence[Record]) -> bytes:
    listed = [{"@timestamp": "2026-03-02T08:00:01Z", "message": text(r)} for r in records]
    return json.dumps({"took": 3, "events": listed}, indent=2).encode()


def table(records: Sequence[Record]) -> bytes:
    target = io.StringIO()
    rows = csv.writer(target)
    rows.writerow(["_time", "_raw", "host"])
    rows.writerows(["2026-03-02", json.dumps(r, indent=1), "relay"] for r in records)
    return ("\ufeff" + target.getvalue()).encode()


def pages_as_text(records: Sequence[Record]) -> bytes:
    bodies = [json.dumps({"records": part}) for part in (records[:3], records[3:])]
    return "\n".join(text({"offset": n, "body": body}) for n, body in enumerate(bodies)).encode()


def pages_in_cells(records: Sequence[Record]) -> bytes:
    target = io.StringIO()
    rows = csv.writer(target)
    rows.writerow(["Offset", "Body"])
    rows.writerows([n, json.dumps({"records": [r]})] for n, r in enumerate(records))
    return target.getvalue().encode()


SHELLS: dict[str, Callable[[Sequence[Record]], bytes]] = {
    "an object": around(lambda r: {"time": 1, "host": "relay", "event": r}),
    "its text": around(lambda r: {"@timestamp": "2026-03-02", "message": text(r), "n": {"a": 1}}),
    "its text, in an object": around(lambda r: {"event": {"original": text(r), "kind": "event"}}),
    "a dotted key": around(lambda r: {"event.original": text(r)}),
    "text in text": around(lambda r: {"result": {"_raw": json.dumps({"log": text(r) + "\n"})}}),
    "syslog": syslog,
    "syslog in an object": around(lambda r: {"full": "Mar  2 08:00:01 relay idp: " + text(r)}),
    "a page": page,
    "a page of no usual name": lambda r: json.dumps(
        {"logGroup": "g", "logEvents": [{"id": "1", "message": text(one)} for one in r]}
    ).encode(),
    "a list as text": lambda r: text({"message": json.dumps(r), "n": 1}).encode(),
    "lines as text": lambda r: text({"message": "\n".join(map(text, r)), "n": 1}).encode(),
    "pages as text": pages_as_text,
    "pages in cells": pages_in_cells,
    "a table": table,
    "gz": lambda r: gzip.compress(around(lambda one: {"json": one})(r)),
}


@pytest.mark.parametrize("name", SHELLS)
def test_what_is_around_records_comes_off(site: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / "log").write_bytes(SHELLS[name](RECORDS))

    report = site.take(tmp_path / "log")[0]

    assert ("ocsf", 5, 5, 0) == (report.format, report.lines, report.new, report.rejected)
    assert [(f"event-{n}", f"ädä{n}@mail.example", '"{[\\') for n in range(5)] == site.events(
        "event_uid", "account", "user_agent"
    )


@pytest.mark.parametrize("name", ["syslog", "a table", "pages as text"])
def test_the_record_is_shown_as_its_vendor_wrote_it(site: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / "log").write_bytes(SHELLS[name](RECORDS))
    site.take(tmp_path / "log")
    wanted = site.events("raw_file", "raw_line", "event_uid")

    shown = raw_lines(site.home, site.store, site.engine, wanted)

    assert RECORDS == [json.loads(record.text) for record in shown]


def test_the_same_records_with_and_without_are_counted_once(site: Site, tmp_path: Path) -> None:
    write_lines(tmp_path / "bare.json", RECORDS)
    (tmp_path / "held.json").write_bytes(SHELLS["an object"](RECORDS))

    reports = site.take(tmp_path / "bare.json", tmp_path / "held.json")

    assert [(0, 5), (5, 0)] == sorted((r.new, r.duplicate) for r in reports)


def test_what_holds_no_record_is_rejected(site: Site, tmp_path: Path) -> None:
    whole = SHELLS["its text"](RECORDS)
    (tmp_path / "log").write_bytes(whole + b'\n{"message": "started"}\n{"message": "{torn\n')

    report = site.take(tmp_path / "log")[0]

    assert (7, 5, 2) == (report.lines, report.new, report.rejected)


def test_texts_that_hold_several_records_may_hold_one_or_none(site: Site, tmp_path: Path) -> None:
    bodies = ["started", text(RECORDS[0]), "\n".join(map(text, RECORDS[1:3])), '{"torn']
    lines = [text({"message": body, "n": 1}) for body in bodies]
    (tmp_path / "log").write_text("\n".join(lines))

    report = site.take(tmp_path / "log")[0]

    assert (5, 3, 2) == (report.lines, report.new, report.rejected)


def test_records_of_no_known_format_are_still_unknown(site: Site, tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"event": {"original": "{\\"a\\": 1}"}, "b": 1, "c": 2}\n')

    with pytest.raises(InputError, match="no known log format"):
        site.take(tmp_path / "log")


def test_where_most_records_lie_is_looked_at_first() -> None:
    records: list[Record] = [
        {"a": {"wanted": 1}},
        {"b": {"wanted": 2}},
        {"b": {"c": {"wanted": 3}, "wanted": 4}},
    ]

    shell = shell_of(records, lambda record: "wanted" in record)

    assert shell == Shell((("b",), ("a",), ("b", "c")))


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_lines_are_one_for_one_however_they_come(size: int) -> None:
    lines = b'{"m": {"n": 1}}\n\n  \nrubbish\n{"m": "{\\"n\\":\\n2}"}'
    target = io.BytesIO()
    bare = Bare(target, Shell((("m",),)))

    for at in range(0, len(lines), size):
        bare.write(lines[at : at + size])
    bare.flush()

    assert b'{"n":1}\n\n  \nrubbish\n{"n": 2}' == target.getvalue()
