"""What each vendor's console and tools call a step: content, found by folder."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from rasid.errors import InputError
from rasid.responding.planning import STEPS
from rasid.toml_text import read_toml

GENERIC = "generic"
DOES = ("look", "change", "choose")
SHELLS = {"powershell": "ps1", "sh": "sh", "none": ""}
"""The shells that commands are written for, each with the ending of its files."""

_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_PLACEHOLDERS = frozenset({"{account}", "{account_in_url}"})


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a shell with `{account}` in it.

    `look` changes nothing, `change` does; of `choose` a human must first fill in a word.
    """

    do: Literal["look", "change", "choose"]
    run: str


@dataclass(frozen=True, slots=True)
class VendorStep:
    """A step as the vendor's console calls it; `say` is what it is, by language, where told."""

    console: str
    commands: tuple[Command, ...]
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor; `providers` are its names in the logs, lower-cased.

    `before` are the lines that its commands need before them, which may name the account too.
    """

    vendor: str
    name: str
    providers: tuple[str, ...]
    shell: str
    before: tuple[str, ...]
    steps: Mapping[str, VendorStep]


@cache
def read_vendors() -> Mapping[str, Vendor]:
    """Read the packaged vendors by their files' names."""
    with as_file(files("rasid.responding") / "steps") as folder:
        found = [read_vendor(path) for path in sorted(folder.glob("*.toml"))]
    return {vendor.vendor: vendor for vendor in found}


def vendors_of(providers: Iterable[str]) -> tuple[Vendor, ...]:
    """Return the vendors that log an account, the generic one where none is known."""
    names = {provider.strip().lower() for provider in providers}
    known = read_vendors()
    found = tuple(one for one in known.values() if names & set(one.providers))
    return found or (known[GENERIC],)


def read_vendor(path: Path) -> Vendor:
    """Read one file; raises InputError for what is not known in it."""
    text = read_toml(path)
    shell = text.data.get("shell", "none")
    if shell not in SHELLS:
        raise InputError(path, f"unknown shell {shell!r}", line=text.line("shell"))
    steps = {}
    for name, told in text.data.get("steps", {}).items():
        if name not in STEPS:
            raise InputError(path, f"unknown step {name!r}", line=text.line("steps", name))
        commands = tuple(
            _command(path, one, text.line("steps", name)) for one in told.get("commands", ())
        )
        say = {code: told[code] for code in ("en", "ar", "fa") if code in told}
        steps[name] = VendorStep(told["console"], commands, say)
    return Vendor(
        path.stem,
        text.data["name"],
        tuple(text.data["providers"]),
        shell,
        tuple(text.data["before"]),
        steps,
    )


def _command(path: Path, told: Mapping[str, Any], line: int | None) -> Command:
    command = Command(told["do"], told["run"])
    if command.do not in DOES or set(_PLACEHOLDER.findall(command.run)) - _PLACEHOLDERS:
        raise InputError(path, f"not a command: {command.run!r}", line=line)
    return command


def step_in_words(step: str, lang: str) -> str:
    """Return what a step is, in a language, for any service."""
    return read_vendors()[GENERIC].steps[step].say[lang]
