"""What cannot be read is named with its line and its reason, and nothing else is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rasid.errors import InputError
from rasid.sources.formats import packaged
from rasid.sources.reading import Reading
from rasid.sources.staging import Framed, Held, Staging
from sources.log_home import Site, sign_in, write_lines


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"metadata": {"uid": "x"', "not JSON: Expecting"),
        (b"\x00\xff\xfe\x81", "not JSON: Expecting value"),
        (b"[1, 2]", "JSON, but not an object"),
        (b'"words"', "JSON, but not an object"),
        (b'{"a":' * 5000, "not JSON: nested too deeply"),
        (b'{"time": NaN}', "not JSON: NaN"),
        (b'{"time": 1767225600000}', "not a record of this format"),
        (json.dumps(sign_in(7, time="soon")).encode(), "no time that can be read"),
        (json.dumps(sign_in(7, time=0)).encode(), "its time is before 1990"),
        (json.dumps(sign_in(7, time=4_102_444_800_000)).encode(), "its time is in the future"),
        (b'{"x": "' + b"a" * 16_000_001 + b'"}', "longer than 16000000 bytes"),
    ],
)
def test_bad_line_is_named_between_good_ones(
    site: Site, tmp_path: Path, line: bytes, reason: str
) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1), b"", line, sign_in(2)])

    report = site.take(log)[0]

    (number, told), *others = site.rejects()
    assert (3, 2, 1, 3, []) == (report.lines, report.new, report.rejected, number, others)
    assert told.startswith(reason)


@pytest.mark.parametrize(
    ("agent", "kept"),
    [(b"bad \xff bytes", "bad � bytes"), (b"lone \\ud800 half", "lone ? half")],
)
def test_bad_characters_hide_no_event(site: Site, tmp_path: Path, agent: bytes, kept: str) -> None:
    line = json.dumps(sign_in(1, http_request={"user_agent": "AGENT"})).encode()
    site.take(write_lines(tmp_path / "a.ndjson", [line.replace(b"AGENT", agent)]))

    assert [("event-1", kept, 1)] == site.events("event_uid", "user_agent", "raw_line")


def test_ten_megabytes_in_one_line_are_one_event(site: Site, tmp_path: Path) -> None:
    long = sign_in(1, comment="a" * 10_000_000)

    report = site.take(write_lines(tmp_path / "a.ndjson", [long, sign_in(2)]))[0]

    assert (2, 2) == (report.lines, report.new)


def test_torn_csv_row_is_named(site: Site, tmp_path: Path) -> None:
    header = "Date (UTC),Request ID,Username,Status,IP address"
    good = '2026-01-01T00:00:0{0}Z,p-{0},"a\n{0}@contoso.example",Success,192.0.2.1'
    rows = [header, good.format(1), "2026-01-01T00:00:00Z,p-9", good.format(2)]

    report = site.take(write_lines(tmp_path / "a.csv", rows))[0]

    assert (3, 2, 1) == (report.lines, report.new, report.rejected)
    assert [(2, "2 fields, expected 5")] == site.rejects()


lines = st.one_of(
    st.binary(max_size=60).filter(lambda b: b"\n" not in b),
    st.text(max_size=40).map(lambda t: t.encode("utf-8", "replace").replace(b"\n", b"")),
    st.integers(0, 9).map(lambda n: json.dumps(sign_in(n)).encode()),
    st.integers(0, 400).map(lambda n: json.dumps(sign_in(1)).encode()[:n]),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["time", "class_uid", "user", "metadata"]), inner)
        ),
        max_leaves=5,
    ).map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(lines, max_size=24), end=st.sampled_from([b"", b"\n", b"\r\n"]))
def test_whatever_stands_in_a_file_adds_up(
    site: Site, tmp_path: Path, found: list[bytes], end: bytes
) -> None:
    log = tmp_path / "fuzz"
    first = json.dumps(sign_in(0)).encode()
    log.write_bytes((end or b"\n").join([first, *found]) + end)
    filled = [line for line in log.read_bytes().split(b"\n") if line.strip()]

    report = site.take(log, format="ocsf")[0]

    assert len(filled) == report.lines
    assert report.lines == report.new + report.duplicate + report.rejected


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(content=b"0\r0", name="entra_portal_csv")
@example(content=b"\x00", name="ocsf")
@given(
    content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode),
    name=st.sampled_from(sorted(packaged().mappings)),
)
def test_no_bytes_crash_an_import(site: Site, tmp_path: Path, content: bytes, name: str) -> None:
    (tmp_path / "fuzz").write_bytes(content)

    try:
        report = site.take(tmp_path / "fuzz", format=name)[0]
    except InputError:
        return
    assert report.lines == report.new + report.duplicate + report.rejected


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=80) | st.text(alphabet='",\r\n ab\x00', max_size=80).map(str.encode)
)
def test_whatever_stands_in_a_csv_adds_up(site: Site, tmp_path: Path, content: bytes) -> None:
    header = b"Date (UTC),Request ID,Username,Status,IP address\n"
    good = b"2026-01-01T00:00:00Z,p-1,ada@contoso.example,Success,192.0.2.1\n"
    (tmp_path / "fuzz").write_bytes(header + good + content)

    report = site.take(tmp_path / "fuzz")[0]

    assert report.lines == report.new + report.duplicate + report.rejected
    assert report.new + report.duplicate > 0


def files_read_by(source: Framed) -> int:
    """Return how many files the engine reads at once; what was mended it reads surely."""
    if isinstance(source, Held):
        return int(not source.numbered)
    return source.relation.count("-links/") if isinstance(source, Reading) else 0


@pytest.mark.parametrize("most", [1, 0])
def test_record_that_the_engine_loses_is_read_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """It loses one where it reads more than so many files at once, of which one is torn."""
    take = Staging.take

    def lossy(
        staging: Staging, source: Framed, condition: str = "true", *, near: bool = False
    ) -> None:
        kept = "true" if files_read_by(source) <= most else "event_uid <> 'event-1'"
        take(staging, source, f"({condition}) AND {kept}", near=near)

    monkeypatch.setattr(Staging, "take", lossy)
    torn = [sign_in(1), "{torn", sign_in(2)]
    logs = [
        write_lines(tmp_path / "a.ndjson", torn),
        write_lines(tmp_path / "b.ndjson", [sign_in(3), sign_in(4)]),
    ]

    reports = site.take(*logs)

    assert [(3, 2, 1), (2, 2, 0)] == [(r.lines, r.new, r.rejected) for r in reports]
    assert 4 == len(site.events("event_uid"))
    assert [2] == [line for line, _ in site.rejects()]
