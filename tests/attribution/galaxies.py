"""MISP galaxies for tests, their clusters with ids that follow from their names."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

Cluster = dict[str, Any]


def uuid_of(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def cluster(name: str, *synonyms: str, **more: object) -> Cluster:
    """Return a cluster; `meta` is added to its synonyms."""
    meta: Any = more.pop("meta", {})
    return {
        "value": name,
        "uuid": uuid_of(name),
        "meta": {"synonyms": list(synonyms), **meta},
        **more,
    }


def related(name: str, verb: str, likelihood: str = "") -> dict[str, Any]:
    """Return a relation to a cluster of this name."""
    tag = f'estimative-language:likelihood-probability="{likelihood}"'
    return {"dest-uuid": uuid_of(name), "type": verb, "tags": [tag] if likelihood else []}


def galaxy(*clusters: object, **more: object) -> dict[str, Any]:
    """Return the document of a galaxy of actors."""
    head = {"type": "threat-actor", "category": "actor", "name": "Threat Actor", "version": 7}
    return {**head, "source": "Example", "values": list(clusters), **more}
