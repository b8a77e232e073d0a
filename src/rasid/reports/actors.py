"""What is said of actors, and the campaigns that they may be behind, as JSON values."""

import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.naming import campaign_namings
from rasid.reports.plain import plain

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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
    def name(self) -> str:
        """Its name as imported."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What others call it."""

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


AProfile = TypeVar("AProfile", bound=Profile)


def actor_list(
    engine: DuckDB, profiles: Iterable[Profile], window: Window | None, *, in_full: bool = False
) -> list[dict[str, Any]]:
    """Return what is known of each actor, in the order given.

    `in_force` counts the traces that were valid at some moment of `window`; null without one.
    The traces themselves come only `in_full`.
    """
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
    return [
        {
            **_profile(profile),
            "traces": {kind: _counts(_traces(profile, kind), window) for kind in TRACES},
            **({"observables": _observables(profile)} if in_full else {}),
            "campaigns": campaigns.get(profile.name, []),
        }
        for profile in profiles
    ]


def actors_named(profiles: Sequence[AProfile], name: str) -> list[AProfile]:
    """Return the actors that bear a name, or have it as an alias; raises UsageError if none does.

    Case, accents' encoding and spaces do not matter.
    """
    wanted = _folded(name)
    found = [p for p in profiles if wanted in {_folded(known) for known in (p.name, *p.aliases)}]
    if not found:
        known = ", ".join(profile.name for profile in profiles)
        told = f"known: {known}" if known else "none has been imported yet"
        raise UsageError(f"there is no actor {name!r}; {told}.")
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _profile(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "aliases": list(profile.aliases),
        "stix_id": profile.stix_id,
        "first_seen": plain(profile.first_seen),
        "techniques": sorted(profile.techniques),
        "sectors": sorted(profile.sectors),
        "categories": sorted(profile.categories),
        "hours": _hours(profile.hours) if profile.hours else None,
    }


def _hours(hours: Hours) -> dict[str, Any]:
    return {
        "utc_offset": plain(hours.utc_offset),
        "workdays": [day for day in WEEK if day in hours.workdays],
        "hours": [hours.start, hours.end],
    }


def _traces(profile: Profile, kind: str) -> list[Trace]:
    found: list[Trace] = list(getattr(profile, kind))
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


def _observables(profile: Profile) -> dict[str, Any]:
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
