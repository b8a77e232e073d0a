"""How far taking a website away from a group has come: kept in the ledger, only ever added to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select

from rasid import ledger
from rasid.errors import UsageError
from rasid.websites.hosts import NotAName, decoded, read_host

FOLLOWERS: Mapping[str, tuple[str, ...]] = {
    "": ("seen",),
    "seen": ("assessed",),
    "assessed": ("requested",),
    "requested": ("ordered", "transferred"),
    "ordered": ("transferred",),
    "transferred": ("sinkholed", "released"),
    "sinkholed": ("released",),
    "released": (),
}
"""Which states may follow which; the empty one is that of a name of which nothing is recorded."""

STATES = tuple(state for state in FOLLOWERS if state)
HANDED_OVER = ("transferred", "sinkholed")
"""Names in these states are the defender's to answer for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One step of a domain, or the taking back of one; then `state` is the one before it."""

    number: int
    made_at: datetime
    made_by: str
    domain: str
    state: str
    why: str
    undoes: int | None


def registered(text: str) -> str:
    """Read a registered domain, in any spelling, as A-labels; raises UsageError."""
    try:
        host = read_host(text)
    except NotAName as error:
        raise UsageError(f"DOMAIN got {text[:80]!a}: {error}.") from None
    if host.host != host.domain:
        raise UsageError(
            f"DOMAIN got {text[:80]!a}, expected what somebody registered: {host.domain}."
        )
    return host.domain


def in_script(domain: str) -> str:
    """Return a domain in the script that people read."""
    return ".".join(decoded(label) for label in domain.split("."))


def read_states(store: Engine, domain: str | None = None) -> list[Entry]:
    """Return every entry, of one domain or of all, in the order in which they were made."""
    with store.connect() as connection:
        return _read(connection, domain)


def states_now(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entry that holds for each domain that has a state."""
    return {domain: steps[-1] for domain, steps in _steps(entries).items() if steps}


def set_state(  # noqa: PLR0913 - what an entry consists of
    store: Engine, domain: str, state: str, *, why: str, by: str, now: datetime
) -> Entry:
    """Append a step of a domain; raises UsageError where it may not follow the last one."""
    if state not in STATES:
        raise UsageError(f"STATE got {state[:40]!a}, expected one of {', '.join(STATES)}.")
    with ledger.writing_alone(store) as connection:
        held = states_now(_read(connection, domain)).get(domain)
        before = held.state if held else ""
        allowed = FOLLOWERS[before]
        if state not in allowed:
            raise UsageError(
                f"{domain} is {before or 'not recorded yet'}, so that {state} may not follow; "
                f"{_either(allowed)}{'; --undo takes its last step back' if held else ''}."
            )
        return _append(connection, domain, state, why=why, by=by, now=now)


def undo_state(store: Engine, domain: str, *, why: str, by: str, now: datetime) -> Entry:
    """Take the last step of a domain back; both entries stay. Raises UsageError without one."""
    with ledger.writing_alone(store) as connection:
        steps = _steps(_read(connection, domain)).get(domain)
        if not steps:
            raise UsageError(f"{domain} has no state to take back.")
        before = steps[-2].state if len(steps) > 1 else ""
        number = steps[-1].number
        return _append(connection, domain, before, why=why, by=by, now=now, undoes=number)


def handed_over(entries: Iterable[Entry]) -> Sequence[str]:
    """Return the domains that are the defender's to answer for, sorted."""
    held = states_now(entries)
    return sorted(domain for domain, entry in held.items() if entry.state in HANDED_OVER)


def _steps(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the steps of each domain that hold; only the last one can have been taken back."""
    steps: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.undoes is None:
            steps[entry.domain].append(entry)
        else:
            steps[entry.domain].pop()
    return steps


def _read(connection: Connection, domain: str | None) -> list[Entry]:
    table = ledger.website_states
    query = select(table).order_by(table.c.entry)
    if domain is not None:
        query = query.where(table.c.domain == domain)
    return [
        Entry(
            number=row["entry"],
            made_at=datetime.fromisoformat(row["made_at"]),
            made_by=row["made_by"],
            domain=row["domain"],
            state=row["state"],
            why=row["why"],
            undoes=row["undoes"],
        )
        for row in connection.execute(query).mappings()
    ]


def _append(  # noqa: PLR0913 - what an entry consists of
    connection: Connection,
    domain: str,
    state: str,
    *,
    why: str,
    by: str,
    now: datetime,
    undoes: int | None = None,
) -> Entry:
    for option, text in (("--why", why), ("--by", by)):
        if not text.strip():
            raise UsageError(f"{option} is empty; a step needs who takes it and why.")
    made_at = now.astimezone(UTC).replace(microsecond=0)
    values = {
        "made_at": made_at.isoformat(),
        "made_by": by.strip(),
        "domain": domain,
        "state": state,
        "why": why.strip(),
        "undoes": undoes,
    }
    done = connection.execute(ledger.website_states.insert(), values)
    (number,) = done.inserted_primary_key or (0,)
    return Entry(number, made_at, by.strip(), domain, state, why.strip(), undoes)


def _either(allowed: Sequence[str]) -> str:
    return f"what may is {' or '.join(allowed)}" if allowed else "nothing may"
