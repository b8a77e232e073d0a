import gzip
import json
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.sources import RawRecord, raw_lines
from sources.log_home import Site, sign_in, write_lines


def shown(site: Site, *uids: str) -> list[RawRecord]:
    """Return the raw records of events, given their ids."""
    known = {row[2]: row for row in site.events("raw_file", "raw_line", "event_uid")}
    return raw_lines(site.home, site.store, site.engine, [known[uid] for uid in uids])


@pytest.mark.parametrize("packed", [False, True])
def test_raw_line_is_found_by_id(site: Site, tmp_path: Path, *, packed: bool) -> None:
    records = [sign_in(1), b"", sign_in(2), sign_in(3)]
    log = write_lines(tmp_path / "a.ndjson", records)
    if packed:
        log.write_bytes(gzip.compress(log.read_bytes()))
    site.take(log)

    expected = [RawRecord(json.dumps(sign_in(3)), 4), RawRecord(json.dumps(sign_in(2)), 3)]
    assert expected == shown(site, "event-3", "event-2")


def test_mended_line_is_found_by_number(site: Site, tmp_path: Path) -> None:
    line = json.dumps(sign_in(2, app="AGENT")).encode().replace(b"AGENT", b"\xff")
    site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1), line]))

    assert [RawRecord(line.decode("utf-8", "replace"), 2)] == shown(site, "event-2")


def test_contradicting_records_are_both_shown(site: Site, tmp_path: Path) -> None:
    twice = [sign_in(1), sign_in(1, status_id=2)]
    site.take(write_lines(tmp_path / "a.ndjson", twice))

    (record,) = shown(site, "event-1")

    assert "\n".join(json.dumps(r) for r in twice) == record.text


def test_an_id_is_found_however_it_is_spelled(site: Site, tmp_path: Path) -> None:
    escaped = json.dumps(sign_in(2)).replace("event-2", "\\u0065vent-2")
    plain = json.dumps(sign_in(2, status_id=2))
    site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1), escaped, plain]))

    assert [RawRecord(f"{escaped}\n{plain}", 2)] == shown(site, "event-2")


def test_a_line_that_only_tells_of_an_id_is_not_its_own(site: Site, tmp_path: Path) -> None:
    site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1, app="event-2"), sign_in(2)]))

    assert [RawRecord(json.dumps(sign_in(2)), 2)] == shown(site, "event-2")


def test_many_ids_of_a_file_are_found(site: Site, tmp_path: Path) -> None:
    """They are looked for among all records, not by their letters."""
    site.take(write_lines(tmp_path / "a.ndjson", [sign_in(n) for n in range(80)]))
    every = [f"event-{n}" for n in range(80)]

    assert [RawRecord(json.dumps(sign_in(n)), n + 1) for n in range(80)] == shown(site, *every)


def test_a_file_larger_than_the_engine_may_hold_is_read_in_parts(
    site: Site, tmp_path: Path
) -> None:
    wide = [sign_in(n, pad="x" * 600) for n in range(30_000)]
    site.take(write_lines(tmp_path / "a.ndjson", [json.dumps(one) for one in wide]))
    wanted = [(f"event-{n}", n + 1) for n in range(100, 30_000, 500)]
    known = {row[2]: row for row in site.events("raw_file", "raw_line", "event_uid")}

    with DuckDB(Settings(memory_limit="130MB", threads=2), site.home.scratch) as small:
        found = raw_lines(site.home, site.store, small, [known[uid] for uid, _ in wanted])

    assert [line for _, line in wanted] == [record.line for record in found]


def test_csv_row_is_found(site: Site, tmp_path: Path) -> None:
    header = "Date (UTC),Request ID,Username,Status,IP address"
    rows = [f'2026-01-01T00:00:0{n}Z,p-{n},"ada\n{n}@a.example",Success,192.0.2.1' for n in (1, 2)]
    site.take(write_lines(tmp_path / "a.csv", [header, *rows]))

    assert [RawRecord(rows[1], 2)] == shown(site, "p-2")


def test_item_of_an_array_is_found(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps([sign_in(1), sign_in(2)], indent=2))
    site.take(tmp_path / "a.json")

    assert [RawRecord(json.dumps(sign_in(2)), 2)] == shown(site, "event-2")


def test_changed_copy_is_not_shown(site: Site, tmp_path: Path) -> None:
    raw_file = site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1)]))[0].raw_file
    (site.home.raw / f"{raw_file}.zst").write_text("something else")

    (record,) = shown(site, "event-1")

    assert ("", f"the kept file {raw_file} was changed since its import") == (
        record.text,
        record.problem,
    )


def test_lost_copy_is_told(site: Site, tmp_path: Path) -> None:
    raw_file = site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1)]))[0].raw_file
    (site.home.raw / f"{raw_file}.zst").unlink()

    assert f"the kept file {raw_file} is gone" == shown(site, "event-1")[0].problem


@pytest.mark.parametrize(
    ("above", "delimiter", "end"),
    [
        ("", ";", "\n"),
        ("sep=;\n", ";", "\n"),
        ("#TYPE X\r\n", ",", "\r\n"),
        ("", "\t", "\n"),
        ("", ",", "\r"),
    ],
)
def test_row_of_another_layout_is_found_by_id(
    site: Site, tmp_path: Path, above: str, delimiter: str, end: str
) -> None:
    header = ["Date (UTC)", "Request ID", "Username", "Status", "IP address"]
    rows = [
        delimiter.join(["2026-01-01T00:00:00Z", uid, "ada@contoso.example", "Success", "192.0.2.1"])
        for uid in ("p-1", "p-2")
    ]
    text = above + "".join(line + end for line in [delimiter.join(header), *rows])
    (tmp_path / "a.csv").write_bytes(text.encode("utf-16"))
    site.take(tmp_path / "a.csv")

    assert [RawRecord(rows[1], 2)] == shown(site, "p-2")
