"""Whether a disclosure lets anybody be recognised, judged on its statements and not on its prose.

A statement fails where too few people can be meant by it, where it counts too few of one kind,
where it speaks of everybody of a kind, and where such a count follows by subtraction: within the
disclosure, or from it and an earlier one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Literal

from rasid.reports.disclosure.affected import Affected
from rasid.reports.disclosure.bounding import Cell, Reader
from rasid.reports.disclosure.claims import NUMBERS, Claim, Where
from rasid.reports.disclosure.knowledge import Known

DEFAULT_K = 5
"""Smaller groups are not told apart; statistics offices and health services ask for 5 to 10."""

FEWEST_ORGANISATIONS = 3
"""Of two organisations each knows its own share, and so the other's; statistics offices ask 3."""

_SEVERAL = 2

Kind = Literal[
    "few can be meant",
    "few organisations",
    "few are counted",
    "everybody",
    "a name",
    "subtraction",
    "difference",
]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was told before; `accounts` are behind its numbers, where the home still has them.

    `same_campaign` says whether the same accounts are counted.
    """

    name: str
    claims: tuple[Claim, ...]
    same_campaign: bool
    accounts: dict[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One way to recognise somebody; `size` is how few, `earlier` what it is read beside."""

    kind: Kind
    number: str
    where: Where
    size: int
    why: str
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One statement with its anonymity sets: who can be meant, by the roster and by outsiders.

    `known` is None where nothing is known outside; `narrowed` tells what would leave fewest of it.
    """

    claim: Claim
    people: int
    roster: int
    known: int | None
    narrowed: tuple[str, str, int] | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """Every statement, and what follows from several of them."""

    phrases: tuple[Phrase, ...]
    deduced: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All ways to recognise somebody."""
        return (*(found for one in self.phrases for found in one.findings), *self.deduced)


@dataclass(frozen=True, slots=True)
class Against:
    """What a disclosure is held against; `names` are labels that name a protected person."""

    affected: Affected
    k: int = DEFAULT_K
    known: Known | None = None
    earlier: tuple[Earlier, ...] = ()
    names: frozenset[str] = frozenset()


def examine(claims: Sequence[Claim], against: Against, *, each_alone: bool = False) -> Examination:
    """Judge what is said of people; with `each_alone` nothing that follows from several."""
    phrases = tuple(_phrase(one, against) for one in claims)
    if each_alone:
        return Examination(phrases, ())
    cells = against.affected.cells() | _told_cells([claims, *(e.claims for e in against.earlier)])
    cells = cells or frozenset({("", "")})
    deduced = [*_by_subtraction(claims, against, cells), *_by_difference(claims, against, cells)]
    return Examination(phrases, tuple(deduced))


def _phrase(claim: Claim, against: Against) -> Phrase:
    affected, where = against.affected, claim.where
    known = against.known.crowd(where) if against.known else None
    return Phrase(
        claim=claim,
        people=len(affected.people(claim.number, where)),
        roster=affected.crowd(where),
        known=known,
        narrowed=against.known.narrowed(where) if against.known else None,
        findings=tuple(_of_phrase(claim, known, against)),
    )


def _of_phrase(claim: Claim, known: int | None, against: Against) -> Iterator[Finding]:
    """Yield what is wrong with one statement alone; who is on no list cannot be looked up."""
    where, number = claim.where, claim.number
    if where.label in against.names:
        yield Finding("a name", number, where, 1, "what it is called names a protected person")
    if claim.high == 0 or where.is_unlisted:
        return
    source = against.known.source if against.known else ""
    people, listed = len(against.affected.people(number, where)), against.affected.crowd(where)
    if not where.is_anybody and listed < against.k:
        why = f"only {listed} on the roster can be meant"
        yield Finding("few can be meant", number, where, listed, why)
    if known is not None and known < against.k:
        why = f"only {known} in {source} can be meant"
        yield Finding("few can be meant", number, where, known, why)
    organisations = against.affected.organisations(where)
    if not where.is_anybody and listed >= against.k and organisations < FEWEST_ORGANISATIONS:
        told = "1 organisation" if organisations == 1 else f"{organisations} organisations"
        why = f"all of that kind on the roster are of {told}"
        yield Finding("few organisations", number, where, organisations, why)
    if claim.low and people == known:
        yield Finding(
            "everybody", number, where, people, f"it is everybody of that kind in {source}"
        )
    if not where.is_anybody and claim.low and people >= listed:
        yield Finding("everybody", number, where, people, "it is everybody of that kind")
    if _is_small(number, where, (claim.low, claim.high), against):
        why = f"of that kind {_counted(people)} counted"
        yield Finding("few are counted", number, where, people, why)


def _is_small(number: str, where: Where, told: tuple[int, int], against: Against) -> bool:
    """Tell whether a count, as told, picks too few people out of too small a crowd.

    One category or country hides nobody by itself; several told as one hide as many as they are.
    """
    low, high = told
    people = len(against.affected.people(number, where))
    if low < 1 or min(people, high) >= against.k:
        return False
    if where.is_one_kind:
        return not where.is_unlisted
    crowd = _crowd(number, where, against.affected)
    return crowd < against.k or people >= crowd


def _crowd(number: str, where: Where, affected: Affected) -> int:
    """Return among how many people those counted are hidden."""
    if number == "compromised":
        return len(affected.people("attacked", where))
    return max(affected.crowd(where), len(affected.people("identified", where)))


def _by_subtraction(
    claims: Sequence[Claim], against: Against, cells: frozenset[Cell]
) -> Iterator[Finding]:
    """Yield small counts that are told nowhere and follow all the same."""
    reader = Reader(cells, [claims])
    for number, where in _untold(claims, cells):
        found = reader.bounds(number, where) if reader.some(number, where) else (0, 0)
        if _is_small(number, where, found, against):
            yield _deduced("subtraction", number, where, found, "")


def _by_difference(
    claims: Sequence[Claim], against: Against, cells: frozenset[Cell]
) -> Iterator[Finding]:
    """Yield small counts that follow from this disclosure and an earlier one."""
    alone = Reader(cells, [claims])
    for earlier in against.earlier:
        if not earlier.same_campaign:
            yield from _between_campaigns(claims, earlier, against)
        elif set(earlier.claims) != set(claims):
            yield from _since(claims, earlier, against, cells, alone)
    yield from _from_all(claims, against, cells, alone)


def _since(
    claims: Sequence[Claim],
    earlier: Earlier,
    against: Against,
    cells: frozenset[Cell],
    alone: Reader,
) -> Iterator[Finding]:
    both, then = Reader(cells, [claims, earlier.claims]), Reader(cells, [earlier.claims])
    for number, where in _single(cells, (*claims, *earlier.claims)):
        found = both.bounds(number, where) if both.some(number, where) else (0, 0)
        told = any(one.number == number and one.where == where for one in claims)
        if (
            not told
            and _is_small(number, where, found, against)
            and found not in (alone.bounds(number, where), then.bounds(number, where))
        ):
            yield _deduced("difference", number, where, found, earlier.name)
            continue
        least, most = both.change(number, where) if both.may_change(number) else (0, 0)
        if (least > 0 or most < 0) and max(abs(least), abs(most)) < against.k:
            size = max(abs(least), abs(most))
            why = f"since {earlier.name} this count changed by {size}"
            yield Finding("difference", number, where, size, why, earlier.name)


def _from_all(
    claims: Sequence[Claim], against: Against, cells: frozenset[Cell], alone: Reader
) -> Iterator[Finding]:
    """Yield small counts that follow only from this disclosure and several earlier ones."""
    past = [
        one.claims
        for one in against.earlier
        if one.same_campaign and set(one.claims) != set(claims)
    ]
    if len(past) < _SEVERAL:
        return
    readers = [alone, Reader(cells, past), *(Reader(cells, [claims, one]) for one in past)]
    every = Reader(cells, [claims, *past])
    told = {(one.number, one.where) for one in claims}
    for number, where in _single(cells, [claim for one in (claims, *past) for claim in one]):
        if (number, where) in told or not every.some(number, where):
            continue
        found = every.bounds(number, where)
        follows = any(found == one.bounds(number, where) for one in readers)
        if _is_small(number, where, found, against) and not follows:
            yield _deduced("difference", number, where, found, "earlier ones")


def _between_campaigns(
    claims: Sequence[Claim], earlier: Earlier, against: Against
) -> Iterator[Finding]:
    """Yield counts of two campaigns of which one holds the other but for a few people."""
    affected = against.affected
    for now, then in product(claims, earlier.claims):
        one_kind = now.where.is_one_kind and not now.where.is_unlisted
        if now.number != then.number or now.where != then.where or not one_kind:
            continue
        here = affected.accounts(now.number, now.where)
        there = affected.meant(earlier.accounts.get(then.number, ()), then.where)
        nested = here < there or there < here
        apart = affected.owners(here ^ there)
        if nested and here & there and now.is_exact and then.is_exact and len(apart) < against.k:
            why = f"beside {earlier.name} it leaves {_counted(len(apart))} told apart"
            yield Finding("difference", now.number, now.where, len(apart), why, earlier.name)


def _deduced(
    kind: Kind, number: str, where: Where, found: tuple[int, int], earlier: str
) -> Finding:
    low, high = found
    span = f"{low}" if low == high else f"{low} to {high}"
    beside = f" from this and {earlier}" if earlier else " by subtraction"
    return Finding(kind, number, where, high, f"{span} follows{beside}", earlier)


def _untold(claims: Sequence[Claim], cells: frozenset[Cell]) -> Iterator[tuple[str, Where]]:
    told = {(one.number, one.where) for one in claims}
    yield from (asked for asked in _single(cells, claims) if asked not in told)
    # Within one category and one country something can follow only where both are nearly all.
    for number in NUMBERS:
        total = sum(one.low for one in claims if one.number == number and one.where.is_anybody)
        most = {
            one.where: one.high for one in claims if one.number == number and one.where.is_one_kind
        }
        for category, country in sorted(cells):
            sides = (Where(frozenset({category})), Where(None, frozenset({country})))
            if sum(most.get(side, 0) for side in sides) > total:
                label = f"{category}, {country}"
                yield number, Where(frozenset({category}), frozenset({country}), label)


def _single(cells: frozenset[Cell], told: Sequence[Claim]) -> Iterator[tuple[str, Where]]:
    """Yield each category and each country; where none is told, a reader knows of none."""
    categories = any(one.where.categories is not None for one in told)
    countries = any(one.where.countries is not None for one in told)
    for number in NUMBERS:
        for one in sorted({category for category, _ in cells} if categories else ()):
            yield number, Where(frozenset({one}), None, one)
        for one in sorted({country for _, country in cells if country} if countries else ()):
            yield number, Where(None, frozenset({one}), one)


def _told_cells(disclosures: Sequence[Sequence[Claim]]) -> frozenset[Cell]:
    """Return every category with every country that is told of: a reader knows of no other."""
    wheres = [claim.where for claims in disclosures for claim in claims]
    categories = frozenset[str]().union(*(one.categories or () for one in wheres))
    countries = frozenset[str]().union(*(one.countries or () for one in wheres))
    return frozenset(product(categories, countries | {""}))


def _counted(people: int) -> str:
    return "1 person is" if people == 1 else f"{people} people are"
