"""The Traffic Light Protocol 2.0: how far a recipient may pass on what it gets."""

from collections.abc import Iterable
from typing import Any

from rasid.errors import UsageError

LEVELS = ("clear", "green", "amber", "amber+strict", "red")
"""From the most open to the closest."""

_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_MARKINGS = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
"""OASIS's own ids, so that every recipient knows the marking for the same one."""

_EARLIER = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "clear",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
}
"""What TLP 1 is marked with, which is read and never written; its white is clear."""


def require_level(text: str, *, option: str = "--tlp") -> str:
    """Return a level as it stands in LEVELS, from `TLP:AMBER` too; raises UsageError."""
    level = text.strip().lower().removeprefix("tlp:")
    if level not in LEVELS:
        raise UsageError(f"{option} got {text!r}, expected one of: {', '.join(LEVELS)}.")
    return level


def label(level: str) -> str:
    """Return a level as people write it, `TLP:AMBER`."""
    return f"TLP:{level.upper()}"


def is_as_close(level: str, least: str) -> bool:
    """Tell whether a level lets no more people see than `least` does."""
    return LEVELS.index(level) >= LEVELS.index(least)


def marking_id(level: str) -> str:
    """Return the id of OASIS's marking definition of a level."""
    return _MARKINGS[level]


def marking(level: str) -> dict[str, Any]:
    """Return OASIS's marking definition of a level."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": _MARKINGS[level],
        "created": "2022-10-01T00:00:00.000Z",
        "name": label(level),
        "extensions": {_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": level}},
    }


def level_of_marking(stix_id: str) -> str:
    """Return the level that an id of OASIS's marks with; empty for any other id."""
    found = next((level for level, known in _MARKINGS.items() if known == stix_id), "")
    return found or _EARLIER.get(stix_id, "")


def closest(levels: Iterable[str]) -> str:
    """Return the level that lets the fewest see; empty if there is none."""
    return max(levels, key=LEVELS.index, default="")
