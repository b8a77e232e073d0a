"""Hostile files end in one sentence or in rejects, and every record is accounted for."""

import gzip
import json
import os
import struct
import zipfile
from pathlib import Path
from random import Random

import pytest

from rasid.errors import RasidError
from rasid.sources.recognise import HEAD
from sources.hostile_files import (
    GOOD,
    HEADER,
    MESSAGE,
    OTHER,
    ROWS,
    archive,
    lake,
    overlapping,
    packed,
    packed_archive,
    patched,
)
from sources.log_home import Site, sign_in, write_lines

DEEP = 1_000_000
TWO = GOOD + b"\n" + OTHER + b"\n"


def said_of(site: Site, *paths: Path) -> str:
    """Import what must be refused; return what is said, which must be one line."""
    with pytest.raises(RasidError) as refused:
        site.take(*paths)
    assert str(refused.value).isprintable()
    return str(refused.value)


def sums(site: Site, *paths: Path) -> tuple[int, int, int]:
    """Import; return the lines, the events and the rejects, which must add up."""
    reports = site.take(*paths)
    assert all(r.lines == r.new + r.duplicate + r.rejected for r in reports)
    return (
        sum(report.lines for report in reports),
        len(site.events("event_uid")),
        sum(report.rejected for report in reports),
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("doubled.ndjson", GOOD[:-1] + b', "time": 1767225700000}\n' + OTHER, (2, 2, 0)),
        ("half.ndjson", TWO.replace(b"ada", b"a\\ud800"), (2, 2, 0)),
        ("nul.ndjson", b"\x00\n" + TWO.replace(b"ada", b"a\\u0000"), (3, 2, 1)),
        ("raw-nul.ndjson", TWO + OTHER.replace(b"ada", b"a\x00"), (3, 2, 1)),
        ("latin.ndjson", TWO.replace(b"ada", b"\xe4da"), (2, 2, 0)),
        ("odd.ndjson", TWO.decode().encode("utf-16") + b"\x00", (3, 2, 1)),
        ("odd-be.ndjson", TWO.decode().encode("utf-16-be") + b"\x00", (3, 2, 1)),
        ("marks.ndjson", b"\xef\xbb\xbf" + GOOD + b"\n\xef\xbb\xbf" + OTHER, (2, 2, 0)),
        ("marks.json", b"\xef\xbb\xbf[" + GOOD + b"]\n\xef\xbb\xbf[" + OTHER + b"]", (2, 2, 0)),
        ("crlf.ndjson", TWO.replace(b"\n", b"\r\n"), (2, 2, 0)),
        ("cr.ndjson", TWO.replace(b"\n", b"\r"), (2, 2, 0)),
        ("number.ndjson", TWO.replace(b'"class', b'"x": ' + b"1" * DEEP + b', "class'), (2, 2, 0)),
        ("time.ndjson", GOOD + b"\n" + OTHER.replace(b"17672", b"1" * DEEP), (2, 1, 1)),
        ("deep.ndjson", TWO + b'{"a":' * DEEP + b"1" + b"}" * DEEP, (3, 2, 1)),
        ("within.ndjson", TWO[:-2] + b', "x":' + b"[" * DEEP + b"]" * DEEP + b"}", (2, 2, 0)),
        ("key.json", b'{"x\x97": {"a": []}, "value": [' + GOOD + b"," + OTHER + b"]}", (2, 2, 0)),
        ("key-list.json", b'{"x\x97": [], "value": [' + GOOD + b"," + OTHER + b"]}", (2, 2, 0)),
        ("deep.json", b"[" + GOOD + b"," + b"[" * DEEP + b"]" * DEEP + b"]", (2, 1, 1)),
        ("late.ndjson", b"\n" * (1 << 17) + TWO, (2, 2, 0)),
        ("torn.gz", gzip.compress(TWO)[:-8], (3, 2, 1)),
        ("crc.gz", gzip.compress(TWO)[:-8] + bytes(8), (3, 2, 1)),
        ("tail.gz", gzip.compress(TWO) + b"rubbish", (3, 2, 1)),
        ("two.gz", gzip.compress(GOOD + b"\n") + gzip.compress(OTHER), (2, 2, 0)),
        ("two.zst", packed(GOOD + b"\n") + packed(OTHER), (2, 2, 0)),
        ("same.csv", HEADER + ROWS[0] + HEADER + ROWS[1], (3, 2, 1)),
        ("type.csv", b"#TYPE Selected.System\r\n" + HEADER + b"".join(ROWS), (2, 2, 0)),
        ("type-cr.csv", (b'"#TYPE X"\n' + HEADER + ROWS[0]).replace(b"\n", b"\r"), (1, 1, 0)),
        ("sep.csv", b"sep=;\n" + (HEADER + ROWS[0]).replace(b",", b";"), (1, 1, 0)),
        ("sep-bar.csv", b'"sep=|"\r\n' + (HEADER + ROWS[0]).replace(b",", b"|"), (1, 1, 0)),
        ("semicolon.csv", (HEADER + b"".join(ROWS)).replace(b",", b";"), (2, 2, 0)),
        ("torn-semicolon.csv", (HEADER + ROWS[0]).replace(b",", b";") + b"x;y\n", (2, 1, 1)),
        ("tab.csv", (HEADER + ROWS[0]).replace(b",", b"\t").decode().encode("utf-16"), (1, 1, 0)),
        ("cr.csv", (HEADER + b"".join(ROWS)).replace(b"\n", b"\r"), (2, 2, 0)),
        ("nul.csv", HEADER + ROWS[0].replace(b"p-1", b"p\x001") + ROWS[1], (2, 2, 0)),
        ("quote.csv", HEADER + ROWS[0] + b'x,"' + ROWS[1], (2, 1, 1)),
        (
            "wide.csv",
            HEADER[:-1] + b",x" * 100_000 + b"\n" + ROWS[0][:-1] + b"," * 100_000 + b"\n",
            (1, 1, 0),
        ),
        (
            "deep.csv",
            HEADER[:-1] + b",x\n" + ROWS[0][:-1] + b',"' + b"[" * DEEP + b'"\n',
            (1, 1, 0),
        ),
    ],
)
def test_strange_text_adds_up(
    site: Site, tmp_path: Path, name: str, content: bytes, expected: tuple[int, int, int]
) -> None:
    (tmp_path / name).write_bytes(content)

    assert expected == sums(site, tmp_path / name)


def test_deep_json_in_a_cell_is_a_reject(site: Site, tmp_path: Path) -> None:
    record = json.dumps(
        {"CreationTime": "2026-01-01T00:00:00", "Id": "1", "Operation": "X", "RecordType": 1}
    )
    deep = record[:-1] + ',"x":' + "[" * DEEP + "]" * DEEP + "}"
    torn = record[:-1] + ',"x":' + "[" * DEEP
    lines = ["RecordId,CreationDate,RecordType,Operation,UserId,AuditData"]
    lines += [
        f'x,2026-01-01,1,X,ada,"{cell}"'
        for cell in (text.replace('"', '""') for text in (record, deep, torn))
    ]

    assert (3, 1, 1) == sums(site, write_lines(tmp_path / "a.csv", lines))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * DEEP + GOOD + b"]" * DEEP, "no known log format"),
        (packed(TWO)[:-3], "the compressed file ends early"),
        (gzip.compress(gzip.compress(TWO)), "a compressed file within a compressed file"),
        (packed(gzip.compress(TWO)), "a compressed file within a compressed file"),
        (b"\x28\xb5\x2f\xfd\x00\xff\x01\x00\x00", "requires too much memory"),
        (packed_archive()[:-10], "a zip archive that cannot be read"),
        (b"PK\x05\x06", "a zip archive that cannot be read"),
        (patched(packed_archive(), 8, b"\x01"), "is encrypted; unpack it first"),
        (lake()[:-4], "Parquet that cannot be read"),
        (lake()[:-8] + struct.pack("<I", 0x7FFFFFFF) + b"PAR1", "Parquet that cannot be read"),
        (patched(lake(), 4, bytes([0x55] * 40), b"PAR1"), "as Parquet it cannot be read"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(
    site: Site, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "given").write_bytes(content)

    assert said in said_of(site, tmp_path / "given")
    assert [[], [], []] == site.tables()


@pytest.mark.parametrize("name", ["../a", "/etc/a", "C:\\a", "..\\a", "a/../../b"])
def test_no_name_leads_out_of_an_archive(site: Site, tmp_path: Path, name: str) -> None:
    made = archive(tmp_path / "a.zip", [(name, GOOD)])

    assert "leads out of the archive" in said_of(site, made)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (patched(packed_archive(), 16, bytes(4)), "Bad CRC-32"),
        (patched(packed_archive(), 10, b"\x63"), "compression method"),
        (patched(packed_archive(), 24, b"\x05"), "Bad CRC-32"),
        (patched(packed_archive(), 60, b"\xff", b"PK\x03\x04"), "cannot be read"),
    ],
)
def test_bad_member_hides_no_other(
    site: Site, tmp_path: Path, content: bytes, problem: str
) -> None:
    (tmp_path / "a.zip").write_bytes(content)

    bad, good = site.take(tmp_path / "a.zip")

    assert problem in bad.problem
    assert (1, 1) == (good.lines, good.new)


def test_large_member_with_a_wrong_sum_hides_no_other(site: Site, tmp_path: Path) -> None:
    large = b"\n".join(json.dumps(sign_in(n)).encode() for n in range(10_000))
    made = archive(tmp_path / "a.zip", [("a.ndjson", large), ("b.ndjson", GOOD)])
    made.write_bytes(patched(made.read_bytes(), 16, bytes(4)))

    bad, good = site.take(made)

    assert "Bad CRC-32" in bad.problem
    assert (1, 1) == (good.lines, good.new)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_both_read(site: Site, tmp_path: Path) -> None:
    made = archive(tmp_path / "a.zip", [("a.ndjson", GOOD), ("a.ndjson", OTHER)])

    assert (2, 2, 0) == sums(site, made)


def test_link_and_archive_within_an_archive_are_not_followed(site: Site, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("a.ndjson", GOOD)
        made.writestr("b.zip", packed_archive())
        made.writestr(link, "/etc/passwd")

    read, inner, linked = site.take(tmp_path / "a.zip")

    assert (1, 1) == (read.lines, read.new)
    assert "an archive within an archive" in inner.problem
    assert "text that begins '/etc/passwd'" in linked.problem


def test_too_many_members_are_refused(site: Site, tmp_path: Path) -> None:
    made = overlapping(tmp_path / "a.zip", 100_001)

    assert "an archive of more than 100,000 files" in said_of(site, made)


def test_members_that_lie_over_each_other_are_refused(site: Site, tmp_path: Path) -> None:
    made = overlapping(tmp_path / "a.zip", 1_000)

    assert "no log packs so well" in said_of(site, made)


def test_folder_of_strange_things(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "gone").symlink_to("nowhere")
    (folder / "null").symlink_to("/dev/null")
    (folder / "a\x1b[31m\n\u202e.ndjson").write_bytes(GOOD)
    (folder / os.fsdecode(b"b\xff.ndjson")).write_bytes(OTHER)

    reports = {report.name: report for report in site.take(folder)}

    assert {
        "a\x1b[31m\n\u202e.ndjson": "",
        "b\\xff.ndjson": "",
        "gone": "cannot be read: No such file or directory.",
        "null": "no file; a pipe, a device or a socket.",
        "pipe": "no file; a pipe, a device or a socket.",
        "self": "cannot be read: Too many levels of symbolic links.",
    } == {
        name: report.problem.partition(": ")[2]
        for name, report in reports.items()
        if name != "loop"
    }
    assert 2 == len(site.events("event_uid"))


def nested(kind: bytes, times: int) -> bytes:
    if kind == b"message/rfc822":
        return MESSAGE + b"Content-Type: message/rfc822\n\n" * times + MESSAGE
    parts = (
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(times)
    )
    return MESSAGE + b"Content-Type: multipart/mixed; boundary=b0\n\n" + b"".join(parts)


@pytest.mark.parametrize(
    "content",
    [
        nested(b"message/rfc822", 10_000),
        nested(b"multipart/mixed", 2_000),
        MESSAGE + b"X-Long: " + b"a" * DEEP + b"\n\nhello",
        MESSAGE.replace(b"invoice", b"=?utf-8?b?" + b"A" * DEEP + b"?=") + b"\nhello",
        MESSAGE.replace(b"ada", b"(" * 100_000) + b"\nhello",
        MESSAGE + b"Content-Type: text/html\n\nhref = " + b" " * DEEP,
        *(
            MESSAGE
            + b"Content-Type: text/plain; charset"
            + charset
            + b"\n\n\xff https://x.example/a"
            for charset in (
                b"=none",
                b"=idna",
                b"=undefined",
                b"=rot13",
                b"*=utf-16''x",
                b'="\xff"',
            )
        ),
    ],
)
def test_hostile_message_is_one_event(site: Site, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.eml").write_bytes(content)

    assert (1, 1, 0) == sums(site, tmp_path / "a.eml")


def test_hostile_charset_hides_no_link(site: Site, tmp_path: Path) -> None:
    body = b"Content-Type: text/plain; charset=idna\n\n\xff https://x.example/a"
    (tmp_path / "a.eml").write_bytes(MESSAGE + body)

    site.take(tmp_path / "a.eml")

    ((detail,),) = site.events("detail")
    assert "x.example" in detail


def test_torn_files_are_told_beside_a_sound_one(site: Site, tmp_path: Path) -> None:
    """However little of them can be unpacked: what they lack is no fault of the other."""
    whole = packed(b"".join(json.dumps(sign_in(n)).encode() + b"\n" for n in range(50)))
    for rest in (9, 14, 30, 60, len(whole) // 2, len(whole) - 3, len(whole)):
        (tmp_path / f"{rest}.ndjson.zst").write_bytes(whole[:rest])

    reports = site.take(tmp_path)

    assert 50 == len(site.events("event_uid"))
    assert 6 == sum("ends early" in report.problem for report in reports)


@pytest.mark.parametrize("length", range(90, 100))
def test_engine_may_cut_a_character_in_what_it_says(
    site: Site, tmp_path: Path, length: int
) -> None:
    odd = sign_in(2, user="\x00" + "a" * (length % 4) + "\U000c3b01" * length)

    assert (3, 3, 0) == sums(site, write_lines(tmp_path / "a.ndjson", [GOOD, odd, sign_in(3)]))


def test_archive_that_is_spoilt_from_its_start_is_told_in_a_sentence(
    site: Site, tmp_path: Path
) -> None:
    draw = Random(1)
    records = [sign_in(n, device={"uid": f"{draw.getrandbits(256):x}"}) for n in range(3000)]
    spoilt = bytearray(gzip.compress("".join(f"{json.dumps(r)}\n" for r in records).encode()))
    spoilt[HEAD // 2 :: 7] = bytes(len(spoilt[HEAD // 2 :: 7]))
    log = tmp_path / "a.ndjson.gz"
    log.write_bytes(spoilt)

    (report,) = site.take(log)

    assert report.rejected
    assert report.lines == report.new + report.rejected
