"""Answers of WHOIS servers as they write them: `Key: value` lines, one answer after another."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rasid.websites.broken import Broken, Line, Read

_PAIR = re.compile(r"\s*([A-Za-z][\w ./-]{0,50}?)\s*:(?:\s+(.*))?")
_DOMAIN = frozenset(("domain_name", "domain"))
_LEAST = 3
_REMARKS = (">>>", "%", "#", "--")


def looks_like_registration(sample: Sequence[str]) -> bool:
    """Say whether lines are those of a WHOIS answer."""
    names = [found[0] for line in sample if (found := _pair(line))]
    return len(names) >= _LEAST and any(name in _DOMAIN for name in names)


def registrations(lines: Iterator[Line]) -> Iterator[Read]:
    """Yield each answer with the line that names its domain; legal notices are left out."""
    told: dict[str, Any] = {}
    start, waiting, ended = 0, "", False
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
            continue
        found = _pair(line)
        if found and found[0] in _DOMAIN and found[0] in told:
            yield start, told
            told, start, ended = {}, 0, False
        ended = ended or line.startswith(">>>")
        if ended or line.startswith(_REMARKS):
            continue
        if found:
            waiting, value = found
            start = number if waiting in _DOMAIN or not start else start
            if value:
                told.setdefault(waiting, []).append(value)
        elif waiting and line[:1] in " \t" and line.strip():
            told.setdefault(waiting, []).append(line.strip())
    if told:
        yield start, told


def _pair(line: str) -> tuple[str, str] | None:
    found = _PAIR.fullmatch(line)
    if not found:
        return None
    return re.sub(r"[ /.]+", "_", found[1].strip().lower()), (found[2] or "").strip()
