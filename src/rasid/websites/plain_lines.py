"""Lines of lists without columns: names, hosts files, filters, zone files and what changed in them.

A line that says a name was taken out is refused with that reason, never read as one that was seen.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from typing import Any

from rasid.websites.broken import SHOWN, Broken, Line, Read
from rasid.websites.formats import PLAIN

_TYPES = "a|aaaa|ns|cname|dname|mx|txt|soa|ds|ptr|srv|caa|rrsig|nsec|nsec3|nsec3param|dnskey|rp|spf"
_ZONE = re.compile(
    rf"(\S+)\s+(?:\d+[smhdw]?\s+)?(?:in\s+)?(?:\d+[smhdw]?\s+)?({_TYPES})\s+(\S.*)", re.IGNORECASE
)
_DIRECTIVE = re.compile(r"\$(?:origin|ttl|include)\b", re.IGNORECASE)
_FILTER = re.compile(
    r"\|\|([^\^/$|*]{1,255})[\^/$|*].*|(?:address|server|local)=/([^/\s]{1,255})/.*"
)
_QUERY_LOG = re.compile(r"(\S+ \S+) .{0,300}\bquery: (\S+) (?:IN|CH|HS) (\S+).*")
_PROXY_LOG = re.compile(
    r"(\d{9,10}\.\d{3})\s+\d+ \S+ \S+/\d+ \d+ [A-Z]+ (\S+) \S+ \S+/(\S+)(?: .*)?"
)
_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_BULLET = re.compile(r"^(?:[-\u2013•*·‣]|\d{1,3}[.)])\s+(?=\S)")
_NO_ADDRESS = ("0.0.0.0", "::", "127.", "::1")  # noqa: S104 - what hosts files block with
_MOSTLY = 0.5


def looks_like_zone(sample: Sequence[str]) -> bool:
    """Say whether lines are those of a zone file, or of a difference between two."""
    lines = [line for line in sample if not _is_remark(line)]
    found = sum(bool(_ZONE.fullmatch(line.strip().lstrip("+-"))) for line in lines)
    return bool(lines) and found >= _MOSTLY * len(lines)


def looks_like_lines(sample: Sequence[str]) -> bool:
    """Say whether lines are of a kind that has no columns, whatever marks they hold."""
    kinds = (_hosts_file, _filter, _query_log, _proxy_log)
    found = sum(any(kind(line.strip()) for kind in kinds) for line in sample)
    return bool(sample) and found >= _MOSTLY * len(sample)


def plain_records(lines: Iterator[Line]) -> Iterator[Read]:
    """Yield what each line of a list says; blank lines and comments are left out before."""
    for number, line in lines:
        yield number, line if isinstance(line, Broken) else _plain(line)


def zone_records(lines: Iterator[Line]) -> Iterator[Read]:
    """Yield the resource records of a zone file, owners and origins filled in."""
    origin = owner = ""
    for number, line in lines:
        if isinstance(line, Broken):
            yield number, line
            continue
        if line.lower().startswith("$origin"):
            origin = line.split()[-1].rstrip(".") + "."
        if _is_remark(line):
            continue
        text = line.strip()
        if text.startswith("-"):
            yield number, Broken("taken out of the zone", text[:SHOWN])
            continue
        text = text.removeprefix("+")
        goes_on = _ZONE.fullmatch(f"{owner} {text}") if line[0] in " \t" and owner else None
        found = goes_on or _ZONE.fullmatch(text)
        if not found:
            yield number, Broken("no record of a zone", text[:SHOWN])
            continue
        owner = found[1]
        kind, told = found[2].upper(), found[3].partition(" ;")[0].strip()
        is_name = kind in ("NS", "CNAME")
        yield (
            number,
            {
                "rrname": _absolute(owner, origin),
                "rrtype": kind,
                "rdata": _absolute(told, origin) if is_name else told,
            },
        )


def _absolute(name: str, origin: str) -> str:
    if name == "@":
        return origin or name
    return name if name.endswith(".") or not origin else f"{name}.{origin}"


def _is_remark(line: str) -> bool:
    """Say whether a line of a zone file, or of a difference between two, holds no record."""
    text = line.strip()
    return not text or text.startswith((";", "--- ", "+++ ", "@@ ")) or bool(_DIRECTIVE.match(text))


def _plain(line: str) -> dict[str, Any] | Broken:
    if _BARE.fullmatch(line):  # most lines: a name and nothing beside it
        return {PLAIN: line}
    text = _BULLET.sub("", line.strip(), count=1)
    if text.startswith("+") and "." in text:
        text = text[1:].lstrip()
    elif text.startswith("-") and "." in text:
        return Broken("taken out, as the file says", text[:SHOWN])
    elif text.startswith("@@||"):
        return Broken("an exception of a filter list", text[:SHOWN])
    for kind in _KINDS:
        if told := kind(text):
            return told
    return {PLAIN: text}


def _hosts_file(text: str) -> dict[str, Any] | None:
    """Read `0.0.0.0 a.example b.example`; the address that names are blocked with tells nothing."""
    first, *names = text.partition("#")[0].split()
    if not names or not (first[0].isdigit() or ":" in first):
        return None
    try:
        address = str(ip_address(first))
    except ValueError:
        return None
    told: dict[str, Any] = {PLAIN: names}
    return told if address.startswith(_NO_ADDRESS) else {**told, "ip": address}


def _filter(text: str) -> dict[str, Any] | None:
    found = _FILTER.fullmatch(text)
    return {PLAIN: found[1] or found[2]} if found else None


def _query_log(text: str) -> dict[str, Any] | None:
    """Read a line of BIND's query log."""
    found = _QUERY_LOG.fullmatch(text)
    if not found:
        return None
    return {"query_name": found[2], "query_type": found[3], "query_timestamp": found[1]}


def _proxy_log(text: str) -> dict[str, Any] | None:
    """Read a line of Squid's access log, without what stands behind the host."""
    found = _PROXY_LOG.fullmatch(text)
    return {"time": found[1], "url": found[2], "dst_ip": found[3]} if found else None


_KINDS: tuple[Callable[[str], dict[str, Any] | None], ...] = (
    *(_hosts_file, _filter, _query_log, _proxy_log),
)
