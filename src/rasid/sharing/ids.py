"""Ids that follow from what they name, so that the same thing is shared under the same id.

Objects that rasid says something with are UUIDv5 in NAMESPACE over the sharer's scope, the home's
secret, the type and the parts that make the object what it is; without the secret for what is
public anyway, so that an organisation's homes agree on it. Observables are in STIX's own namespace
over their defining properties, as the specification wants, so that all tools agree on them.
"""

import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

NAMESPACE = UUID("dfea5abb-fce4-4119-a277-50e0928b1311")
OBSERVABLES = UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")


@dataclass(frozen=True, slots=True)
class Ids:
    """Makes the ids of one sharer; one that was revoked is never used again.

    Without the `secret` whoever tries all addresses would find the one that an id stands for.
    """

    scope: str
    secret: str
    revoked: AbstractSet[str] = frozenset()

    def of(self, kind: str, *parts: str) -> str:
        """Return the id of what these parts name."""
        found = self._keyed(kind, parts)
        again = 1
        while found in self.revoked:
            found = self._keyed(kind, (*parts, f"again {again}"))
            again += 1
        return found

    def public(self, kind: str, *parts: str) -> str:
        """Return the id of something that everybody may know, the same in all homes of a scope."""
        return f"{kind}--{uuid5(NAMESPACE, _canonical([self.scope, kind, *parts]))}"

    def _keyed(self, kind: str, parts: tuple[str, ...]) -> str:
        return self.public(kind, self.secret, *parts)

    def uuid(self, kind: str, *parts: str) -> str:
        """Return a bare UUID, for formats whose ids bear no type."""
        return self._keyed(kind, parts).removeprefix(f"{kind}--")


def observable(kind: str, **defining: str | int) -> dict[str, Any]:
    """Return a STIX observable with the id that follows from its defining properties."""
    named = uuid5(OBSERVABLES, _canonical(defining))
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{named}", **defining}


def _canonical(value: object) -> str:
    """Return canonical JSON (RFC 8785) of texts and integers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
