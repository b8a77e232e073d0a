"""What is told of a thing that stands no more: its id, and as little else as a format lets.

By now it may be known for a protected person's own, and who is given it today need not have been
given what was shared before.
"""

from collections.abc import Mapping
from typing import Any

from rasid.sharing.ids import observable

NOTHING = "revoked"
NOWHERE = observable("domain-name", value="revoked.invalid")
"""What stands where a format demands something observed; no name can end in `invalid`."""

_LONG_AGO = "1970-01-01T00:00:00.000Z"
_COMMON = (
    *("type", "spec_version", "id", "created_by_ref", "object_marking_refs", "labels"),
    *("relationship_type", "source_ref", "target_ref", "sighting_of_ref", "object_refs"),
    *("context", "opinion", "pattern_type"),
)
_ATTRIBUTE = (
    *("type", "id", "created_by_ref", "attribute_type", "category", "to_ids", "object_relation"),
)
_IN_PLACE: Mapping[str, Mapping[str, Any]] = {
    "campaign": {"name": NOTHING},
    "grouping": {"name": NOTHING},
    "indicator": {
        "name": NOTHING,
        "description": "It stands no more; what it was is not told again.",
        "pattern": f"[domain-name:value = '{NOWHERE['value']}']",
        "pattern_version": "2.1",
        "indicator_types": ["unknown"],
        "valid_from": _LONG_AGO,
    },
    "infrastructure": {"name": NOTHING, "infrastructure_types": ["unknown"]},
    "note": {"content": NOTHING},
    "observed-data": {
        "first_observed": _LONG_AGO,
        "last_observed": _LONG_AGO,
        "number_observed": 1,
    },
}
_ADDRESSES = {"ip-src": "0.0.0.0"}  # noqa: S104 - what no log holds, and MISP takes


def emptied(stix: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of an object that is revoked; the same again for what it returned."""
    if stix["type"] == "misp-attribute":
        kept = {name: stix[name] for name in _ATTRIBUTE if name in stix}
        value = _ADDRESSES.get(stix["attribute_type"], NOTHING)
        return {**kept, "holder": None, "value": value, "comment": "", "revoked": True}
    kept = {name: _hidden(stix[name]) for name in _COMMON if name in stix}
    return {**kept, **_IN_PLACE.get(stix["type"], {}), "revoked": True}


def _hidden(value: Any) -> Any:  # noqa: ANN401 - of JSON
    """Return ids without those of addresses: whoever tries all addresses finds which one it is."""
    if isinstance(value, list):
        return sorted({_hidden(one) for one in value})
    if isinstance(value, str) and value.startswith(("ipv4-addr--", "ipv6-addr--")):
        return NOWHERE["id"]
    return value
