"""Which campaigns analysts confirmed and attributed, and what has become of them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.campaigns.decided import decision_row, decision_table
from rasid.campaigns.decisions import Decision
from rasid.engines.duckdb import DuckDB


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


def tell_attributed(
    engine: DuckDB, decisions: Sequence[Decision], heirs: Mapping[str, str]
) -> list[Attribution]:
    """Return the attributed campaigns, and add to the table `decisions` what attributions do."""
    ((known,),) = engine.rows("SELECT coalesce(list(campaign_id), []) FROM campaigns")
    found = attributed(decisions, heirs, known)
    now = {one.campaign_id: one for one in found}
    rows = []
    for decision in decisions:
        if decision.kind != "attribute":
            continue
        one, said = now.get(decision.campaign_id), decision.about.of_actor
        shown = one.now if one else decision.campaign_id
        if one is None:
            effect = "adds to no profile until it is confirmed"
        elif said is None or said.actor != one.actor:
            effect = "a later decision names another actor"
        else:
            effect = f"what it was seen with adds to the profile of {one.name}"
        rows.append(decision_row(decision, shown if shown in known else "", 0, effect))
    engine.load("told_attributed", decision_table(rows))
    engine.run("INSERT INTO decisions SELECT * FROM told_attributed")
    return found
