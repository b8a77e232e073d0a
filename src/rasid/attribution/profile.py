"""What is said of an actor, in the terms that a campaign can be compared in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXPECTED_HOURS = 'expected {"utc_offset": "+03:30", "workdays": ["sat", …], "hours": [8, 17]}'


@dataclass(frozen=True, slots=True)
class WorkHours:
    """When a group works, in its own zone: from `start` to before `end`, in hours of the day.

    `end` before `start` is a shift over midnight; `workdays` are of WEEK.
    """

    utc_offset: timedelta
    workdays: frozenset[str]
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Trace:
    """One observable said to be an actor's, and for how long; None leaves that side open.

    `half_life` is how fast it loses its hold outside that time; None is the usual one. One that an
    earlier campaign was seen with names that.
    """

    value: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    half_life: timedelta | None = None
    campaign_id: str = ""

    def valid_within(self, start: datetime, end: datetime) -> bool:
        """Return whether it was valid at some moment of [start, end)."""
        begun = self.valid_from is None or self.valid_from < end
        return begun and (self.valid_until is None or start < self.valid_until)


@dataclass(frozen=True, slots=True)
class ActorProfile:
    """One intrusion set as its objects describe it; two sets of one name stay two profiles.

    Of the identities it targets, `sectors` are STIX's words, `categories` their labels and the
    names of classes; all lower-cased. The values of `asns` are digits, of `cidrs` networks in
    canonical form, of `domains` lower-cased. `seen_techniques` are those of earlier campaigns, with
    how far that still holds; so does `hours_hold` say of the hours.
    """

    stix_id: str
    name: str
    aliases: tuple[str, ...]
    first_seen: datetime | None
    techniques: frozenset[str]
    sectors: frozenset[str]
    categories: frozenset[str]
    addresses: frozenset[Trace]
    cidrs: frozenset[Trace]
    asns: frozenset[Trace]
    fingerprints: frozenset[Trace]
    domains: frozenset[Trace]
    user_agents: frozenset[Trace]
    hours: WorkHours | None
    hours_hold: float = 1.0
    seen_techniques: tuple[tuple[str, float], ...] = ()

    @property
    def can_be_told(self) -> bool:
        """Whether logs could tell it from other groups at all.

        Techniques and victims that logs show are in common among many, and domains are in no log
        of sign-ins: an actor of whom nothing else is said is a name, not a candidate.
        """
        traces = (self.addresses, self.cidrs, self.asns, self.fingerprints, self.user_agents)
        return self.hours is not None or any(traces)


def bare_profile(stix_id: str, name: str) -> ActorProfile:
    """Return the profile of an actor of whom nothing is said but a name."""
    words: frozenset[str] = frozenset()
    traces: frozenset[Trace] = frozenset()
    return ActorProfile(
        stix_id=stix_id,
        name=name,
        aliases=(),
        first_seen=None,
        techniques=words,
        sectors=words,
        categories=words,
        addresses=traces,
        cidrs=traces,
        asns=traces,
        fingerprints=traces,
        domains=traces,
        user_agents=traces,
        hours=None,
    )


def stated_hours(intrusion_set: Mapping[str, Any]) -> WorkHours | None:
    """Read `x_rasid_profile`, on the object or in its extensions; ValueError says what is wrong."""
    stated = _stated_profile(intrusion_set)
    if stated is None:
        return None
    missing = {"utc_offset", "workdays", "hours"} - stated.keys()
    if missing:
        raise ValueError(f"x_rasid_profile lacks {', '.join(sorted(missing))}; {EXPECTED_HOURS}")
    start, end = _hours(stated["hours"])
    return WorkHours(_offset(stated["utc_offset"]), _workdays(stated["workdays"]), start, end)


def _stated_profile(intrusion_set: Mapping[str, Any]) -> Mapping[str, Any] | None:
    extensions = intrusion_set.get("extensions", {})
    for holder in (intrusion_set, extensions, *extensions.values()):
        if isinstance(holder, dict) and "x_rasid_profile" in holder:
            stated = holder["x_rasid_profile"]
            if not isinstance(stated, dict):
                raise ValueError(f"x_rasid_profile is {stated!r}; {EXPECTED_HOURS}")
            return stated
    bare = (e for e in extensions.values() if isinstance(e, dict) and "utc_offset" in e)
    return next(bare, None)


def _offset(stated: object) -> timedelta:
    try:
        offset = datetime.strptime(str(stated), "%z").utcoffset()
    except ValueError:
        offset = None
    if offset is None:
        raise ValueError(f"utc_offset is {stated!r}, expected one such as +03:30")
    return offset


def _workdays(stated: object) -> frozenset[str]:
    days = [str(day).strip().lower()[:3] for day in stated] if isinstance(stated, list) else []
    if not days or not set(days) <= set(WEEK):
        raise ValueError(f"workdays is {stated!r}, expected a list of {', '.join(WEEK)}")
    return frozenset(days)


def _hours(stated: object) -> tuple[float, float]:
    match stated:
        case [int() | float() as start, int() | float() as end] if (
            0 <= start <= 24 and 0 <= end <= 24 and start != end
        ):
            return float(start), float(end)
    raise ValueError(f"hours is {stated!r}, expected two hours of the day such as [8, 17]")
