"""Identifiers as vendors give them: numbers of tenants and accounts, and moments as text."""

from datetime import UTC, datetime
from functools import cache
from random import Random
from uuid import UUID, uuid5

_SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
NOBODY = str(UUID(int=0))


@cache
def guid(seed: int, what: str) -> str:
    """Return the GUID by which a vendor knows one thing of a seed's world."""
    return str(uuid5(_SPACE, f"{seed}/{what}"))


def draw_guid(rng: Random) -> str:
    """Draw the GUID of a record."""
    return str(UUID(int=rng.getrandbits(128), version=4))


def instant(moment: int, digits: int) -> str:
    """Return a moment in ISO 8601 without a zone, with so many digits of a second."""
    whole, rest = divmod(moment, 1000)
    text = f"{datetime.fromtimestamp(whole, UTC):%Y-%m-%dT%H:%M:%S}"
    return f"{text}.{f'{rest:03}0000'[:digits]}" if digits else text
