"""What the ledger knows of actors, with what analysts decided of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rasid.attribution import (
    ActorProfile,
    ClaimedActor,
    Remembered,
    keep_memory,
    read_actors,
    read_claims,
    read_memory,
)
from rasid.campaigns import Decision, in_force, read_decisions
from rasid.campaigns.deciding import attributed
from rasid.case import Case, last_analysis, open_case
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
    """Return what the ledger knows of actors, ordered by name."""
    with open_ledger(home) as ledger:
        return read_actors(ledger)


def known_claims(home: Home) -> list[ClaimedActor]:
    """Return each object that tells of an actor, with its claims as analysts left them."""
    with open_ledger(home) as ledger:
        return read_claims(ledger, tuple(_rulings(in_force(read_decisions(ledger)))))


def known_memory(case: Case) -> list[Remembered]:
    """Return what is remembered of confirmed and attributed campaigns."""
    known = [row[0] for row in case.engine.rows("SELECT campaign_id FROM campaigns")]
    with open_ledger(case.home) as ledger:
        return read_memory(ledger, attributed(in_force(read_decisions(ledger)), {}, known))


def remember_now(home: Home) -> None:
    """Keep what the last analysis saw of the campaigns that decisions have just made an actor's."""
    with open_case(home) as case, open_ledger(home) as ledger:
        known = [row[0] for row in case.engine.rows("SELECT campaign_id FROM campaigns")]
        found = attributed(in_force(read_decisions(ledger)), {}, known)
        analysis = last_analysis(case)
        since = analysis.window.start if analysis else None
        keep_memory(case.engine, ledger, found, since)


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
