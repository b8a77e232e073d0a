import gzip
import json
from concurrent.futures import Future
from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.sources.kept import Kept, find_kept
from rasid.tables.events import EVENTS
from sources.log_home import Site, sign_in, write_lines


def test_every_line_is_accounted_for(site: Site, tmp_path: Path) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1), sign_in(2), sign_in(1), "{torn"])

    report = site.take(log)[0]

    assert (4, 2, 1, 1) == (report.lines, report.new, report.duplicate, report.rejected)
    assert "ocsf" == report.format


def test_import_twice_changes_nothing(site: Site, tmp_path: Path) -> None:
    write_lines(tmp_path / "a.ndjson", [sign_in(n) for n in range(5)])
    site.take(tmp_path / "a.ndjson")
    before = site.tables()

    report = site.take(tmp_path / "a.ndjson")[0]

    assert (5, 0, 5) == (report.lines, report.new, report.duplicate)
    assert before == site.tables()


def make_overlap(folder: Path) -> list[Path]:
    """Write four files that share records, over three days, one of them torn."""
    day = 86_400
    folder.mkdir()
    return [
        write_lines(folder / "a.ndjson", [sign_in(n) for n in range(9)]),
        write_lines(folder / "b.ndjson", [sign_in(n) for n in (3, 4, day, 2 * day)]),
        write_lines(folder / "c.ndjson", [sign_in(day), "{", sign_in(5), sign_in(6, status_id=2)]),
        write_lines(folder / "d.ndjson", [sign_in(n) for n in (7, 3, 2 * day, 5)]),
    ]


@pytest.mark.parametrize("order", [(3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)])
def test_order_of_imports_does_not_show(
    site: Site, other_site: Site, tmp_path: Path, order: tuple[int, ...]
) -> None:
    files = make_overlap(tmp_path / "logs")
    site.take(tmp_path / "logs")

    for at in order:
        other_site.take(files[at])

    assert site.tables() == other_site.tables()


def test_many_imports_leave_few_parts(site: Site, tmp_path: Path) -> None:
    for number in range(20):
        site.take(write_lines(tmp_path / f"{number}.ndjson", [sign_in(number)]))

    assert 20 == len(site.events("event_uid"))
    assert len(site.store.parts(EVENTS)) <= 16


def test_two_records_under_one_id_both_stay(site: Site, tmp_path: Path) -> None:
    site.take(write_lines(tmp_path / "a.ndjson", [sign_in(1), sign_in(1, status_id=2)]))

    assert [("event-1", "failure"), ("event-1", "success")] == site.events("event_uid", "outcome")


def test_fractions_of_a_second_make_no_new_event(site: Site, tmp_path: Path) -> None:
    record = {"id": "g-1", "userPrincipalName": "ada@contoso.example", "appDisplayName": "Mail"}
    times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.1234567Z"]
    log = write_lines(tmp_path / "a.json", [record | {"createdDateTime": t} for t in times])

    report = site.take(log)[0]

    assert (1, 1) == (report.new, report.duplicate)


def test_tenants_keep_their_ids_apart(site: Site, tmp_path: Path) -> None:
    records = [sign_in(1, metadata={"uid": "same", "tenant_uid": t}) for t in ("a", "b")]
    site.take(write_lines(tmp_path / "a.ndjson", records))

    assert [("same", "a"), ("same", "b")] == site.events("event_uid", "tenant")


def test_record_without_id_is_told_by_its_text(site: Site, tmp_path: Path) -> None:
    nameless = sign_in(1, metadata={})
    first = site.take(write_lines(tmp_path / "a.ndjson", [nameless, nameless, sign_in(2)]))[0]
    second = site.take(write_lines(tmp_path / "b.ndjson", ["{torn", nameless]))[0]

    assert (2, 1) == (first.new, first.duplicate)
    assert (0, 1, 1) == (second.new, second.duplicate, second.rejected)


@pytest.mark.parametrize("suffix", ["", ".gz", ".zst"])
def test_compressed_files_read_alike(site: Site, tmp_path: Path, suffix: str) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(n) for n in range(50)])
    given = compress(log, suffix)

    assert (50, 50) == (site.take(given)[0].lines, len(site.events("event_uid")))


def compress(path: Path, suffix: str) -> Path:
    content = path.read_bytes()
    target = path.with_name(path.name + suffix)
    if suffix == ".gz":
        target.write_bytes(gzip.compress(content))
    elif suffix == ".zst":
        import pyarrow as pa  # noqa: PLC0415

        with pa.output_stream(str(target), compression="zstd") as stream:
            stream.write(content)
    return target


def test_torn_gzip_keeps_what_came_before(site: Site, tmp_path: Path) -> None:
    whole = compress(write_lines(tmp_path / "a.ndjson", [sign_in(n) for n in range(9000)]), ".gz")
    torn = tmp_path / "torn.gz"
    torn.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    report = site.take(torn)[0]

    assert report.new > 1000
    assert report.lines == report.new + report.rejected
    assert "ends early" in site.rejects()[-1][1]


@pytest.mark.parametrize("form", ["array", "page", "pages", "pretty"])
def test_json_lists_read_alike(site: Site, tmp_path: Path, form: str) -> None:
    records = [sign_in(n) for n in range(4)]
    text = {
        "array": json.dumps(records),
        "page": json.dumps({"@odata.context": "x", "value": records}),
        "pages": json.dumps({"value": records[:2]}) + json.dumps({"value": records[2:]}),
        "pretty": json.dumps(records, indent=2),
    }[form]
    (tmp_path / "a.json").write_text(text)

    report = site.take(tmp_path / "a.json")[0]

    assert (4, 4, 0) == (report.lines, report.new, report.rejected)


def test_torn_array_keeps_what_came_before(site: Site, tmp_path: Path) -> None:
    text = json.dumps([sign_in(n) for n in range(4)], indent=1)
    (tmp_path / "a.json").write_text(text[:-200])

    report = site.take(tmp_path / "a.json")[0]

    assert (4, 3, 1) == (report.lines, report.new, report.rejected)


def test_missing_path_is_wrong_use(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere does not exist\.$"):
        site.take(tmp_path / "nowhere")


def test_unknown_format_name_lists_the_known(site: Site, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'nonesuch', expected one of auth0, .*ocsf"):
        site.take(write_lines(tmp_path / "a", [sign_in(1)]), format="nonesuch")


@pytest.mark.parametrize(
    ("content", "looks"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a binary file"),
        (b"Dear Ada,\nall is well.\n", "text that begins 'Dear Ada,'"),
        (b'{"colour": "red", "size": 3, "kind": "x"}\n', "the fields colour, size, kind"),
        (b"a,b,c\n1,2,3\n", "the fields a, b, c"),
    ],
)
def test_unknown_file_is_named_with_its_looks(
    site: Site, tmp_path: Path, content: bytes, looks: str
) -> None:
    (tmp_path / "odd").write_bytes(content)

    with pytest.raises(InputError, match=f"odd: no known log format; it looks like .*{looks}"):
        site.take(tmp_path / "odd")
    assert [] == site.rows(EVENTS)


def test_file_of_another_format_is_refused(site: Site, tmp_path: Path) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1), sign_in(2)])

    with pytest.raises(InputError, match=r"no entra_graph; none of its 2 records is: line 1: not"):
        site.take(log, format="entra_graph")
    assert [[], [], []] == site.tables()


def test_same_file_twice_in_one_folder_counts_once(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    for name in ("b.ndjson", "a.ndjson"):
        write_lines(folder / name, [sign_in(1), "{torn"])

    told = [(r.name, r.lines, r.new, r.duplicate, r.rejected) for r in site.take(folder)]

    assert [("a.ndjson", 2, 1, 0, 1), ("b.ndjson", 2, 0, 1, 1)] == told


def test_folder_with_an_unknown_file_imports_the_rest(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    write_lines(folder / "a.ndjson", [sign_in(1)])
    (folder / "notes.txt").write_text("Dear Ada,\n")

    told = {report.name: (report.new, bool(report.problem)) for report in site.take(folder)}

    assert {"a.ndjson": (1, False), "notes.txt": (0, True)} == told


def test_folder_of_unknown_files_is_refused(site: Site, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear Ada,\n")

    with pytest.raises(InputError, match="no known log format"):
        site.take(tmp_path)


def test_empty_file_is_reported(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(b"")

    report = site.take(tmp_path / "a.ndjson")[0]

    assert (0, 0, "") == (report.lines, report.new, report.problem)


def test_glob_takes_what_it_matches(site: Site, tmp_path: Path) -> None:
    for name in ("a.ndjson", "b.ndjson", "c.txt"):
        write_lines(tmp_path / name, [sign_in(ord(name[0]))])

    assert ["a.ndjson", "b.ndjson"] == [r.name for r in site.take(f"{tmp_path}/*.ndjson")]


def test_kept_copy_outlives_the_file(site: Site, tmp_path: Path) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1)])
    content = log.read_bytes()
    raw_file = site.take(log)[0].raw_file
    log.unlink()

    kept = find_kept(site.home, raw_file)

    assert kept is not None
    assert content == b"".join(kept.bytes())


def test_file_that_changes_is_read_from_its_copy(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1)])
    stamps = iter([(1,), (1,), (2,)])
    monkeypatch.setattr("rasid.sources.kept._stamp", lambda _: next(stamps))

    report = site.take(log)[0]

    assert (1, 1) == (report.lines, report.new)
    assert [] == list(stamps)


def test_file_just_written_is_not_trusted_to_stay(tmp_path: Path) -> None:
    log = write_lines(tmp_path / "a.ndjson", [sign_in(1)])
    fresh = Kept("", "", log, "zstd", 0, Future(), source=log, stamp=())

    assert not fresh.lies_plain


def test_unknown_operations_are_counted_by_name(site: Site, tmp_path: Path) -> None:
    odd = [sign_in(n, class_uid=6003, api={"operation": "calendar.share"}) for n in range(3)]

    assert {"calendar.share": 3} == site.take(write_lines(tmp_path / "a", odd))[0].others
