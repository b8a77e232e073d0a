"""What would change the answer to who it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

from rasid.reports.explain_turning import Turning, turning
from rasid.reports.naming import NAMED_FROM, Candidate, Naming, Nobody
from rasid.reports.reasons import PRIOR, Reason

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class ActorTurning:
    """The likeliest candidate against the second.

    `ahead` is by how many bits the leader has more, and the families that give it those; `apart`
    is the difference by family, each candidate's prior among them; `above_naming` is how many bits
    the leader is above what a name takes, below zero where it is not named; null beyond measure.
    """

    leader: str
    leader_is_nobody: bool
    runner_up: str
    ahead: Turning
    apart: tuple[Reason, ...]
    above_naming: float | None


def actor_turning(naming: Naming, reasons: Mapping[str, Sequence[Reason]]) -> ActorTurning | None:
    """Compare the two likeliest candidates; None where there are not two."""
    leader, runner_up = naming.leader, naming.runner_up
    if leader is None or runner_up is None:
        return None
    mine, others = (_bits(one, reasons) for one in (leader, runner_up))
    apart = tuple(
        Reason(family, mine.get(family, 0.0) - others.get(family, 0.0), "")
        for family in dict.fromkeys([*mine, *others])
    )
    return ActorTurning(
        leader.actor,
        leader.is_nobody,
        runner_up.actor,
        turning(apart),
        tuple(sorted(apart, key=lambda one: -abs(one.bits))),
        _above_naming(leader.probability),
    )


def _bits(one: Candidate, reasons: Mapping[str, Sequence[Reason]]) -> dict[str, float]:
    """Return a candidate's bits by family."""
    parts = one.parts if isinstance(one, Nobody) else (one,)
    by_part = [{r.family: r.bits for r in reasons.get(part.actor, ())} for part in parts]
    return by_part[0] if len(by_part) == 1 else _together(by_part)


def _together(by_part: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return what each family adds to how likely several are together, the prior first."""
    families = {PRIOR: None} | dict.fromkeys(family for part in by_part for family in part)
    sums, found, before = [0.0] * len(by_part), {}, 0.0
    for family in families:
        sums = [so_far + part.get(family, 0.0) for so_far, part in zip(sums, by_part, strict=True)]
        together = log2(sum(2.0**bits for bits in sums))
        found[family], before = together - before, together
    return {family: bits for family, bits in found.items() if abs(bits) >= _ROUNDING}


def _above_naming(probability: float) -> float | None:
    if not 0.0 < probability < 1.0:
        return None
    return log2(probability / (1.0 - probability)) - log2(NAMED_FROM / (1.0 - NAMED_FROM))
