"""Whether what the search for campaigns holds fits into memory, told before it is tried."""

from pathlib import Path

from rasid.errors import RasidError

BYTES_OF_A_SESSION = 3_000
"""What each suspect session takes while campaigns are searched for: 2.9 to 3.1 kB at 1.8 million of
them (`docs/benchmarks.md`, on logs that come while they are judged)."""

TRIED_BYTES = 1_000_000_000
"""What takes less is tried whatever is said to be free: not every system tells that rightly."""

_MEMORY = Path("proc/meminfo")
_GROUP = Path("sys/fs/cgroup")


def check_room(sessions: int, root: Path = Path("/")) -> None:
    """Raise RasidError where so many suspect sessions would not fit into what memory is free.

    A process that takes more is killed by the system, without a word. Where the system does not
    tell what is free, or less than TRIED_BYTES is needed, nothing is checked. `root` is where the
    system's files are found.
    """
    free, needed = free_bytes(root), sessions * BYTES_OF_A_SESSION
    if free is not None and needed > max(free, TRIED_BYTES):
        raise RasidError(
            f"{sessions:,} sessions are suspect, and the search for campaigns among them takes "
            f"some {needed / 1e9:,.1f} GB of memory where {free / 1e9:,.1f} GB are free: "
            "analyse fewer days at once (`--from`, `--to`), or give it more memory."
        )


def free_bytes(root: Path = Path("/")) -> int | None:
    """Return what memory can be had, or None where the system does not tell.

    That is what the whole machine has, or less in a container with a limit; what that holds of
    files it gives back when asked. The limit of a service beside others is not seen from there.
    """
    told = [value for value in (_of_machine(root), _of_group(root)) if value is not None]
    return min(told, default=None)


def _of_machine(root: Path) -> int | None:
    kilobytes = _fields(root / _MEMORY).get("MemAvailable")
    return None if kilobytes is None else kilobytes * 1024


def _of_group(root: Path) -> int | None:
    limit, used = (_fields(root / _GROUP / f"memory.{name}").get("") for name in ("max", "current"))
    if limit is None or used is None:
        return None
    told = _fields(root / _GROUP / "memory.stat")
    of_files = told.get("active_file", 0) + told.get("inactive_file", 0)
    return max(limit - used + of_files, 0)


def _fields(path: Path) -> dict[str, int]:
    """Return a file's numbers by the words before them; a number alone stands under none."""
    try:
        lines = path.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found = (line.removesuffix(" kB").rpartition(" ") for line in lines)
    return {
        name.strip().rstrip(":"): int(number) for name, _, number in found if number.isdecimal()
    }
