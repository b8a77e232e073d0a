"""Out of a STIX bundle what it says of campaigns and groups: each object by itself, none followed.

Of an object only what rasid shows is kept. What its author marked stays marked; what cannot be read
is refused by itself.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from rasid.sharing.indicators import Refused, moment, percent
from rasid.sharing.tlp import closest, level_of_marking

LONGEST_TEXT = 20_000
LONGEST_NAME = 300
MOST_LISTED = 1_000
MOST_STATEMENTS = 200_000
MOST_REFUSED = 100
"""So many reasons are kept; the others are counted."""

MOST_CHARACTERS = 64 * 2**20

ACTORS = ("intrusion-set", "threat-actor")
_SUBJECTS = ("campaign", *ACTORS)
_TYPE = r"[a-z][a-z0-9-]{2,60}"
_ID = re.compile(rf"{_TYPE}--[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}")

Stix = Mapping[str, Any]
Read = Callable[[object], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One version of one object of another; `content` is what rasid reads of it, as JSON.

    `source` is who says so: the id of its author, else where it came from. `version` and `created`
    are UTC in ISO 8601, empty where the object does not say. `tlp` is the closest level that the
    object or any part of it is marked with.
    """

    source: str
    stix_id: str
    version: str
    type: str
    created: str
    revoked: bool
    tlp: str
    content: str


@dataclass(frozen=True, slots=True)
class Statements:
    """What a file or a collection says, each version once, and what of it cannot be kept."""

    said: tuple[Statement, ...] = ()
    refused: tuple[Refused, ...] = ()
    refused_in_all: int = 0


def statements_of(objects: Iterable[object], fallback: str) -> Iterator[Statement | Refused]:
    """Yield what each object says; `fallback` is the source of those that name no author.

    Indicators are read elsewhere, and what tells nothing of campaigns or groups is left out.
    """
    for stix in objects:
        if isinstance(stix, Mapping) and _tells(stix):
            try:
                yield _read(stix, fallback)
            except ValueError as error:
                yield Refused(_name(stix), str(error))


def collected_statements(read: Iterable[Statement | Refused]) -> Statements:
    """Return what was read, each version once, and no more than MOST_STATEMENTS."""
    found: dict[tuple[str, str, str], Statement] = {}
    refused: list[Refused] = []
    left = characters = in_all = 0
    for each in read:
        one = each if isinstance(each, Refused) else _twice(found, each) or each
        if isinstance(one, Refused):
            in_all += 1
            refused += [one] if len(refused) < MOST_REFUSED else []
            continue
        key = (one.source, one.stix_id, one.version)
        characters += len(one.content)
        if key in found:
            continue
        if len(found) >= MOST_STATEMENTS or characters > MOST_CHARACTERS:
            left += 1
        else:
            found[key] = one
    if left:
        why = f"{left:,} more of what others say could not be kept, {len(found):,} were"
        refused.append(Refused("campaigns and groups", why))
    return Statements(tuple(found.values()), tuple(refused), in_all + left)


def _twice(found: Mapping[tuple[str, str, str], Statement], one: Statement) -> Refused | None:
    known = found.get((one.source, one.stix_id, one.version), one)
    return None if known == one else Refused(one.stix_id, "it is there twice, with two contents")


def _tells(stix: Stix) -> bool:
    if stix.get("type") == "relationship":
        ends = (str(stix.get(end)).partition("--")[0] for end in ("source_ref", "target_ref"))
        return any(end in _SUBJECTS for end in ends)
    return isinstance(stix.get("type"), str) and stix["type"] in _CONTENTS


def _name(stix: Stix) -> str:
    named = stix.get("id")
    fits = isinstance(named, str) and _ID.fullmatch(named)
    return str(named) if fits else f"an object of type {stix['type']}"


def _read(stix: Stix, fallback: str) -> Statement:
    kind, named = stix["type"], _id(stix.get("id"))
    if not named.startswith(f"{kind}--"):
        raise ValueError(f"its id is none of an object of type {kind}")
    author = stix.get("created_by_ref")
    own = named if kind == "identity" else fallback
    revoked = stix.get("revoked", False)
    if not isinstance(revoked, bool):
        raise ValueError("it says neither that it is revoked nor that it is not")  # noqa: TRY004 - of a file
    return Statement(
        source=own if author is None else _id(author),
        stix_id=named,
        version=_moment(stix.get("modified")),
        type=kind,
        created=_moment(stix.get("created")),
        revoked=revoked,
        tlp=closest(_levels(stix)),
        content=json.dumps({} if revoked else _content(stix, kind), sort_keys=True),
    )


def _content(stix: Stix, kind: str) -> dict[str, Any]:
    needed, optional = _CONTENTS[kind]
    reads = {**needed, **optional, "confidence": percent}
    read = {name: _property(name, of, stix[name]) for name, of in reads.items() if name in stix}
    found = {name: value for name, value in read.items() if value not in (None, "", [])}
    for name in needed:
        if name not in found and not (read.get(name) == [] and stix[name]):
            raise ValueError(f"it has no {name}")
    return found


def _property(name: str, read: Read, value: object) -> Any:  # noqa: ANN401 - of JSON
    try:
        return read(value)
    except ValueError as error:
        raise ValueError(f"its {name} cannot be kept: {error}") from None


def _levels(stix: Stix) -> Iterator[str]:
    """Yield the levels of an object and of its parts, of which the closest holds for it whole."""
    marks = stix.get("object_marking_refs")
    granular = stix.get("granular_markings")
    listed = list(marks) if isinstance(marks, list) else []
    for part in granular if isinstance(granular, list) else []:
        listed += [part.get("marking_ref")] if isinstance(part, Mapping) else []
    yield from filter(None, (level_of_marking(m) for m in listed if isinstance(m, str)))


def _moment(value: object) -> str:
    """Return a time of STIX in UTC; the same length for all, so that texts sort as times do."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("a time is no text")  # noqa: TRY004 - of a file
    found = moment(value)
    return found.astimezone(UTC).isoformat(timespec="microseconds") if found else ""


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise ValueError("an id in it is not of STIX's form")
    return value


def _text(value: object, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise ValueError("it is no text")  # noqa: TRY004 - of a file
    if len(value) > longest:
        raise ValueError(f"it is {len(value):,} characters long")
    return value.encode("utf-8", "replace").decode().strip()


def _short(value: object) -> str:
    return _text(value, LONGEST_NAME)


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise ValueError("it is no count")
    return value


def _listed(value: object, read: Read) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("it is no list")  # noqa: TRY004 - of a file
    if len(value) > MOST_LISTED:
        raise ValueError(f"it lists {len(value):,}")
    return list(dict.fromkeys(map(read, value)))


def _texts(value: object) -> list[str]:
    return _listed(value, _short)


def _ids(value: object) -> list[str]:
    return _listed(value, _id)


def _subjects(value: object) -> list[str]:
    """Return which campaigns and groups a list is of; whatever else it holds is not looked at."""
    if not isinstance(value, list):
        raise ValueError("it is no list")  # noqa: TRY004 - of a file
    of = [one for one in value if str(one).partition("--")[0] in _SUBJECTS]
    return _listed(of, _id)


def _references(value: object) -> list[list[str]]:
    """Return by which numbers others know it, as pairs of who numbers and what."""
    if not isinstance(value, list):
        raise ValueError("it is no list")  # noqa: TRY004 - of a file
    numbered = [one for one in value if isinstance(one, Mapping) and "external_id" in one]
    if len(numbered) > MOST_LISTED:
        raise ValueError(f"it lists {len(numbered):,}")
    return [[_short(one.get("source_name")), _short(one["external_id"])] for one in numbered]


_NAMED: Mapping[str, Read] = {"name": _short}
_TOLD: Mapping[str, Read] = {"description": _text, "external_references": _references}
_SPAN: Mapping[str, Read] = {"first_seen": _moment, "last_seen": _moment}
_WHO: Mapping[str, Read] = {**_TOLD, **_SPAN, "aliases": _texts, "objective": _text}
_ABOUT: Mapping[str, Read] = {"object_refs": _ids}

_CONTENTS: Mapping[str, tuple[Mapping[str, Read], Mapping[str, Read]]] = {
    "campaign": (_NAMED, _WHO),
    "intrusion-set": (_NAMED, _WHO),
    "threat-actor": (_NAMED, _WHO),
    "identity": (_NAMED, {"identity_class": _short, "sectors": _texts}),
    "attack-pattern": (_NAMED, {"external_references": _references}),
    "infrastructure": (_NAMED, _TOLD),
    "location": ({}, {"name": _short, "country": _short, "region": _short}),
    "malware": ({}, {"name": _short, "external_references": _references}),
    "tool": (_NAMED, {"external_references": _references}),
    "note": (
        {"content": _text, **_ABOUT},
        {"abstract": _text, "authors": _texts},
    ),
    "opinion": (
        {"opinion": _short, **_ABOUT},
        {"explanation": _text, "authors": _texts},
    ),
    "grouping": (
        {"object_refs": _subjects},
        {"name": _short, "context": _short, "description": _text},
    ),
    "report": (
        {**_NAMED, "object_refs": _subjects},
        {"description": _text, "published": _moment, "report_types": _texts},
    ),
    "relationship": (
        {"relationship_type": _short, "source_ref": _id, "target_ref": _id},
        {"description": _text, "start_time": _moment, "stop_time": _moment},
    ),
    "sighting": (
        {"sighting_of_ref": _id},
        {**_SPAN, "count": _number, "where_sighted_refs": _ids, "description": _text},
    ),
}
"""Of each type what it must have and what it may have, each with how it is read."""

SAID_TYPES = tuple(_CONTENTS)
"""The types of objects that tell of campaigns and groups."""
