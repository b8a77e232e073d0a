"""The evidence of a campaign and of its candidate actors, in bits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from rasid.engines.duckdb import DuckDB
from rasid.reports.pseudonyms import Pseudonyms

_OF_SUBJECT = """
SELECT subject, family, bits, reason
FROM evidence WHERE campaign_id = $campaign AND subject <> 'visit'
ORDER BY subject, abs(bits) DESC, family
"""

_OF_VISITS = """
SELECT family, count(*), min(bits), median(bits), max(bits)
FROM evidence WHERE campaign_id = $campaign AND subject = 'visit'
GROUP BY family ORDER BY sum(abs(bits)) DESC, family
"""

_PRIORS = "SELECT actor, bits FROM attributions WHERE campaign_id = $campaign"
_ACTOR = "actor:"
_ROUNDING = 0.05

PRIOR = "prior"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a judgement, with its weight."""

    family: str
    bits: float
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One reason in its place among all of a judgement; `running` is the sum up to it, in bits."""

    family: str
    bits: float
    running: float
    reason: str


@dataclass(frozen=True, slots=True)
class VisitFamily:
    """How one kind of evidence weighed in the visits that show it."""

    family: str
    visits: int
    least: float
    median: float
    most: float


def in_steps(reasons: Iterable[Reason]) -> tuple[Step, ...]:
    """Return the reasons with their running sum, the prior first, then the heaviest first."""
    ordered = sorted(reasons, key=lambda one: (one.family != PRIOR, -abs(one.bits), one.family))
    sums = accumulate(one.bits for one in ordered)
    return tuple(
        Step(one.family, one.bits, running, one.reason)
        for one, running in zip(ordered, sums, strict=True)
    )


def without_names(reasons: tuple[Reason, ...], pseudonyms: Pseudonyms) -> tuple[Reason, ...]:
    """Return the reasons with people under their pseudonyms."""
    return tuple(replace(reason, reason=pseudonyms.hide(reason.reason)) for reason in reasons)


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a campaign is one at all, the heaviest first, and what speaks for and against actors.

    The reasons of each candidate add up to its bits: what the evidence rows leave open is its
    prior, shown as a reason of its own.
    """

    campaign: tuple[Reason, ...]
    actors: Mapping[str, tuple[Reason, ...]]


def reasons_of(engine: DuckDB, campaign_id: str) -> Reasons:
    """Return the reasons of a campaign."""
    found: dict[str, tuple[Reason, ...]] = {}
    for subject, *reason in engine.rows(_OF_SUBJECT, {"campaign": campaign_id}):
        found[subject] = (*found.get(subject, ()), Reason(*reason))
    complete = {}
    for actor, bits in engine.rows(_PRIORS, {"campaign": campaign_id}):
        listed = found.get(_ACTOR + actor, ())
        rest = bits - sum(reason.bits for reason in listed)
        prior = (Reason(PRIOR, rest, "held before any of this evidence"),)
        complete[actor] = (prior if abs(rest) >= _ROUNDING else ()) + listed
    return Reasons(found.get("campaign", ()), complete)


def visit_families(engine: DuckDB, campaign_id: str) -> tuple[VisitFamily, ...]:
    """Return what the visits were judged by, the heaviest family first."""
    return tuple(VisitFamily(*row) for row in engine.rows(_OF_VISITS, {"campaign": campaign_id}))
