"""STIX objects for tests, each with an id that follows from what is in it."""

import json
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Stix = dict[str, Any]


def stix_id(kind: str, name: str) -> str:
    """Return an id that follows from a name; STIX 2.0 takes version 4 only."""
    return f"{kind}--{UUID(int=uuid5(NAMESPACE_URL, name).int, version=4)}"


def domain_object(kind: str, name: str, **properties: object) -> Stix:
    """Return a STIX 2.1 domain object; its id follows from its name."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": stix_id(kind, name),
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "name": name,
        **properties,
    }


def observable(kind: str, **properties: object) -> Stix:
    name = json.dumps(properties)
    return {"type": kind, "spec_version": "2.1", "id": stix_id(kind, name), **properties}


def indicator(pattern: str, **properties: object) -> Stix:
    return domain_object(
        "indicator",
        pattern,
        pattern=pattern,
        pattern_type="stix",
        **{"valid_from": "2026-01-01T00:00:00Z"} | properties,
    )


def relation(source: Stix, verb: str, target: Stix, **properties: object) -> Stix:
    ends = {"source_ref": source["id"], "target_ref": target["id"]}
    found = domain_object("relationship", f"{verb}{ends}", relationship_type=verb)
    del found["name"]
    return found | ends | properties


def technique(number: str, **properties: object) -> Stix:
    reference = {"source_name": "mitre-attack", "external_id": number}
    return domain_object("attack-pattern", number, external_references=[reference], **properties)
