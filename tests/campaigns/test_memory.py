"""Whether what the search holds fits into memory."""

from pathlib import Path

import pytest

from campaigns.worlds import a_town, add_group, protected_of
from rasid.campaigns import memory
from rasid.campaigns.memory import BYTES_OF_A_SESSION, TRIED_BYTES, check_room, free_bytes
from rasid.engines.duckdb import DuckDB
from rasid.errors import RasidError

MACHINE = "MemTotal:       24000000 kB\nMemAvailable:    2000000 kB\nHugePages_Total:       0\n"
GROUP = {"memory.max": "3000\n", "memory.current": "1000\n"}


def system(root: Path, files: dict[str, str]) -> Path:
    """Write what a system tells of itself."""
    for name, text in files.items():
        path = root / ("sys/fs/cgroup" if name.startswith("memory.") else "proc") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "ascii")
    return root


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({"meminfo": MACHINE}, 2_048_000_000),
        ({"meminfo": MACHINE} | GROUP, 2000),
        (GROUP | {"memory.stat": "anon 5\nactive_file 400\ninactive_file 300\n"}, 2700),
        ({"meminfo": MACHINE} | GROUP | {"memory.max": "max\n"}, 2_048_000_000),
        ({"meminfo": MACHINE} | GROUP | {"memory.current": "4000\n"}, 0),
        ({"meminfo": "MemTotal: some\n"}, None),
        ({}, None),
    ],
    ids=["machine", "group", "files of it", "no limit", "over it", "not told", "nothing"],
)
def test_free_memory_is_what_can_be_had(
    tmp_path: Path, files: dict[str, str], free: int | None
) -> None:
    assert free == free_bytes(system(tmp_path, files))


def test_too_many_are_told_before_they_are_brought_in(tmp_path: Path) -> None:
    """In a sentence that says how much it would take."""
    root = system(tmp_path, {"meminfo": MACHINE})
    fit = 2_048_000_000 // BYTES_OF_A_SESSION
    check_room(fit, root)
    check_room(10**9, system(tmp_path / "silent", {"meminfo": ""}))
    little = system(tmp_path / "little", {"meminfo": "MemAvailable: 1 kB"})
    check_room(TRIED_BYTES // BYTES_OF_A_SESSION, little)

    with pytest.raises(RasidError, match=r"^1,000,000 sessions .* 3\.0 GB.* 2\.0 GB are free"):
        check_room(1_000_000, root)


@pytest.mark.skipif(free_bytes() is None, reason="the system does not tell what is free")
def test_a_search_asks_before_it_begins(engine: DuckDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "BYTES_OF_A_SESSION", 10**15)
    world = a_town(protected=30)
    add_group(world, protected_of(world), days=(2, 3, 5))

    with pytest.raises(RasidError, match="sessions are suspect"):
        world.judge(engine)


def test_this_machine_is_read_as_it_is() -> None:
    """Linux tells what is free; whatever that is, nothing fits."""
    assert Path("/proc/meminfo").exists() == (free_bytes() is not None)
    check_room(0)
