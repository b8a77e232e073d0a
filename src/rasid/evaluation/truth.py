import json
from dataclasses import dataclass
from pathlib import Path

NUMBERS = ("attempts", "identified", "attacked", "compromised")


@dataclass(frozen=True, slots=True)
class Deed:
    """One hostile event of a group."""

    group: str
    stage: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group at work: its name in the bundle, null where none tells of it, and its numbers."""

    actor: str | None
    numbers: dict[str, int]


@dataclass(frozen=True, slots=True)
class Truth:
    """What really happened in a simulated month; events are known by their id.

    `background` is untargeted crime. `unlisted_targets` were gone for and are not on the roster.
    """

    groups: dict[str, Group]
    events: dict[str, Deed]
    background: frozenset[str]
    unlisted_targets: frozenset[str]


def read_truth(file: Path) -> Truth:
    """Read the truth that a simulation wrote; a group without events was not at work."""
    told = json.loads(file.read_text("utf-8"))
    events = {uid: Deed(event["group"], event["stage"]) for uid, event in told["events"].items()}
    at_work = {deed.group for deed in events.values()}
    return Truth(
        groups={
            name: Group(group["actor"], {number: group["numbers"][number] for number in NUMBERS})
            for name, group in told["groups"].items()
            if name in at_work
        },
        events=events,
        background=frozenset(told["background"]),
        unlisted_targets=frozenset(told.get("unlisted_targets", ())),
    )
