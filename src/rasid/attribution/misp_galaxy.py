"""MISP galaxies of actors: each cluster is kept as it came, under an id that no STIX object has.

MISP reuses the UUIDs of others' objects, so that an id made of one alone could be forged.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from rasid.attribution.bundle import MOST_OBJECTS, RESERVED, Bundle, Stix
from rasid.attribution.documents import Document, likeness, name_problem, shown
from rasid.errors import InputError

CLUSTER = RESERVED
ACTORS = ("threat-actor", "microsoft-activity-group")
CATEGORY = "actor"
MOST_SYNONYMS = 1_000
MOST_RELATED = 10_000

_SECTORS = ("targeted-sector", "cfr-target-category")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of a cluster to what has this UUID, in the galaxy's own word, with its tags."""

    verb: str
    uuid: str
    tags: tuple[str, ...]


def is_galaxy(value: object) -> bool:
    """Tell whether a JSON value is a file of MISP clusters, right or wrong."""
    return isinstance(value, dict) and "values" in value


def valid_galaxy(path: Path, document: Document) -> Bundle:
    """Return the clusters of a file as objects; raises InputError naming the one that is wrong."""
    value: Any = document.value
    head = _head(path, value)
    clusters = value["values"]
    if not isinstance(clusters, list) or not clusters:
        raise InputError(path, "the galaxy has no list of values.")
    if len(clusters) > MOST_OBJECTS:
        raise InputError(path, f"the galaxy has more than {MOST_OBJECTS:,} values.")
    objects = tuple(_valid(path, n, one, head) for n, one in enumerate(clusters, 1))
    return Bundle(f"misp-galaxy:{head['type']}", objects)


def galaxy_version(stix: Stix) -> int:
    """Return the version of the galaxy that an object came in, 0 for what is no cluster."""
    version = stix["galaxy"]["version"] if stix["type"] == CLUSTER else 0
    return version if isinstance(version, int) else 0


def cluster_names(stix: Stix) -> tuple[str, ...]:
    """Return a cluster's own name and its synonyms, each once."""
    cluster = stix["cluster"]
    synonyms = filter(None, _meta(cluster).get("synonyms", ()))
    return tuple(dict.fromkeys((cluster["value"], *synonyms)))


def related_of(stix: Stix) -> Iterator[Related]:
    """Yield what a cluster is related to; galaxies have relations that lead nowhere."""
    for related in stix["cluster"].get("related", ()):
        if _is_uuid(related["dest-uuid"]):
            tags = tuple(tag for tag in related.get("tags", ()) if isinstance(tag, str))
            yield Related(related["type"], related["dest-uuid"].lower(), tags)


def as_stix(stix: Stix) -> Iterator[Stix]:
    """Yield what a cluster says as an intrusion set, whom it targets and what it uses."""
    meta = _meta(stix["cluster"])
    name, *synonyms = cluster_names(stix)
    since = _YEAR.fullmatch(str(meta.get("since", "")).strip())
    first = {"first_seen": f"{since[0]}-01-01T00:00:00Z"} if since and int(since[0]) else {}
    yield {"type": "intrusion-set", "id": stix["id"], "name": name, "aliases": synonyms, **first}
    sectors = [word for key in _SECTORS for word in _texts(meta.get(key))]
    if sectors:
        victims = f"{stix['id']} victims"
        yield {"type": "identity", "id": victims, "sectors": sectors}
        yield _relation(stix["id"], "targets", victims)
    for related in related_of(stix):
        if related.verb == "uses":
            yield _relation(stix["id"], "uses", f"attack-pattern--{related.uuid}")


def _relation(source: str, verb: str, target: str) -> Stix:
    return {
        "type": "relationship",
        "id": f"{source} {verb} {target}",
        "relationship_type": verb,
        "source_ref": source,
        "target_ref": target,
    }


def _head(path: Path, value: dict[str, Any]) -> dict[str, Any]:
    kind, version = value.get("type"), value.get("version", 0)
    if not isinstance(kind, str) or not (kind in ACTORS or value.get("category") == CATEGORY):
        raise InputError(path, f"{likeness(value)}, expected a MISP galaxy of actors.")
    if name_problem(kind) or not isinstance(version, int):
        raise InputError(path, "the galaxy's type or version is wrong, expected a text, a number.")
    told = ((name, value.get(name)) for name in ("name", "source", "uuid"))
    return {
        "type": kind,
        "version": version,
        **{name: text for name, text in told if isinstance(text, str) and not name_problem(text)},
    }


def _valid(path: Path, number: int, cluster: object, head: dict[str, Any]) -> Stix:
    if not isinstance(cluster, dict):
        raise InputError(path, f"value {number} is {likeness(cluster)}, expected a cluster.")
    problem = name_problem(cluster.get("value")) or _problem(cluster)
    if problem:
        name = cluster.get("value")
        named = f" ({shown(name)})" if isinstance(name, str) else ""
        raise InputError(path, f"value {number}{named}: {problem}.")
    uuid = str(UUID(cluster["uuid"]))
    return {"type": CLUSTER, "id": f"{CLUSTER}--{uuid}", "galaxy": head, "cluster": cluster}


def _problem(cluster: dict[str, Any]) -> str | None:
    """Say what is wrong with a cluster; None if nothing that rasid reads is."""
    if not _is_uuid(cluster.get("uuid")):
        return f"uuid is {ascii(cluster.get('uuid'))[:60]}, expected a UUID"
    meta = cluster.get("meta", {})
    if not isinstance(meta, dict):
        return f"meta is {likeness(meta)}, expected an object"
    synonyms = meta.get("synonyms", [])
    if not isinstance(synonyms, list) or len(synonyms) > MOST_SYNONYMS:
        return f"synonyms is no list of at most {MOST_SYNONYMS:,}"
    related = cluster.get("related", [])
    if not isinstance(related, list) or len(related) > MOST_RELATED:
        return f"related is no list of at most {MOST_RELATED:,}"
    if not all(_is_relation(one) for one in related):
        return "related holds what has no type and dest-uuid that are texts"
    named = [one for one in synonyms if one != ""]
    return next(filter(None, map(name_problem, named)), None) or _unkeepable(cluster)


def _is_relation(related: object) -> bool:
    return (
        isinstance(related, dict)
        and not name_problem(related.get("type"))
        and isinstance(related.get("dest-uuid"), str)
        and isinstance(related.get("tags", []), list)
    )


def _is_uuid(text: object) -> bool:
    try:
        return isinstance(text, str) and str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _unkeepable(cluster: dict[str, Any]) -> str | None:
    try:
        json.dumps(cluster, ensure_ascii=False).encode()
    except RecursionError:
        return "nested too deep"
    except UnicodeEncodeError:
        return "half a surrogate pair in a text"
    return None


def _meta(cluster: Stix) -> dict[str, Any]:
    meta: dict[str, Any] = cluster.get("meta", {})
    return meta


def _texts(value: object) -> Sequence[str]:
    listed = value if isinstance(value, list) else [value]
    return [text for text in listed if isinstance(text, str)]
