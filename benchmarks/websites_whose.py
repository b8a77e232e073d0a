"""Whose a website is, by its name alone: named right, named wrong, left open, on splits by time.

    benchmarks/websites_whose.py [--splits DATE ...]

At each date what comes with rasid until then is learnt, and the names labelled until the next date
are ascribed. A group without a habit of its own by that date is unknown: nobody may be named.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from rasid.websites.ascribing import COMMITTED
from rasid.websites.judging import Judge, model_of
from rasid.websites.learning import Labelled
from rasid.websites.packaged import packaged_knowledge
from rasid.websites.taught import known_names
from websites import Share

SPLITS = ("2018-12-14", "2020-06-01", "2021-12-01", "2023-06-01")
CUTS = (0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4, 0.3, 0.0)


@dataclass(frozen=True, slots=True)
class Named:
    """A later name: how likely the likeliest group is, if it is right, if it could be known."""

    probability: float
    is_right: bool
    is_known: bool


def main() -> None:
    """Print the figures of each split and of all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=date.fromisoformat, nargs="+")
    days = parser.parse_args().splits or [date.fromisoformat(day) for day in SPLITS]
    every: list[Named] = []
    for start, end in pairwise(days):
        found = list(ascribed(start, end))
        every += found
        tell(f"{start} to {end}", found)
    tell("together", every)
    print(
        "\nrisk and coverage, together\n| at least | named | right | of names with a known group |"
    )
    print("| ---: | ---: | ---: | ---: |")
    known = sum(one.is_known for one in every)
    for cut in CUTS:
        named = [one for one in every if one.probability >= cut and one.probability > 0]
        right = sum(one.is_right for one in named)
        covered = sum(one.is_known for one in named)
        print(f"| {cut:.2f} | {len(named)} | {Share(right, len(named))} | {covered / known:.1%} |")


def ascribed(start: date, end: date) -> Iterator[Named]:
    """Ascribe the names that were labelled between two days by what was known on the first."""
    known = known_names(None, start)
    judge = Judge(known, model_of(known))
    later = [one for one in packaged_knowledge().labelled if is_later(one, start, end)]
    later = [one for one in later if one.name.domain not in known.labels]
    judged = judge.judge([one.name.domain for one in later])
    for one, told in zip(later, judged, strict=True):
        group, probability = told.likeliest
        yield Named(probability, group == one.group, one.group in judge.model.habits)


def is_later(one: Labelled, start: date, end: date) -> bool:
    """Say whether a name was labelled after a day and no later than another."""
    return start < one.since <= end


def tell(title: str, found: list[Named]) -> None:
    """Print what was named, and how often."""
    named = [one for one in found if one.probability >= COMMITTED]
    right = sum(one.is_right for one in named)
    known = [one for one in found if one.is_known]
    covered = sum(one.is_known for one in named)
    unknown = [one for one in found if not one.is_known]
    left = sum(one.probability < COMMITTED for one in unknown)
    print(f"\n{title}: {len(found)} names")
    print(f"  named right: {Share(right, len(named))}")
    print(f"  named at all, of a known group: {Share(covered, len(known))}")
    print(f"  left open, of an unknown group: {Share(left, len(unknown))}")


if __name__ == "__main__":
    main()
