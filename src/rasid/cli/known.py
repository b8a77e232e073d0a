"""What the ledger knows of actors, with what analysts decided of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rasid.attribution import ActorProfile, ClaimedActor, read_actors, read_claims
from rasid.campaigns import Decision, in_force, read_decisions
from rasid.ledger import open_ledger
from rasid.settings import Home


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on a claim; `signed` says whose it is and why."""

    rejects: bool
    actor: str
    verb: str
    other: str
    made_on: str
    signed: str


def known_actors(home: Home) -> list[ActorProfile]:
    """Return a profile of each actor in force, ordered by name."""
    with open_ledger(home) as ledger:
        return read_actors(ledger)


def known_claims(home: Home) -> list[ClaimedActor]:
    """Return each object that tells of an actor, with its claims as analysts left them."""
    with open_ledger(home) as ledger:
        return read_claims(ledger, tuple(_rulings(in_force(read_decisions(ledger)))))


def _rulings(decisions: Iterable[Decision]) -> Iterator[Ruling]:
    for decision in decisions:
        said = decision.about.of_actor
        if said is not None and said.verb:
            yield Ruling(
                decision.kind == "reject",
                said.actor,
                said.verb,
                said.other,
                f"{decision.made_at:%F}",
                decision.signed(),
            )
