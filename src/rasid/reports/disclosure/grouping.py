"""How coarsely a disclosure speaks: which categories and countries are told as one, and ranges."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from rasid.reports.disclosure.affected import Affected
from rasid.reports.disclosure.claims import NUMBERS, UNLISTED, Claim, Where

EVERYBODY = "everybody"
ELSEWHERE = "elsewhere"
FEWEST_COUNTRIES = 2
"""With fewer countries than this there is nothing to tell apart."""

_WORD = re.compile(r"[\w\u200c]+")
_EDGES = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Where ranges begin; from the last on, each is ten times the one before."""


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is told apart: kinds of people, their countries (none: not told), and exact numbers."""

    kinds: tuple[Where, ...]
    countries: tuple[Where, ...]
    ranged: frozenset[str] = frozenset()


def finest(affected: Affected) -> Grouping:
    """Tell every category by itself, and every country in which accounts were attacked.

    Countries in which none was are told together; where there is only one, none is told.
    """
    cells = affected.cells()
    categories = sorted({category for category, _ in cells})
    known = {country for category, country in cells if category not in UNLISTED}
    countries = [Where(None, frozenset({one}), one) for one in sorted(known)]
    hit = [one for one in countries if affected.accounts("attacked", one)]
    if len([one for one in hit if one.label]) < FEWEST_COUNTRIES:
        hit = []
    others = known.difference(*(one.countries or () for one in hit)) if hit else frozenset()
    rest = [Where(None, frozenset(others), ELSEWHERE)] if others else []
    return Grouping(tuple(Where(frozenset({one}), None, one) for one in categories), (*hit, *rest))


def claims_of(affected: Affected, grouping: Grouping, k: int) -> tuple[Claim, ...]:
    """Return what is said of people: the totals, each kind, and each country's accounts attacked.

    Countries in which no account was attacked are told by none.
    """
    wheres = [(number, where) for where in (Where(), *grouping.kinds) for number in NUMBERS]
    claims = [_claim(affected, grouping, k, *asked) for asked in wheres]
    attacked = (_claim(affected, grouping, k, "attacked", one) for one in grouping.countries)
    return (*claims, *(one for one in attacked if one.high))


def broader(grouping: Grouping, where: Where) -> tuple[Grouping, str]:
    """Return the grouping in which these people are told with more, and what was done, in words.

    The grouping is the same, and no word is said, where they cannot be.
    """
    if where in grouping.countries:
        return _elsewhere(grouping, where)
    if where not in grouping.kinds:
        return grouping, ""
    for label in (broader_of(where.label), EVERYBODY):
        joined = [
            one
            for one in grouping.kinds
            if one == where or (not one.is_unlisted and label in (EVERYBODY, _broad(one)))
        ]
        if len(joined) > 1:
            return _joined(grouping, joined, label)
    return grouping, ""


def ranged(grouping: Grouping, number: str) -> tuple[Grouping, str]:
    """Return the grouping in which a number is told as a range, and what was done."""
    if number in grouping.ranged:
        return grouping, ""
    return replace(grouping, ranged=grouping.ranged | {number}), f"tell {number} as ranges"


def without_countries(grouping: Grouping) -> tuple[Grouping, str]:
    """Return the grouping in which no country is told, and what was done."""
    if not grouping.countries:
        return grouping, ""
    return replace(grouping, countries=()), "leave countries out"


def without_kinds(grouping: Grouping) -> tuple[Grouping, str]:
    """Return the grouping in which only totals are told, and what was done."""
    if not grouping.kinds:
        return grouping, ""
    return replace(grouping, kinds=()), "leave kinds of people out"


def bracket(count: int, k: int) -> tuple[int, int]:
    """Return the range in which a count is told, both ends in it; the lowest begins with none."""
    low = 0
    for edge in _edges(count):
        if edge < k:
            continue
        if count < edge:
            return low, edge - 1
        low = edge
    raise ValueError(f"{count} is beyond all ranges")


def broader_of(category: str) -> str:
    """Return the broader kind of a category, `everybody` where none is known."""
    words = {word.casefold() for word in _WORD.findall(category)}
    words |= {word.removesuffix("s") for word in words}
    found = (kind for kind, known in _broader().items() if words & known)
    return next(found, EVERYBODY)


def _broad(where: Where) -> str:
    return where.label if where.label in _broader() else broader_of(where.label)


def _edges(count: int) -> Iterable[int]:
    yield from _EDGES
    edge = _EDGES[-1]
    while edge <= count:
        edge *= 10
        yield edge


@cache
def _broader() -> dict[str, frozenset[str]]:
    text = (files(__package__) / "broader.toml").read_text(encoding="utf-8")
    return {kind: frozenset(words) for kind, words in tomllib.loads(text).items()}


def _joined(grouping: Grouping, joined: list[Where], label: str) -> tuple[Grouping, str]:
    members = frozenset[str]().union(*(one.categories or () for one in joined))
    kept = tuple(one for one in grouping.kinds if one not in joined)
    made = replace(grouping, kinds=(Where(members, None, label), *kept))
    names = ", ".join(sorted(one.label for one in joined))
    return made, f"tell {names} together as “{label}”"


def _elsewhere(grouping: Grouping, where: Where) -> tuple[Grouping, str]:
    """Tell a country with those that are told together already, else with nothing."""
    others = [one for one in grouping.countries if one.label == ELSEWHERE and one != where]
    joined = [where, *others]
    kept = tuple(one for one in grouping.countries if one not in joined)
    if where.label == ELSEWHERE or not kept:
        return without_countries(grouping)
    members = frozenset[str]().union(*(one.countries or () for one in joined))
    made = replace(grouping, countries=(*kept, Where(None, members, ELSEWHERE)))
    return made, f"tell {where.label or 'people without a country'} under “{ELSEWHERE}”"


def _claim(affected: Affected, grouping: Grouping, k: int, number: str, where: Where) -> Claim:
    count = len(affected.accounts(number, where))
    low, high = bracket(count, k) if number in grouping.ranged else (count, count)
    return Claim(number, where, low, high)
