"""A simulated month read back from its files, the way an analysis would see it."""

import csv
import gzip
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasid.scenarios import Simulated

Event = dict[str, Any]


@lru_cache(maxsize=2)
def read_events(month: Simulated) -> tuple[Event, ...]:
    """Return every logged event, file after file."""
    return tuple(map(json.loads, read_lines(month)))


def read_lines(month: Simulated) -> Iterator[bytes]:
    """Yield every line of the log, file after file."""
    for path in sorted(month.logs.iterdir()):
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        yield from content.splitlines()


def read_truth(month: Simulated) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(month.truth.read_text("utf-8"))
    return content


def read_roster(month: Simulated) -> list[dict[str, str]]:
    with month.roster.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def account(event: Event) -> str:
    return str(event["user"]["email_addr"]).strip().lower()


def act(event: Event) -> str:
    """Name what an event says was done, and how it ended."""
    operation = event.get("api", {}).get("operation", event["activity_name"])
    return f"{operation} {event.get('status_detail', 'success')}"


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file under a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
