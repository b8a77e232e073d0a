"""What a disclosure says of people, as statements that can be checked before they are words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NUMBERS = ("identified", "attacked", "compromised")
"""The numbers that count accounts, and so speak of people."""

UNLISTED = frozenset({"unlisted", "suggested"})
"""Categories of accounts that are on no list: they say nothing of whom an account belongs to."""

ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Where:
    """Of whom something is said: people of any of these categories and of any of these countries.

    None stands for all of them. `label` is what they are called; it does not make them others.
    """

    categories: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    label: str = field(default=ANYBODY, compare=False)

    def holds(self, category: str, country: str) -> bool:
        """Tell whether somebody of this category and country is meant."""
        return (self.categories is None or category in self.categories) and (
            self.countries is None or country in self.countries
        )

    @property
    def is_anybody(self) -> bool:
        """Whether nothing is said of whom."""
        return self.categories is None and self.countries is None

    @property
    def is_unlisted(self) -> bool:
        """Whether they are known only for being on no list."""
        return self.categories is not None and self.categories <= UNLISTED

    @property
    def is_one_kind(self) -> bool:
        """Whether it is a single category or a single country, not several told as one."""
        return any(
            part is not None and len(part) == 1 for part in (self.categories, self.countries)
        )


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement: of so many accounts, from `low` to `high`, both told, one number is true."""

    number: str
    where: Where
    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        """Whether it is told as one number."""
        return self.low == self.high


def as_rows(claims: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return claims as JSON's values: nothing in them is more than the disclosure says."""
    return [
        {
            "number": one.number,
            "label": one.where.label,
            "categories": _listed(one.where.categories),
            "countries": _listed(one.where.countries),
            "low": one.low,
            "high": one.high,
        }
        for one in claims
    ]


def from_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Return the claims that `as_rows` wrote; ValueError or KeyError for anything else."""
    return tuple(_claim(row) for row in rows)


def _claim(row: Mapping[str, Any]) -> Claim:
    low, high, number = row["low"], row["high"], row["number"]
    if not (isinstance(low, int) and isinstance(high, int) and 0 <= low <= high):
        raise ValueError(f"a number from {low!r} to {high!r}")
    if number not in NUMBERS:
        raise ValueError(f"the number {number!r}")
    where = Where(_set(row["categories"]), _set(row["countries"]), str(row["label"]))
    return Claim(number, where, low, high)


def _listed(members: frozenset[str] | None) -> list[str] | None:
    return None if members is None else sorted(members)


def _set(members: object) -> frozenset[str] | None:
    if members is None:
        return None
    if not isinstance(members, list):
        raise ValueError("categories or countries that are no list")  # noqa: TRY004 - of a file
    return frozenset(str(one) for one in members)
