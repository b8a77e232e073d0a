"""What analysts decided: appended to the ledger, never changed, undone only by another decision."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, RowMapping, select

from rasid import ledger
from rasid.errors import UsageError

OF_CLAIMS = frozenset({"claim", "reject"})
"""Kinds that speak of actors alone; no analysis depends on them."""

OF_ATTRIBUTION = frozenset({"attribute", "challenge", "add"})
"""Kinds that speak of who is behind a campaign."""


@dataclass(frozen=True, slots=True)
class MarkedSession:
    """A session as it was when it was decided on.

    Its id is made of its first event and may be another once more logs come; then it is known by
    its source and its time, UTC in ISO 8601.
    """

    session_id: str
    provider: str
    source_ip: str
    fingerprint: str
    device: str
    start_at: str
    end_at: str


@dataclass(frozen=True, slots=True)
class OfActor:
    """What a decision says of an actor, by its id and as it was called then.

    `verb` and `other` are those of a claim: `called` and a name, or a relation and another actor's
    id. `family` and `bits` are of the evidence that is challenged or added.
    """

    actor: str
    name: str
    verb: str = ""
    other: str = ""
    other_name: str = ""
    family: str = ""
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class About:
    """What a decision speaks of; of the three kinds of source one at most is filled."""

    sessions: tuple[MarkedSession, ...] = ()
    accounts: tuple[str, ...] = ()
    address: str = ""
    network: str = ""
    fingerprint: str = ""
    of_actor: OfActor | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    `campaign_id` is the one confirmed, merged into or split; `other_id` the one that was merged
    into it or that the split made.
    """

    number: int
    made_at: datetime
    made_by: str
    kind: str
    why: str
    campaign_id: str = ""
    other_id: str = ""
    about: About = field(default_factory=About)
    undoes: int | None = None

    def describe(self) -> str:
        """Say what was decided, as a clause."""
        match self.kind:
            case "confirm":
                return f"{self.campaign_id} is a campaign"
            case "merge":
                return f"{self.other_id} is part of {self.campaign_id}"
            case "split":
                return f"{self._sources()} of {self.campaign_id} are the campaign {self.other_id}"
            case "undo":
                return f"decision {self.undoes} is undone"
            case "innocent":
                return f"{self._sources()} is innocent"
            case _:
                return self._of_actor(self.about.of_actor or OfActor("", ""))

    def signed(self) -> str:
        """Say whose decision it is and why."""
        return f"decision {self.number} by {self.made_by}: {self.why}"

    def _of_actor(self, said: OfActor) -> str:
        claim = f"{said.name} is {said.verb} {said.other_name or said.other}"
        match self.kind:
            case "claim":
                return claim
            case "reject":
                return f"that {claim} is rejected"
            case "attribute":
                return f"{self.campaign_id} is the work of {said.name}"
            case "challenge":
                whom = f" for {said.name}" if said.name else " for any actor"
                return f"{said.family}{whom} in {self.campaign_id} counts for nothing"
            case _:
                way = "for" if said.bits > 0.0 else "against"
                bits = f"{abs(said.bits):g} bits {way} {said.name}"
                return f"{bits} in {self.campaign_id} are added"

    def _sources(self) -> str:
        named = (
            *(f"session {one.session_id}" for one in self.about.sessions),
            *(f"account {account}" for account in self.about.accounts),
            f"address {self.about.address}" if self.about.address else "",
            f"network {self.about.network}" if self.about.network else "",
            f"fingerprint {self.about.fingerprint}" if self.about.fingerprint else "",
        )
        return ", ".join(filter(None, named))


def read_decisions(store: Engine) -> list[Decision]:
    """Return every decision, undone ones too, in the order in which they were made."""
    with store.connect() as connection:
        return _read(connection)


def _read(connection: Connection) -> list[Decision]:
    found = connection.execute(select(ledger.decisions).order_by(ledger.decisions.c.decision))
    return [_decision(row) for row in found.mappings()]


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that hold, in order: an undo takes one away, its own undo gives it back.

    An undo is none that holds by itself.
    """
    undone = _undone(decisions)
    return [d for d in decisions if d.kind != "undo" and d.number not in undone]


def on_campaigns(decisions: Iterable[Decision]) -> list[Decision]:
    """Return those that speak of what is a campaign, not of who is behind it."""
    return [d for d in decisions if d.kind not in OF_CLAIMS | OF_ATTRIBUTION]


def undoings(decisions: Sequence[Decision]) -> list[tuple[Decision, Decision]]:
    """Return each decision that no longer holds with the undo that took it away."""
    undone = _undone(decisions)
    undo_of = {d.undoes: d for d in decisions if d.kind == "undo" and d.number not in undone}
    return [(d, undo_of[d.number]) for d in decisions if d.kind != "undo" and d.number in undone]


def _undone(decisions: Sequence[Decision]) -> set[int | None]:
    undone: set[int | None] = set()
    for decision in reversed(decisions):
        if decision.kind == "undo" and decision.number not in undone:
            undone.add(decision.undoes)
    return undone


def decide(  # noqa: PLR0913 - what a decision consists of
    store: Engine,
    kind: str,
    *,
    why: str,
    by: str,
    now: datetime,
    campaign_id: str = "",
    other_id: str = "",
    about: About | None = None,
    undoes: int | None = None,
) -> Decision:
    """Append a decision and return it; raises UsageError where who or why is empty."""
    about = about or About()
    with ledger.writing_alone(store) as connection:
        return _append(
            connection, _values(kind, why, by, now, campaign_id, other_id, about, undoes)
        )


def undo(store: Engine, number: int, *, why: str, by: str, now: datetime) -> Decision:
    """Take a decision back; raises UsageError where there is none of this number that holds."""
    with ledger.writing_alone(store) as connection:
        known = _read(connection)
        if number not in {decision.number for decision in known}:
            listed = f"known: 1 to {known[-1].number}" if known else "none has been made yet"
            raise UsageError(f"there is no decision {number}; {listed}.")
        if number in _undone(known):
            raise UsageError(f"decision {number} has been undone already.")
        return _append(connection, _values("undo", why, by, now, "", "", About(), number))


def _values(  # noqa: PLR0913, PLR0917 - the columns of a decision
    kind: str,
    why: str,
    by: str,
    now: datetime,
    campaign_id: str,
    other_id: str,
    about: About,
    undoes: int | None,
) -> dict[str, str | int | None]:
    for option, text in (("--why", why), ("--by", by)):
        if not text.strip():
            raise UsageError(f"{option} is empty; a decision needs who made it and why.")
    return {
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": by.strip(),
        "kind": kind,
        "campaign_id": campaign_id,
        "other_id": other_id,
        "about": json.dumps(_plain(about), sort_keys=True),
        "why": why.strip(),
        "undoes": undoes,
    }


def _append(connection: Connection, values: dict[str, str | int | None]) -> Decision:
    done = connection.execute(ledger.decisions.insert(), values)
    (number,) = done.inserted_primary_key or (0,)
    found = connection.execute(
        select(ledger.decisions).where(ledger.decisions.c.decision == number)
    )
    return _decision(found.mappings().one())


def as_hashable(decisions: Iterable[Decision]) -> list[str]:
    """Return what an analysis depends on of the decisions that hold, without who, when and why."""
    return [
        json.dumps([d.kind, d.campaign_id, d.other_id, _plain(d.about)], sort_keys=True)
        for d in in_force(list(decisions))
        if d.kind not in OF_CLAIMS
    ]


def _plain(about: About) -> dict[str, object]:
    """Return it as JSON values, without what only decisions on actors have where it is not told."""
    plain = asdict(about)
    if about.of_actor is None:
        del plain["of_actor"]
    return plain


def _decision(kept: RowMapping) -> Decision:
    about = json.loads(kept["about"])
    sessions = tuple(MarkedSession(**one) for one in about.pop("sessions"))
    accounts = tuple(about.pop("accounts"))
    of_actor = about.pop("of_actor", None)
    return Decision(
        number=kept["decision"],
        made_at=datetime.fromisoformat(kept["made_at"]),
        made_by=kept["made_by"],
        kind=kept["kind"],
        why=kept["why"],
        campaign_id=kept["campaign_id"],
        other_id=kept["other_id"],
        about=About(
            sessions, accounts, **about, of_actor=OfActor(**of_actor) if of_actor else None
        ),
        undoes=kept["undoes"],
    )
