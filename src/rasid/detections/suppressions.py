"""Signals that an analyst wants to hear no more of, until a day: kept in the ledger, undoable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, RowMapping, select

from rasid import ledger
from rasid.errors import UsageError


@dataclass(frozen=True, slots=True)
class Suppression:
    """One suppression, or the undoing of one.

    It speaks of the signals of a rule, where given only of one account or address, whose last
    event is before `until`, in UTC.
    """

    number: int
    made_at: datetime
    made_by: str
    rule: str
    account: str
    source_ip: str
    until: datetime
    why: str
    undoes: int | None = None

    def describe(self) -> str:
        """Say what is suppressed, as a clause."""
        if self.undoes is not None:
            return f"suppression {self.undoes} is undone"
        of = [f" of {self.account}"] * bool(self.account)
        of += [f" from {self.source_ip}"] * bool(self.source_ip)
        return f"signals of {self.rule}{''.join(of)} before {self.until:%F}"

    def signed(self) -> str:
        """Say whose suppression it is and why."""
        return f"suppression {self.number} by {self.made_by}: {self.why}"


def read_suppressions(store: Engine) -> list[Suppression]:
    """Return every suppression and undoing, in the order in which they were made."""
    with store.connect() as connection:
        return _read(connection)


def _read(connection: Connection) -> list[Suppression]:
    table = ledger.suppressions
    found = connection.execute(select(table).order_by(table.c.suppression))
    return [_suppression(row) for row in found.mappings()]


def suppressions_in_force(made: Sequence[Suppression]) -> list[Suppression]:
    """Return the suppressions that hold, in order."""
    undone = {one.undoes for one in made}
    return [one for one in made if one.undoes is None and one.number not in undone]


def suppress(  # noqa: PLR0913 - what a suppression consists of
    store: Engine,
    rule: str,
    *,
    until: date,
    why: str,
    by: str,
    now: datetime,
    account: str = "",
    source_ip: str = "",
    undoes: int | None = None,
) -> Suppression:
    """Append a suppression and return it; raises UsageError where who or why is empty."""
    for option, text in (("--why", why), ("--by", by)):
        if not text.strip():
            raise UsageError(f"{option} is empty; a suppression needs who made it and why.")
    values = {
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": by.strip(),
        "rule": rule,
        "account": account.strip().lower(),
        "source_ip": source_ip.strip(),
        "until": until.isoformat(),
        "why": why.strip(),
        "undoes": undoes,
    }
    with ledger.writing_alone(store) as connection:
        if undoes is not None:
            _require_held(_read(connection), undoes)
        done = connection.execute(ledger.suppressions.insert(), values)
        (number,) = done.inserted_primary_key or (0,)
        return next(one for one in _read(connection) if one.number == number)


def undo_suppression(
    store: Engine, number: int, *, why: str, by: str, now: datetime
) -> Suppression:
    """Take a suppression back; raises UsageError where there is none of this number that holds."""
    one = _require_held(read_suppressions(store), number)
    return suppress(store, one.rule, until=one.until.date(), why=why, by=by, now=now, undoes=number)


def _require_held(made: Sequence[Suppression], number: int) -> Suppression:
    held = {one.number: one for one in suppressions_in_force(made)}
    if number not in held:
        known = ", ".join(map(str, held)) or "none holds"
        raise UsageError(f"there is no suppression {number} that holds; known: {known}.")
    return held[number]


def _suppression(kept: RowMapping) -> Suppression:
    return Suppression(
        number=kept["suppression"],
        made_at=datetime.fromisoformat(kept["made_at"]),
        made_by=kept["made_by"],
        rule=kept["rule"],
        account=kept["account"],
        source_ip=kept["source_ip"],
        until=datetime.combine(date.fromisoformat(kept["until"]), datetime.min.time(), UTC),
        why=kept["why"],
        undoes=kept["undoes"],
    )
