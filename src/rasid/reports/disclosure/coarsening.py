"""Coarser wording: what would help against each finding, and applying it until nothing is found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rasid.reports.disclosure.affected import Affected
from rasid.reports.disclosure.checking import Against, Examination, Finding, examine
from rasid.reports.disclosure.claims import Claim, Where
from rasid.reports.disclosure.grouping import (
    ELSEWHERE,
    Grouping,
    broader,
    claims_of,
    ranged,
    without_countries,
    without_kinds,
)

MOST_STEPS = 200

_NOT_OF_NUMBERS = ("few can be meant", "few organisations", "a name")
"""Findings that no range helps against: it is what people are called that tells too much."""

Step = tuple[Grouping, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be said of people, how coarsely, and what the checks say of it.

    `steps` are what was done to get there, in words.
    """

    grouping: Grouping
    claims: tuple[Claim, ...]
    examined: Examination
    steps: tuple[str, ...] = ()


def draft(grouping: Grouping, against: Against) -> Draft:
    """Say it as coarsely as the grouping asks, and check it."""
    claims = claims_of(against.affected, grouping, against.k)
    return Draft(grouping, claims, examine(claims, against))


def proposals(grouping: Grouping, finding: Finding) -> list[str]:
    """Return in words what would make a finding go, the mildest first."""
    return [said for _, said in _steps(grouping, finding)]


def coarsened(start: Draft, against: Against) -> Draft:
    """Apply the mildest proposal to a finding until nothing is found or nothing is left to try."""
    current, steps = start, list[str]()
    for _ in range(MOST_STEPS):
        if not current.examined.findings:
            break
        made = next(_applied(current.grouping, against.affected, current.examined), None)
        if made is None:
            break
        grouping, said = made
        steps.append(said)
        current = _next(grouping, against)
    return Draft(current.grouping, current.claims, current.examined, tuple(steps))


def _next(grouping: Grouping, against: Against) -> Draft:
    """Check each statement alone first: what follows from several takes a hundred times as long."""
    claims = claims_of(against.affected, grouping, against.k)
    alone = examine(claims, against, each_alone=True)
    return Draft(grouping, claims, alone if alone.findings else examine(claims, against))


def _applied(grouping: Grouping, affected: Affected, examined: Examination) -> Iterator[Step]:
    """Yield a step for each finding: single countries first, those with fewest people first."""

    def order(found: Finding) -> tuple[bool, bool, int]:
        where = found.where
        return where.countries is None, where.label == ELSEWHERE, affected.crowd(where)

    for found in sorted(examined.findings, key=order):
        yield from _steps(grouping, found)


def _steps(grouping: Grouping, finding: Finding) -> list[Step]:
    """Return what can be done about a finding that changes anything, the mildest first."""
    told = _told_as(grouping, finding.where)
    tries: list[Callable[[], Step]] = [
        *((lambda one=one: broader(grouping, one)) for one in told),
    ]
    if finding.kind not in _NOT_OF_NUMBERS:
        tries.append(lambda: ranged(grouping, finding.number))
    if finding.where.countries is not None:
        tries.append(lambda: without_countries(grouping))
    if finding.where.categories is not None:
        tries.append(lambda: without_kinds(grouping))
    made = (attempt() for attempt in tries)
    return [(changed, said) for changed, said in made if said]


def _told_as(grouping: Grouping, where: Where) -> list[Where]:
    """Return the kinds under which these people are told."""
    return [
        one
        for one in (*grouping.countries, *grouping.kinds)
        if (where.categories and one.categories and where.categories <= one.categories)
        or (where.countries and one.countries and where.countries <= one.countries)
    ]
