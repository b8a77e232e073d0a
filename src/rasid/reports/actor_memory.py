"""What confirmed campaigns add to an actor, how far that still holds, and what changed between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Protocol

from rasid.reports.plain import plain

MONTH = "month"
HOURS = "hours"


class HalfLife(Protocol):
    """After how long a thing still holds with one half, and why that is believed."""

    @property
    def span(self) -> timedelta:
        """How long."""

    @property
    def whence(self) -> str:
        """Why."""

    def hold(self, last_seen: datetime, start: datetime) -> float:
        """Return how far it holds at a time."""


class Remembered(Protocol):
    """One thing that a confirmed campaign of an actor was seen with."""

    @property
    def campaign_id(self) -> str:
        """The campaign."""

    @property
    def actor(self) -> str:
        """The actor's id."""

    @property
    def kind(self) -> str:
        """What kind of thing."""

    @property
    def value(self) -> str:
        """Which."""

    @property
    def first_seen(self) -> datetime:
        """When first."""

    @property
    def last_seen(self) -> datetime:
        """When last."""

    @property
    def sessions(self) -> int:
        """In how many sessions."""


def memory_of(
    memory: Iterable[Remembered], half_lives: Mapping[str, HalfLife], today: datetime
) -> dict[str, Any]:
    """Return what is remembered of one actor as JSON values."""
    rows = list(memory)
    return {
        "remembered": [
            _kind(kind, half_life, [one for one in rows if one.kind == kind], today)
            for kind, half_life in half_lives.items()
            if any(one.kind == kind for one in rows)
        ],
        "months": _months(rows),
        "changes": list(_changes(rows, tuple(half_lives))),
    }


def _kind(
    kind: str, half_life: HalfLife, rows: Sequence[Remembered], today: datetime
) -> dict[str, Any]:
    return {
        "kind": kind,
        "half_life_days": half_life.span.days,
        "whence": half_life.whence,
        "first_seen": plain(min(one.first_seen for one in rows)),
        "last_seen": plain(max(one.last_seen for one in rows)),
        "values": [
            {
                "value": one.value,
                "campaign_id": one.campaign_id,
                "first_seen": plain(one.first_seen),
                "last_seen": plain(one.last_seen),
                "sessions": one.sessions,
                "hold": round(half_life.hold(one.last_seen, today), 3),
            }
            for one in sorted(rows, key=lambda r: (-r.sessions, r.value, r.campaign_id))
        ],
    }


def _months(rows: Iterable[Remembered]) -> list[dict[str, Any]]:
    """Return the sessions of each month from the first sighting to the last, empty ones too."""
    seen: dict[str, int] = {}
    for one in rows:
        if one.kind == MONTH:
            seen[one.value] = seen.get(one.value, 0) + one.sessions
    return [{"month": m, "sessions": seen.get(m, 0)} for m in _every_month(sorted(seen))]


def _every_month(months: Sequence[str]) -> Iterator[str]:
    if not months:
        return
    first, last = ((int(m[:4]) * 12 + int(m[5:]) - 1) for m in (months[0], months[-1]))
    for number in range(first, last + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def _changes(rows: Iterable[Remembered], kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield what came, stayed and went from each campaign to the next, by kind."""
    campaigns: dict[str, list[Remembered]] = {}
    for one in rows:
        campaigns.setdefault(one.campaign_id, []).append(one)
    in_order = sorted(campaigns, key=lambda c: (min(r.first_seen for r in campaigns[c]), c))
    for before, after in pairwise(in_order):
        for kind in kinds:
            was, now = (
                {one.value for one in campaigns[c] if one.kind == kind} for c in (before, after)
            )
            if was | now:
                yield {
                    "from": before,
                    "to": after,
                    "kind": kind,
                    "came": sorted(now - was),
                    "stayed": sorted(now & was),
                    "went": sorted(was - now),
                }
