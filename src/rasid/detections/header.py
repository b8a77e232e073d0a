"""The declared header of a rule: `-- key: text` lines, read strictly, an error in its place.

A line that begins with `--` and three spaces goes on with the key above it. The header ends with
the first line that is no comment; an unknown, missing or doubled key is an error.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rasid.detections.rule import SPEAKS, Parameter, Value
from rasid.findings import Finding, one_of
from rasid.tables.signals import LEVELS

NEEDED = (
    "title",
    "reads",
    "lookback",
    "level",
    "bits",
    "attack",
    "false positives",
    "blind spots",
    "triage",
)
KEYS = (*NEEDED, "speaks", "parameter")
TYPES = ("integer", "number", "duration", "text")
MOST_BITS = 12.0
"""No single rule is taken to be worth more: one in four thousand is wrong about anything."""

_LINE = re.compile(r"-- ([a-z][a-z ]*): *(.*)")
_MORE = re.compile(r"--   +(\S.*)")
_ATTACK = re.compile(r"T\d{4}(\.\d{3})?")
_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*) ([a-z]+)(?: \(([^()]+)\))? = ([^;]+); (\S.*)")
_LONGEST = timedelta(days=366)


@dataclass(slots=True)
class Header:
    """What the header of a file says, and what is wrong in it."""

    path: Path
    texts: dict[str, tuple[int, str]] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return what stands under a key; a key that is missing was noted."""
        return self.texts.get(key, (0, ""))[1]

    def listed(self, key: str) -> tuple[str, ...]:
        """Return the names under a key that stand between commas."""
        return tuple(name for part in self.text(key).split(",") if (name := part.strip()))

    def note(self, line: int | None, key: str, came: str, expected: str) -> None:
        """Note something wrong."""
        self.findings.append(Finding(self.path, line, key, came, expected))


def read_header(path: Path, text: str) -> tuple[Header, int]:
    """Return the header of a file and the line on which what follows it begins."""
    header = Header(path)
    stated: list[tuple[int, str, str]] = []
    lines = text.split("\n")
    at = 0
    for at, line in enumerate(lines, start=1):
        if not line.startswith("--"):
            break
        if found := _LINE.fullmatch(line.rstrip()):
            stated.append((at, found[1], found[2]))
        elif stated and (found := _MORE.fullmatch(line.rstrip())):
            number, key, before = stated[-1]
            stated[-1] = (number, key, f"{before} {found[1]}".strip())
        else:
            header.note(at, "", f"got {line[:60]!a}", "`-- key: text`, or more of it after `--   `")
    for number, key, said in stated:
        _take(header, number, key, said)
    for key in NEEDED:
        if key not in header.texts:
            header.note(None, key, "the key is missing", f"-- {key}: …")
    for key, check in _CHECKS.items():
        if key in header.texts:
            check(header, *header.texts[key])
    return header, at


def _take(header: Header, line: int, key: str, said: str) -> None:
    if key not in KEYS:
        header.note(line, key, "the key is not known", one_of(KEYS, key))
    elif not said:
        header.note(line, key, "nothing is said", "text")
    elif key == "parameter":
        _take_parameter(header, line, said)
    elif key in header.texts:
        header.note(line, key, "the key stands twice", "it once")
    else:
        header.texts[key] = (line, said)


def _take_parameter(header: Header, line: int, said: str) -> None:
    found = _PARAMETER.fullmatch(said)
    if not found:
        expected = "NAME TYPE (UNIT) = DEFAULT; why, as in: most integer (accounts) = 12; an office"
        header.note(line, "parameter", f"got {said[:60]!a}", expected)
        return
    name, kind, unit, default, reason = found.groups()
    if name in {known.name for known in header.parameters}:
        header.note(line, name, "the parameter stands twice", "it once")
    elif kind not in TYPES:
        header.note(line, name, f"got the type {kind!a}", one_of(TYPES, kind))
    elif kind in ("integer", "number") and not unit:
        header.note(line, name, "the unit is missing", f"{name} {kind} (UNIT) = …")
    else:
        try:
            value = parse_value(kind, default.strip())
        except ValueError as error:
            header.note(line, name, f"got {default.strip()!a}", str(error))
            return
        header.parameters.append(Parameter(name, kind, unit or "", value, reason, line))


def parse_value(kind: str, text: str) -> Value:
    """Read a value of one of TYPES; ValueError says what was expected."""
    match kind:
        case "integer":
            if re.fullmatch(r"\d{1,15}", text):
                return int(text)
            raise ValueError("a whole number that is not negative")
        case "number":
            if re.fullmatch(r"-?\d{1,15}(\.\d+)?", text):
                return float(text)
            raise ValueError("a number such as 0.5")
        case "duration":
            return duration(text)
        case _:
            return text


def duration(text: str) -> timedelta:
    """Read `90s`, `15m`, `12h` or `30d`; ValueError says what was expected."""
    found = _DURATION.fullmatch(text)
    length = timedelta(seconds=min(int(found[1]), 10**9) * _SECONDS[found[2]]) if found else None
    if length is None or length > _LONGEST:
        raise ValueError("a duration of up to 366 days, such as 90s, 15m, 12h or 30d")
    return length


def _check_level(header: Header, line: int, said: str) -> None:
    if said not in LEVELS:
        header.note(line, "level", f"got {said!a}", one_of(LEVELS, said))


def _check_lookback(header: Header, line: int, said: str) -> None:
    try:
        duration(said)
    except ValueError as error:
        header.note(line, "lookback", f"got {said!a}", str(error))


def _check_bits(header: Header, line: int, said: str) -> None:
    try:
        bits = float(parse_value("number", said))  # type: ignore[arg-type]
    except ValueError:
        bits = -1.0
    if not 0.0 <= bits <= MOST_BITS:
        header.note(line, "bits", f"got {said!a}", f"a number from 0 to {MOST_BITS:g}")


def _check_speaks(header: Header, line: int, said: str) -> None:
    if said not in SPEAKS:
        header.note(line, "speaks", f"got {said!a}", one_of(SPEAKS, said))


def _check_attack(header: Header, line: int, _: str) -> None:
    for wrong in (name for name in header.listed("attack") if not _ATTACK.fullmatch(name)):
        header.note(line, "attack", f"got {wrong!a}", "ATT&CK ids such as T1110.003")


_CHECKS: dict[str, Callable[[Header, int, str], None]] = {
    "level": _check_level,
    "lookback": _check_lookback,
    "bits": _check_bits,
    "attack": _check_attack,
    "speaks": _check_speaks,
}
