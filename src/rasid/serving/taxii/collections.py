"""The collections: one for each TLP level, under ids that this home alone gives."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rasid.sharing.keys import Key
from rasid.sharing.tlp import LEVELS, label

STIX_TYPE = "application/stix+json;version=2.1"

_SAID = {
    "clear": "what everybody may know",
    "green": "what may go round in the recipients' communities",
    "amber": "what recipients and their clients need to know",
    "amber+strict": "what recipients' own organisations need to know",
    "red": "what is for the recipients' eyes and ears only",
}


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection; `alias` stands for its id in addresses."""

    level: str
    collection_id: str

    @property
    def alias(self) -> str:
        """The level as it can stand in an address."""
        return self.level.replace("+", "-")

    def resource(self) -> dict[str, Any]:
        """Return what TAXII tells of it to who may read it."""
        return {
            "id": self.collection_id,
            "title": label(self.level),
            "description": f"Campaigns that were shared as {_SAID[self.level]}.",
            "alias": self.alias,
            "can_read": True,
            "can_write": False,
            "media_types": [STIX_TYPE],
        }


def collections_of(key: Key) -> list[Collection]:
    """Return the collections of a home; their ids follow from its key, so that they stay."""
    return [Collection(level, _id(key, level)) for level in LEVELS]


def _id(key: Key, level: str) -> str:
    digest = hmac.new(key.secret, f"taxii\0{level}".encode(), hashlib.sha256).digest()
    return str(UUID(bytes=digest[:16], version=4))
