"""How small a campaign is missed, as it was measured on simulated months."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log


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


def nearest(accounts: int) -> Measurement:
    """Return the measurement whose provider is nearest in size."""
    return min(measurements(), key=lambda one: abs(log(one.accounts / max(1, accounts))))
