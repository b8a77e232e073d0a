"""The same records, whatever they lie in: the same events come out, and every line adds up."""

import codecs
import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rasid.errors import InputError
from rasid.sources.raw_lines import raw_lines
from sources.log_home import Site, sign_in, write_lines

Record = dict[str, Any]
RECORDS: list[Record] = [
    sign_in(n, user={"email_addr": f"ädä{n}@mail.example"}, http_request={"user_agent": '"{[\\'})
    for n in range(5)
]


def lines(records: Sequence[Record]) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records)


def zst(data: bytes) -> bytes:
    packed: bytes = pa.Codec("zstd").compress(data, asbytes=True)
    return packed


def parquet(records: Sequence[Record]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(records)), target)
    return target.getvalue()


def page(records: Sequence[Record], name: str = "value") -> bytes:
    return json.dumps({"@odata.context": "x", name: records, "more": {"value": 1}}).encode()


CONTAINERS: dict[str, Callable[[Sequence[Record]], bytes]] = {
    "lines": lines,
    "lines with blanks and CR": lambda r: b"\r\n\n" + lines(r).replace(b"\n", b"\r\n"),
    "lines with a mark": lambda r: codecs.BOM_UTF8 + lines(r),
    "array": lambda r: json.dumps(r).encode(),
    "array, a record a line": lambda r: b"[\n" + b",\n".join(lines(r).splitlines()) + b"\n]",
    "pretty array": lambda r: json.dumps(r, indent=4).encode(),
    "pretty objects": lambda r: b"\n".join(json.dumps(one, indent=2).encode() for one in r),
    "two arrays": lambda r: json.dumps(r[:2]).encode() + b"\n" + json.dumps(r[2:]).encode(),
    "page": page,
    "a page's list in an object of it": lambda r: json.dumps(
        {"took": 1, "hits": {"total": {"value": 5}, "hits": r}, "more": [{"value": 1}]}, indent=1
    ).encode(),
    "two pages": lambda r: page(r[:2]) + page(r[2:], "items"),
    "pages as lines": lambda r: b"\n".join([page(r[:2], "records"), page(r[2:], "records")]),
    "UTF-16": lambda r: lines(r).decode().encode("utf-16"),
    "UTF-16 big end first, no mark": lambda r: lines(r).decode().encode("utf-16-be"),
    "UTF-16 array": lambda r: json.dumps(r).encode("utf-16"),
    "gz": lambda r: gzip.compress(lines(r)),
    "gz of an array": lambda r: gzip.compress(json.dumps(r).encode()),
    "two gz": lambda r: gzip.compress(lines(r[:2])) + gzip.compress(lines(r[2:])),
    "zst": lambda r: zst(lines(r)),
    "zst of a page": lambda r: zst(page(r)),
    "Parquet": parquet,
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_gives_the_same_events(site: Site, tmp_path: Path, name: str) -> None:
    (tmp_path / "log").write_bytes(CONTAINERS[name](RECORDS))

    report = site.take(tmp_path / "log")[0]

    assert ("ocsf", 5, 5) == (report.format, report.lines, report.new)
    assert [(f"event-{n}", f"ädä{n}@mail.example", '"{[\\') for n in range(5)] == site.events(
        "event_uid", "account", "user_agent"
    )
    (event,) = site.engine.rows(
        "SELECT raw_file, raw_line, event_uid FROM events WHERE event_uid = 'event-2'"
    )
    (shown,) = raw_lines(site.home, site.store, site.engine, [event])
    assert RECORDS[2] == {k: v for k, v in json.loads(shown.text).items() if k != "file_row_number"}


def test_all_containers_together_count_each_event_once(site: Site, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, write in CONTAINERS.items():
            archive.writestr(f"folder/{name}", write(RECORDS))

    told = site.take(tmp_path / "all.zip")

    assert {f"all.zip/folder/{name}" for name in CONTAINERS} == {report.name for report in told}
    assert 5 == sum(report.new for report in told)
    assert all(r.lines == r.new + r.duplicate + r.rejected == 5 for r in told)


def test_formats_mixed_in_one_file_are_told_apart(site: Site, tmp_path: Path) -> None:
    entra = {
        "id": "g-1",
        "createdDateTime": "2026-01-01T00:00:00Z",
        "userPrincipalName": "ada@contoso.example",
        "appDisplayName": "Mail",
        "clientAppUsed": "Browser",
        "ipAddress": "192.0.2.7",
        "status": {"errorCode": 50126},
    }
    late = [sign_in(n) for n in range(300)] + [entra, {"neither": 1}]

    report = site.take(write_lines(tmp_path / "a.ndjson", late))[0]

    assert ("entra_graph,ocsf", 302, 301, 1) == (
        report.format,
        report.lines,
        report.new,
        report.rejected,
    )
    assert [(302, "not a record of this format")] == site.rejects()
    assert ("Microsoft Entra ID", "failure", "bad_password") in site.events(
        "provider", "outcome", "reason"
    )


def test_record_in_a_record_of_another_format_is_not_its_own(site: Site, tmp_path: Path) -> None:
    activity = {
        "kind": "admin#reports#activity",
        "id": {"time": "2026-01-01T00:00:00Z", "uniqueQualifier": "1", "applicationName": "login"},
        "actor": {"email": "ada@mail.example"},
        "events": [{"type": "login", "name": "login_success"}],
    }
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(activity, indent=1))
    (folder / "b.json").write_text(json.dumps({"items": [activity | {"etag": "x"}]}, indent=1))

    assert [("google_workspace", 1)] * 2 == [(r.format, r.lines) for r in site.take(folder)]


def test_table_in_utf_16_is_read(site: Site, tmp_path: Path) -> None:
    header = ["Date (UTC)", "Request ID", "Username", "Status", "IP address"]
    row = ["2026-01-01T00:00:00Z", "p-1", "ädä@contoso.example", "Success", "192.0.2.1"]
    with (tmp_path / "a.csv").open("w", encoding="utf-16", newline="") as file:
        csv.writer(file).writerows([header, row])

    assert 1 == site.take(tmp_path / "a.csv")[0].new
    assert [("ädä@contoso.example",)] == site.events("account")


@pytest.mark.parametrize("most", [1, 2])
def test_a_page_of_few_records_a_line_is_no_lines(site: Site, tmp_path: Path, most: int) -> None:
    listed = b",\n".join(lines(RECORDS[:most]).splitlines())
    (tmp_path / "log").write_bytes(b'{"value": [\n' + listed + b"\n]}\n")

    report = site.take(tmp_path / "log")[0]

    assert (most, most, 0) == (report.lines, report.new, report.rejected)


def test_torn_array_keeps_what_is_whole(site: Site, tmp_path: Path) -> None:
    whole = json.dumps(RECORDS).encode()
    (tmp_path / "a.json").write_bytes(whole[:-30])

    report = site.take(tmp_path / "a.json")[0]

    assert (5, 4, 1) == (report.lines, report.new, report.rejected)
    assert [5] == [line for line, _ in site.rejects()]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("../../etc/cron.d/x", b"{}", "it holds '../../etc/cron.d/x', a name that leads out"),
        ("/etc/passwd", b"{}", "it holds '/etc/passwd', a name that leads out"),
        ("C:\\x", b"{}", "a name that leads out"),
    ],
)
def test_archive_that_no_honest_tool_writes_is_refused(
    site: Site, tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)

    with pytest.raises(InputError, match=r"a\.zip: ") as told:
        site.take(tmp_path / "a.zip")

    assert problem in str(told.value)
    assert [[], [], []] == site.tables()
