"""What is said of actors, and the campaigns that they may be behind, as JSON values."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.reports.actor_claims import Claimed, bearers_of, claims_of
from rasid.reports.actor_memory import HalfLife, Remembered, memory_of
from rasid.reports.actor_timeline import CampaignSpan, timeline
from rasid.reports.naming import campaign_namings
from rasid.reports.plain import plain

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPANS = "SELECT campaign_id, first_seen, last_seen FROM campaigns ORDER BY 1"
TRACES = ("addresses", "cidrs", "asns", "fingerprints", "domains", "user_agents")


class Trace(Protocol):
    """One observable said to be an actor's; None leaves a side of its validity open."""

    @property
    def value(self) -> str:
        """The observable."""

    @property
    def valid_from(self) -> datetime | None:
        """From when on it is the actor's."""

    @property
    def valid_until(self) -> datetime | None:
        """Until when."""

    def valid_within(self, start: datetime, end: datetime) -> bool:
        """Tell whether it was valid at some moment of [start, end)."""


class Hours(Protocol):
    """When a group works, in its own zone."""

    @property
    def utc_offset(self) -> timedelta:
        """How far its clock is ahead of UTC."""

    @property
    def workdays(self) -> AbstractSet[str]:
        """Days of WEEK."""

    @property
    def start(self) -> float:
        """The hour of the day at which it begins."""

    @property
    def end(self) -> float:
        """The hour before which it ends."""


class Profile(Protocol):
    """One intrusion set as its objects describe it, with a set of traces of each of TRACES."""

    @property
    def stix_id(self) -> str:
        """Its id."""

    @property
    def can_be_told(self) -> bool:
        """Whether logs could tell it from other groups at all."""

    @property
    def first_seen(self) -> datetime | None:
        """When it was first seen."""

    @property
    def techniques(self) -> AbstractSet[str]:
        """Ids of ATT&CK."""

    @property
    def sectors(self) -> AbstractSet[str]:
        """Whom it targets, in the words of STIX."""

    @property
    def categories(self) -> AbstractSet[str]:
        """Whom it targets, in the roster's words."""

    @property
    def hours(self) -> Hours | None:
        """When it works."""


@dataclass(frozen=True, slots=True)
class Known:
    """All that is claimed and remembered of actors, and how long each kind of thing holds.

    `window` is the analysed one, if there is any.
    """

    claimed: Sequence[Claimed]
    profiles: Sequence[Profile]
    window: Window | None
    memory: Sequence[Remembered]
    half_lives: Mapping[str, HalfLife]
    today: datetime


def actor_list(
    engine: DuckDB,
    claimed: Iterable[Claimed],
    profiles: Iterable[Profile],
    window: Window | None,
) -> list[dict[str, Any]]:
    """Return what is known of each actor whose source stands by it.

    First come those that campaigns are named for, then those that logs could tell, then names.
    `in_force` counts the traces that were valid at some moment of `window`; null without one.
    """
    campaigns, known = _campaigns(engine), {p.stix_id: p for p in profiles}
    rows = [_row(one, known.get(one.stix_id), campaigns, window) for one in claimed if one.holds]
    return sorted(rows, key=lambda r: (not any(c["named"] for c in r["campaigns"]), not r["told"]))


def actor_profiles(engine: DuckDB, chosen: Iterable[Claimed], known: Known) -> list[dict[str, Any]]:
    """Return all that is said of the chosen, and what is remembered of them."""
    campaigns, profiles = _campaigns(engine), {p.stix_id: p for p in known.profiles}
    bearers = bearers_of(known.claimed)
    return [
        {
            **_row(one, profiles.get(one.stix_id), campaigns, known.window),
            "observables": _observables(profiles.get(one.stix_id)),
            **claims_of(one, bearers),
            **_remembered(engine, one, campaigns.get(one.name, ()), known),
        }
        for one in chosen
    ]


def _remembered(
    engine: DuckDB, actor: Claimed, named: Iterable[Mapping[str, Any]], known: Known
) -> dict[str, Any]:
    rows = [one for one in known.memory if one.actor == actor.stix_id]
    told = memory_of(rows, known.half_lives, known.today)
    decided = {one.campaign_id for one in rows}
    by_decision = [
        CampaignSpan(
            campaign_id,
            min(one.first_seen for one in rows if one.campaign_id == campaign_id),
            max(one.last_seen for one in rows if one.campaign_id == campaign_id),
            "confirmed and attributed by analysts",
        )
        for campaign_id in sorted(decided)
    ]
    likely = {c["campaign_id"]: c["wording"] for c in named if c["named"]}
    by_evidence = [
        CampaignSpan(
            campaign_id,
            first.replace(tzinfo=UTC),
            last.replace(tzinfo=UTC),
            f"{likely[campaign_id]} its work by the evidence",
        )
        for campaign_id, first, last in engine.rows(_SPANS)
        if campaign_id in likely.keys() - decided
    ]
    return {"timeline": timeline(actor, [*by_decision, *by_evidence], known.today), **told}


def _campaigns(engine: DuckDB) -> Mapping[str, list[dict[str, Any]]]:
    """Return the campaigns that each actor was weighed for, by its name."""
    campaigns: dict[str, list[dict[str, Any]]] = {}
    for campaign_id, naming in sorted(campaign_namings(engine).items()):
        for candidate in naming.candidates:
            row = {
                "campaign_id": campaign_id,
                "probability": candidate.probability,
                "wording": candidate.wording,
                "named": candidate.actor == naming.actor,
            }
            campaigns.setdefault(candidate.actor, []).append(row)
    return campaigns


def _row(
    claimed: Claimed,
    profile: Profile | None,
    campaigns: Mapping[str, list[dict[str, Any]]],
    window: Window | None,
) -> dict[str, Any]:
    told = profile is not None and profile.can_be_told
    names = dict.fromkeys(c.name for c in claimed.names if c.holds and not c.rejected)
    return {
        "name": claimed.name,
        "aliases": [name for name in names if name != claimed.name],
        "stix_id": claimed.stix_id,
        "said_by": claimed.by,
        "holds": claimed.holds,
        "told": told,
        **_profile(profile),
        "traces": {kind: _counts(_traces(profile, kind), window) for kind in TRACES},
        "campaigns": campaigns.get(claimed.name, []) if told else [],
    }


def _profile(profile: Profile | None) -> dict[str, Any]:
    return {
        "first_seen": plain(profile.first_seen) if profile else None,
        "techniques": sorted(profile.techniques) if profile else [],
        "sectors": sorted(profile.sectors) if profile else [],
        "categories": sorted(profile.categories) if profile else [],
        "hours": _hours(profile.hours) if profile and profile.hours else None,
    }


def _hours(hours: Hours) -> dict[str, Any]:
    return {
        "utc_offset": plain(hours.utc_offset),
        "workdays": [day for day in WEEK if day in hours.workdays],
        "hours": [hours.start, hours.end],
    }


def _traces(profile: Profile | None, kind: str) -> list[Trace]:
    found: list[Trace] = list(getattr(profile, kind)) if profile else []
    return sorted(found, key=lambda t: (t.value, str(t.valid_from), str(t.valid_until)))


def _counts(traces: Sequence[Trace], window: Window | None) -> dict[str, Any]:
    """Count traces; `valid_until` is null where one of them is valid without end."""
    starts = [trace.valid_from for trace in traces if trace.valid_from]
    ends = [trace.valid_until for trace in traces if trace.valid_until]
    endless = len(ends) < len(traces)
    return {
        "known": len(traces),
        "in_force": None if window is None else _in_force(traces, window),
        "valid_from": plain(min(starts)) if starts else None,
        "valid_until": plain(max(ends)) if ends and not endless else None,
    }


def _in_force(traces: Sequence[Trace], window: Window) -> int:
    return sum(trace.valid_within(window.start, window.end) for trace in traces)


def _observables(profile: Profile | None) -> dict[str, Any]:
    return {
        kind: [
            {
                "value": trace.value,
                "valid_from": plain(trace.valid_from),
                "valid_until": plain(trace.valid_until),
            }
            for trace in _traces(profile, kind)
        ]
        for kind in TRACES
    }
