"""How small a campaign is missed, as it was measured on simulated months."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log

NEAR = 5
"""A provider of so many times the accounts, or of one in so many, tells nothing of another."""

FEWEST_GROUPS = 3
"""What was found of fewer groups than this is chance, and is not told."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Of simulated groups that attacked so many accounts, how many were found."""

    least: int
    most: int | None
    groups: int
    found: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """Months of one size of provider, and what was found in them by size of group."""

    accounts: int
    days: int
    months: int
    sizes: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of groups of one size, and at which provider, over how many days."""

    accounts: int
    days: int
    size: Missed


@cache
def measurements() -> tuple[Measurement, ...]:
    """Return the packaged measurements; `scripts/measure-missed` makes them."""
    text = (files("rasid.answers") / "missed.toml").read_text(encoding="utf-8")
    return tuple(
        Measurement(
            accounts=told["accounts"],
            days=told["days"],
            months=told["months"],
            sizes=tuple(
                Missed(row["least"], row.get("most"), row["groups"], row["found"])
                for row in told["size"]
            ),
        )
        for told in tomllib.loads(text)["measured"]
    )


def nearest(accounts: int) -> tuple[Measured, ...]:
    """Return for each size of group what the provider nearest in size had, if any was near."""
    found: dict[int, tuple[float, Measured]] = {}
    for one in measurements():
        distance = abs(log(one.accounts / max(1, accounts)))
        for size in one.sizes:
            best, _ = found.get(size.least, (log(NEAR), None))
            if distance <= best and size.groups >= FEWEST_GROUPS:
                found[size.least] = distance, Measured(one.accounts, one.days, size)
    return tuple(measured for _, (_, measured) in sorted(found.items()))
