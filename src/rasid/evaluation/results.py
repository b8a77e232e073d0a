"""Results of months as JSON lines, so that a killed run goes on where it was."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rasid.evaluation.baselines import Judged
from rasid.evaluation.measured import Measured
from rasid.evaluation.months import Month, Ways
from rasid.reports import plain

FILE = "months.jsonl"

_CODE = (".py", ".sql", ".toml")
_NO_MATTER = frozenset(
    {
        "cli",
        "evaluation/telling",
        "reports/charts",
        "reports/templates",
        "reports/terminal",
    }
)
"""Folders that change no result."""


@dataclass(frozen=True, slots=True)
class Result:
    """One month, judged in every way that was asked for; `measured` is by what was taken away.

    `code` is a hash of the program: a result of another program is no result of this one.
    `day` is when it was measured.
    """

    code: str
    version: str
    day: date
    month: Month
    ways: Ways
    measured: dict[str, Measured]
    baselines: dict[str, Judged]


_ADAPTER = TypeAdapter(Result)


def read_results(folder: Path) -> list[Result]:
    """Return the results of a run so far; a line that a kill cut off is left out."""
    file = folder / FILE
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return [result for line in lines for result in _read(line)]


def keep_results(folder: Path, results: list[Result]) -> None:
    """Let these be all the results of a run."""
    draft = folder / f"{FILE}.draft"
    draft.write_text("".join(_line(result) for result in results), "utf-8")
    draft.replace(folder / FILE)


def add_result(folder: Path, result: Result) -> None:
    """Append one result."""
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write(_line(result))


@cache
def code() -> str:
    """Return a hash of all that a result depends on but the month: the program and its content."""
    told = hashlib.sha256()
    for name, path in sorted(program(), key=lambda pair: pair[0]):
        told.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()[:16]


def program() -> Iterator[tuple[str, Traversable]]:
    """Yield each file that a result depends on, with its name within the package."""
    return _under(files("rasid"), "")


def _under(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for path in folder.iterdir():
        name = f"{before}{path.name}"
        if path.is_dir() and name not in _NO_MATTER:
            yield from _under(path, f"{name}/")
        elif path.is_file() and path.name.endswith(_CODE):
            yield name, path


def _read(line: str) -> Iterator[Result]:
    try:
        yield _ADAPTER.validate_json(line)
    except ValidationError:
        return


def _line(result: Result) -> str:
    return json.dumps(plain(result)) + "\n"
