"""Huge files in little: they end in one sentence or in rejects, soon and in bounded memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sources.hostile_files import (
    GOOD,
    HEADER,
    OTHER,
    ROWS,
    archive,
    bomb_of_zip,
    long_plain,
    squeezed,
)
from sources.log_home import Site, sign_in, write_lines
from sources.taken_alone import taken_alone

pytestmark = pytest.mark.slow

MOST_MEMORY = 1_000_000_000
LONGEST_SECONDS = 120

EXPLODES = "no log packs so well"
START = GOOD + b"\n"
TORN = START + b'{"x": "'
END = b'"}\n' + OTHER + b"\n"
TABLE = HEADER + ROWS[0]


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.zip", lambda path: bomb_of_zip(path, 700), EXPLODES),
        ("line.gz", lambda path: squeezed(path, TORN, b"a", 400), EXPLODES),
        ("nothing.gz", lambda path: squeezed(path, b"", b"\0", 400), "no known log format"),
        ("line.zst", lambda path: squeezed(path, TORN, b"a", 400), EXPLODES),
        ("feeds.zst", lambda path: squeezed(path, START, b"\n", 400), EXPLODES),
        ("objects.zst", lambda path: squeezed(path, START, b"{}\n", 400), EXPLODES),
        ("brackets.zst", lambda path: squeezed(path, b"[" + START + b",", b"[", 400), EXPLODES),
        ("array.zst", lambda path: squeezed(path, b"[", GOOD + b",", 400), EXPLODES),
        ("quotes.zst", lambda path: squeezed(path, TABLE + b'"', b"a,b\n", 400), EXPLODES),
        ("commas.zst", lambda path: squeezed(path, TABLE, b",", 400), EXPLODES),
        ("short.zst", lambda path: squeezed(path, TORN, b"a", 200), "2 1 1"),
        ("short.gz", lambda path: squeezed(path, TORN, b"a", 200), "2 1 1"),
        ("line.ndjson", lambda path: long_plain(path, TORN, b"a", 1024, END), "3 2 1"),
        (
            "array.json",
            lambda path: long_plain(path, b"[", b"[1],", 60, GOOD + b"]"),
            "no known log",
        ),
        ("objects.ndjson", lambda path: long_plain(path, START, b"{}\n", 10, OTHER), "are none"),
        ("quote.csv", lambda path: long_plain(path, TABLE + b'x,"', ROWS[1], 100, b""), "2 1 1"),
    ],
)
def test_bomb_is_bounded(
    tmp_path: Path, name: str, make: Callable[[Path], Path], said: str
) -> None:
    assert said in outcome(tmp_path, make(tmp_path / name))


def test_million_keys_are_bounded(tmp_path: Path) -> None:
    keys = b"".join(b', "k%d": 1' % n for n in range(1_000_000))
    log = write_lines(tmp_path / "a.ndjson", [GOOD, OTHER[:-1] + keys + b"}"])

    assert "2 2 0" == outcome(tmp_path, log)


def test_array_of_a_quarter_gigabyte_without_line_feed_is_read(tmp_path: Path) -> None:
    log = long_plain(tmp_path / "a.json", b"[", GOOD + b",", 256, OTHER + b"]")
    records = 256 * ((1 << 20) // len(GOOD + b",")) + 1

    assert f"{records} {records} 0" == outcome(tmp_path, log)


@pytest.mark.long
def test_members_of_three_batches_are_read(site: Site, tmp_path: Path) -> None:
    members = ((f"{n}.ndjson", str(sign_in(n)).replace("'", '"').encode()) for n in range(1_500))
    made = archive(tmp_path / "a.zip", members)

    assert 1_500 == sum(report.new for report in site.take(made))


def outcome(folder: Path, log: Path) -> str:
    """Import in a process of its own; return what it said, within bounds of memory and time."""
    said, memory = taken_alone(folder / "home", log, seconds=LONGEST_SECONDS)
    assert memory < MOST_MEMORY
    return said
