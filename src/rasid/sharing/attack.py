"""The names and tactics of ATT&CK's techniques."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

VERSION = "17"
"""The version of ATT&CK that the names are from."""


@dataclass(frozen=True, slots=True)
class Known:
    """What ATT&CK calls a technique, and the tactics that it serves."""

    name: str
    tactics: tuple[str, ...] = ()


@cache
def _names() -> Mapping[str, Known]:
    text = (files(__package__) / "attack.toml").read_text(encoding="utf-8")
    return {
        attack_id: Known(told["name"], tuple(told["tactics"]))
        for attack_id, told in tomllib.loads(text).items()
    }


def known(attack_id: str) -> Known:
    """Return what is known of a technique; one that is not in the table is called by its id."""
    return _names().get(attack_id, Known(attack_id))


def tactic_id(tactic: str) -> str:
    """Return ATT&CK's id of a tactic; empty for one that is not known."""
    return _TACTICS.get(tactic, "")


_TACTICS = {
    "reconnaissance": "TA0043",
    "initial-access": "TA0001",
    "persistence": "TA0003",
    "privilege-escalation": "TA0004",
    "defense-evasion": "TA0005",
    "credential-access": "TA0006",
    "lateral-movement": "TA0008",
    "collection": "TA0009",
}
