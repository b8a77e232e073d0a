"""From a STIX document to its validated objects; each is hostile until the last check."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasid.attribution.documents import Document, likeness, name_problem, shown
from rasid.errors import InputError

Stix = Mapping[str, Any]

MOST_OBJECTS = 200_000
"""ATT&CK has some 25,000; checking each takes time, and a file of a million is made to."""

LONGEST_PATTERN = 200_000
RESERVED = "x-misp-galaxy-cluster"
"""The type under which clusters of MISP are kept; no bundle may pass for one."""

VERSIONS = ("2.0", "2.1")
NAMED = ("intrusion-set", "threat-actor")
_SHOWN = (*NAMED, "campaign", "identity")
"""Objects whose names are shown."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The validated objects of a file; `source` is the bundle's id, else the file's hash."""

    source: str
    objects: tuple[Stix, ...]


def is_bundle(value: object) -> bool:
    """Tell whether a JSON value is a STIX bundle, right or wrong."""
    return isinstance(value, dict) and value.get("type") == "bundle"


def valid_bundle(path: Path, document: Document) -> Bundle:
    """Return a STIX 2.1 or 2.0 bundle; raises InputError naming the object that is wrong."""
    value: Any = document.value
    objects = value.get("objects")
    if not isinstance(objects, list) or not objects:
        raise InputError(path, "the bundle has no list of objects.")
    if len(objects) > MOST_OBJECTS:
        problem = f"the bundle has {len(objects):,} objects, expected at most {MOST_OBJECTS:,}"
        raise InputError(path, f"{problem}.")
    source = value.get("id")
    if not isinstance(source, str):
        source = f"sha256:{document.digest}"
    version = "2.0" if value.get("spec_version") == "2.0" else "2.1"
    return Bundle(source, tuple(_valid(path, n, s, version) for n, s in enumerate(objects, 1)))


def _valid(path: Path, number: int, stix: object, version: str) -> Stix:
    """Return one object as plain JSON values, its types put right by the STIX library."""
    import stix2  # noqa: PLC0415 - takes a fifth of a second, and few commands need it
    from stix2.exceptions import STIXError  # noqa: PLC0415 - the same

    if not isinstance(stix, dict):
        raise InputError(path, f"object {number} is {likeness(stix)}, expected a STIX object.")
    name = stix.get("id")
    if not isinstance(name, str) or not isinstance(stix.get("type"), str):
        raise InputError(path, f"object {number} has no id and type that are texts.")
    if not name.startswith(f"{stix['type']}--") or stix["type"] == RESERVED:
        problem = f"this is no id of an object of type {ascii(stix['type'])[:60]}"
        raise InputError(path, f"{shown(name)}: {problem}.")
    if len(str(stix.get("pattern", ""))) > LONGEST_PATTERN:
        problem = f"the pattern is longer than {LONGEST_PATTERN} characters"
        raise InputError(path, f"{shown(name)}: {problem}.")
    version = stix.get("spec_version", version)
    if version not in VERSIONS:
        problem = f"spec_version is {ascii(version)[:60]}, expected one of {', '.join(VERSIONS)}."
        raise InputError(path, f"{shown(name)}: {problem}")
    try:
        parsed = stix2.parse(stix, allow_custom=True, version=version)
        text = json.dumps(parsed) if isinstance(parsed, dict) else parsed.serialize()
        plain: Stix = json.loads(text)
        json.dumps(plain, ensure_ascii=False).encode()
    except RecursionError:
        raise InputError(path, f"{shown(name)}: nested too deep.") from None
    except UnicodeEncodeError:
        raise InputError(path, f"{shown(name)}: half a surrogate pair in a text.") from None
    except (STIXError, ValueError, TypeError, KeyError, AttributeError) as error:
        sentence = " ".join(str(error).split())[:300]
        raise InputError(path, f"{shown(name)}: {sentence}") from None
    _check_names(path, plain)
    return plain


def _check_names(path: Path, stix: Stix) -> None:
    if stix["type"] in _SHOWN:
        for name in (stix["name"], *stix.get("aliases", ())):
            problem = name_problem(name)
            if problem:
                raise InputError(path, f"{shown(stix['id'])}: {problem}.")
