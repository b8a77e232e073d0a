"""The long memory: what confirmed campaigns of an actor were seen with, and how long that holds.

Only a campaign that an analyst confirmed and attributed is remembered, and only for as long as both
decisions hold. A copy is kept in the ledger, for an analysis of later months has it in no table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine, select

from rasid.attribution.observed import read_hours
from rasid.attribution.profile import ActorProfile, Trace, bare_profile
from rasid.engines.duckdb import DuckDB
from rasid.ledger import memories, writing_alone

YEAR = timedelta(days=365)
FADED = 0.5
"""Below this hold a preference for some victims is no longer taken for the actor's."""


@dataclass(frozen=True, slots=True)
class HalfLife:
    """After how long a thing still holds with one half, and why that is believed."""

    span: timedelta
    whence: str

    def hold(self, last_seen: datetime, start: datetime) -> float:
        """Return how far what was seen last then still holds at the start of a campaign."""
        return float(0.5 ** (max(start - last_seen, timedelta()) / self.span))


HALF_LIVES: Mapping[str, HalfLife] = {
    "address": HalfLife(
        timedelta(days=30), "opinion: servers are rented by the month, and so are exits changed"
    ),
    "network": HalfLife(
        timedelta(days=180), "opinion: a hoster is kept longer than a server, while it pays off"
    ),
    "fingerprint": HalfLife(
        timedelta(days=120), "opinion: it changes with the program, not with each version of it"
    ),
    "user_agent": HalfLife(
        timedelta(days=45), "browsers name a new version about every four weeks; some lag behind"
    ),
    "domain": HalfLife(YEAR, "names are registered by the year"),
    "technique": HalfLife(2 * YEAR, "opinion: habits outlive tools"),
    "hours": HalfLife(2 * YEAR, "opinion: a zone and a week stay, while shifts are changed"),
    "guess": HalfLife(2 * YEAR, "opinion: habits outlive tools"),
    "category": HalfLife(YEAR, "opinion: whom a group goes for follows tasks, given by the year"),
}

_FIELDS = {
    "address": "addresses",
    "network": "asns",
    "fingerprint": "fingerprints",
    "user_agent": "user_agents",
    "domain": "domains",
}


class Attributed(Protocol):
    """That a confirmed campaign is an actor's, by decision."""

    @property
    def campaign_id(self) -> str:
        """The campaign as it was decided on."""

    @property
    def actor(self) -> str:
        """The actor's id."""

    @property
    def name(self) -> str:
        """What the actor was called then."""

    @property
    def now(self) -> str:
        """The campaign that has become of it."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing that a confirmed campaign of an actor was seen with; times are UTC."""

    campaign_id: str
    now: str
    actor: str
    name: str
    kind: str
    value: str
    first_seen: datetime
    last_seen: datetime
    sessions: int


def keep_memory(
    engine: DuckDB, ledger: Engine, attributed: Sequence[Attributed], since: datetime | None
) -> None:
    """Copy what these campaigns were seen with to the ledger; of those that are gone it stays.

    Reads the table `observed`, of an analysis that begins at `since`.
    """
    for one in attributed:
        rows = _observed(engine, one)
        if rows:
            lasting = _lasting(read_memory(ledger, [one]), rows, since)
            with writing_alone(ledger) as connection:
                connection.execute(
                    memories.delete().where(memories.c.campaign_id == one.campaign_id)
                )
                connection.execute(memories.insert(), [_kept(row) for row in lasting])


def remember(
    engine: DuckDB, ledger: Engine, attributed: Sequence[Attributed], since: datetime | None
) -> list[Remembered]:
    """Return the memory of these campaigns: what is now observed, and what was kept of earlier."""
    found = []
    for one in attributed:
        kept, rows = read_memory(ledger, [one]), _observed(engine, one)
        found += _lasting(kept, rows, since) if rows else kept
    return found


def _lasting(
    kept: Sequence[Remembered], rows: Sequence[Remembered], since: datetime | None
) -> list[Remembered]:
    """Add to what an analysis saw what the campaign was seen with before its window began.

    Of that nothing was judged anew. What was seen before and after, and is seen no more in the
    window, was wrongly taken for the campaign's there, and stays as it was seen first.
    """
    found = {(row.kind, row.value): row for row in rows}
    for old in kept:
        if since is None or old.first_seen >= since:
            continue
        new = found.get((old.kind, old.value))
        if new is not None:
            sessions = max(old.sessions, new.sessions)
            lasting = replace(new, first_seen=old.first_seen, sessions=sessions)
        else:
            last = old.last_seen if old.last_seen < since else old.first_seen
            lasting = replace(old, last_seen=last)
        found[old.kind, old.value] = lasting
    return [found[key] for key in sorted(found)]


def read_memory(ledger: Engine, attributed: Sequence[Attributed]) -> list[Remembered]:
    """Return what is kept of these campaigns, by campaign, kind and value."""
    by_id = {one.campaign_id: one for one in attributed}
    chosen = select(memories).where(memories.c.campaign_id.in_(sorted(by_id)))
    ordered = chosen.order_by(memories.c.campaign_id, memories.c.kind, memories.c.value)
    with ledger.connect() as connection:
        return [
            _remembered(
                by_id[row.campaign_id],
                row.kind,
                row.value,
                datetime.fromisoformat(row.first_seen),
                datetime.fromisoformat(row.last_seen),
                row.sessions,
            )
            for row in connection.execute(ordered)
        ]


def enriched(
    profiles: Sequence[ActorProfile], memory: Sequence[Remembered], start: datetime
) -> list[ActorProfile]:
    """Return the profiles with what is remembered of each actor, as it holds at `start`."""
    of_actor: dict[str, list[Remembered]] = {}
    for one in memory:
        of_actor.setdefault(one.actor, []).append(one)
    known = {profile.stix_id for profile in profiles}
    unsaid = [bare_profile(i, rows[0].name) for i, rows in of_actor.items() if i not in known]
    return [
        _enriched(profile, of_actor[profile.stix_id], start)
        if profile.stix_id in of_actor
        else profile
        for profile in (*profiles, *unsaid)
    ]


def _enriched(profile: ActorProfile, memory: Sequence[Remembered], start: datetime) -> ActorProfile:
    techniques: dict[str, float] = {}
    categories = set(profile.categories)
    shifts = []
    for one in memory:
        if one.kind not in HALF_LIVES:
            continue
        hold = HALF_LIVES[one.kind].hold(one.last_seen, start)
        if one.kind == "technique":
            techniques[one.value] = max(techniques.get(one.value, 0.0), hold)
        elif one.kind == "category" and hold >= FADED:
            categories.add(one.value.lower())
        elif one.kind == "hours":
            shifts.append((one.last_seen, one.value, hold))
    if profile.hours is None and shifts:
        _, written, hold = max(shifts)
        profile = replace(profile, hours=read_hours(written), hours_hold=hold)
    traces = {
        field: getattr(profile, field) | {_trace(one) for one in memory if one.kind == kind}
        for kind, field in _FIELDS.items()
    }
    seen = tuple(sorted(techniques.items()))
    return replace(profile, categories=frozenset(categories), seen_techniques=seen, **traces)


def _trace(one: Remembered) -> Trace:
    value = one.value.removeprefix("AS") if one.kind == "network" else one.value
    span = HALF_LIVES[one.kind].span
    until = one.last_seen + timedelta(microseconds=1)
    return Trace(value, one.first_seen, until, span, one.campaign_id)


def _observed(engine: DuckDB, one: Attributed) -> list[Remembered]:
    rows = engine.rows(
        "SELECT kind, value, first_seen, last_seen, sessions FROM observed "
        "WHERE campaign_id = $campaign ORDER BY kind, value",
        {"campaign": one.now},
    )
    return [
        _remembered(one, kind, value, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC), count)
        for kind, value, first, last, count in rows
    ]


def _remembered(  # noqa: PLR0913, PLR0917 - one row
    one: Attributed, kind: str, value: str, first: datetime, last: datetime, sessions: int
) -> Remembered:
    return Remembered(
        one.campaign_id, one.now, one.actor, one.name, kind, value, first, last, sessions
    )


def _kept(row: Remembered) -> dict[str, object]:
    return {
        "campaign_id": row.campaign_id,
        "kind": row.kind,
        "value": row.value,
        "first_seen": row.first_seen.isoformat(),
        "last_seen": row.last_seen.isoformat(),
        "sessions": row.sessions,
    }
