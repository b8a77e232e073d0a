"""What analysts decided on who is behind a campaign, and what that did."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.campaigns.deciding.decisions import Decision
from rasid.campaigns.deciding.effects import decision_row, decision_table
from rasid.engines.duckdb import DuckDB

_MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Attribution:
    """That a campaign is an actor's, by decision; `now` is the campaign that became of it."""

    campaign_id: str
    actor: str
    name: str
    now: str


def attributed(
    decisions: Iterable[Decision], heirs: Mapping[str, str], known: Container[str]
) -> list[Attribution]:
    """Return the campaigns that are both confirmed and attributed, by the decisions that hold.

    Of two attributions the later counts. `known` are the campaigns of the last analysis; `heirs`
    says which of them has most of what was another's.
    """
    held = list(decisions)
    confirmed = {d.campaign_id for d in held if d.kind == "confirm"}
    of_actor = {d.campaign_id: d.about.of_actor for d in held if d.kind == "attribute"}
    return [
        Attribution(one, said.actor, said.name, one if one in known else heirs.get(one, one))
        for one, said in sorted(of_actor.items())
        if said is not None and one in confirmed
    ]


@dataclass(frozen=True, slots=True)
class Adjusting:
    """That evidence for an actor is challenged, or some added; without an actor it is for all."""

    number: int
    campaign_id: str
    now: str
    actor: str
    name: str
    family: str
    bits: float
    signed: str


@dataclass(frozen=True, slots=True)
class Ascribed:
    """What an analysis has to know of the decisions on who is behind its campaigns."""

    campaigns: list[Attribution]
    adjustments: list[Adjusting]
    decisions: Sequence[Decision]


def ascribed(engine: DuckDB, decisions: Sequence[Decision], heirs: Mapping[str, str]) -> Ascribed:
    """Return what the decisions that hold say of the campaigns that were now found."""
    ((known,),) = engine.rows("SELECT coalesce(list(campaign_id), []) FROM campaigns")
    adjustments = [
        Adjusting(
            decision.number,
            decision.campaign_id,
            one if (one := decision.campaign_id) in known else heirs.get(one, one),
            said.actor,
            said.name,
            said.family,
            said.bits,
            decision.signed(),
        )
        for decision in decisions
        if decision.kind in ("challenge", "add") and (said := decision.about.of_actor)
    ]
    return Ascribed(attributed(decisions, heirs, known), adjustments, decisions)


def tell_ascribed(engine: DuckDB, found: Ascribed) -> None:
    """Add to the table `decisions` what these decisions did; reads `actor_evidence`."""
    known = {row[0] for row in engine.rows("SELECT campaign_id FROM campaigns")}
    acted = {one.number: (one.now, _adjusted(engine, one)) for one in found.adjustments}
    now = {one.campaign_id: one for one in found.campaigns}
    rows = []
    for decision in found.decisions:
        if decision.kind == "attribute":
            one = now.get(decision.campaign_id)
            acted[decision.number] = (
                one.now if one else decision.campaign_id,
                _remembered(decision, one),
            )
        if decision.number in acted:
            shown, effect = acted[decision.number]
            if shown not in known:
                shown, effect = "", "nothing that it speaks of was found"
            rows.append(decision_row(decision, shown, 0, effect))
    engine.load("told_ascribed", decision_table(rows))
    engine.run("INSERT INTO decisions SELECT * FROM told_ascribed")


def _remembered(decision: Decision, one: Attribution | None) -> str:
    said = decision.about.of_actor
    if one is None:
        return "adds to no profile until it is confirmed"
    if said is None or said.actor != one.actor:
        return "a later decision names another actor"
    return f"what it was seen with adds to the profile of {one.name}"


def _adjusted(engine: DuckDB, one: Adjusting) -> str:
    family = f"challenge {one.number}" if one.family else f"analyst {one.number}"
    told = engine.rows(
        "SELECT replace(subject, 'actor:', ''), bits FROM actor_evidence "
        "WHERE campaign_id = $campaign AND family = $family ORDER BY abs(bits) DESC, subject",
        {"campaign": one.now, "family": family},
    )
    if not told:
        return "there was nothing of it to count"
    listed = ", ".join(f"{bits:+.1f} bits for {actor}" for actor, bits in told[:_MOST_TOLD])
    more = len(told) - _MOST_TOLD
    return listed + (f" and {more:,} more" if more > 0 else "")
