"""What is told of an actor, from the first claim to today, with the times of which nothing is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rasid.reports.actor_claims import Claimed

GAP = timedelta(days=180)
"""From how long a time without anything on it is told as a gap."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing on the timeline; `by_year` is what is known no better than by its year."""

    start: datetime
    end: datetime
    kind: str
    what: str
    by_year: bool = False


@dataclass(frozen=True, slots=True)
class CampaignSpan:
    """One of our own campaigns, `how` it came to be the actor's."""

    campaign_id: str
    first_seen: datetime
    last_seen: datetime
    how: str


def timeline(
    actor: Claimed, campaigns: Iterable[CampaignSpan], today: datetime
) -> list[dict[str, Any]]:
    """Return the timeline as JSON values, in the order of time, gaps between and today last."""
    told = [
        *_names(actor),
        *_object(actor),
        *(Told(*_span(s), "campaign", f"{s.name}, says {s.by}") for s in _dated(actor)),
        *(
            Told(c.first_seen, c.last_seen, "campaign", f"{c.campaign_id}, {c.how}")
            for c in campaigns
        ),
    ]
    told.sort(key=lambda one: (one.start, one.end, one.what))
    return [_plain(one) for one in _with_gaps(told, today)]


def _names(actor: Claimed) -> Iterator[Told]:
    """Yield the names by the year of the oldest work cited, else by when a source first said it."""
    by_year: dict[int, list[str]] = {}
    for claim in actor.names:
        if claim.cited_since is not None:
            by_year.setdefault(claim.cited_since, []).append(claim.name)
    for year, names in by_year.items():
        start, end = (datetime(year, *day, tzinfo=UTC) for day in ((1, 1), (12, 31)))
        yield Told(start, end, "name", f"called {', '.join(names)} in what {actor.by} cites", True)
    by_day: dict[datetime, list[str]] = {}
    for claim in actor.names:
        since = _moment(claim.since) or _moment(claim.taken_at)
        if claim.cited_since is None and since is not None:
            by_day.setdefault(since, []).append(claim.name)
    for since, names in by_day.items():
        yield Told(since, since, "name", f"called {', '.join(names)} by {actor.by}, at the latest")


def _object(actor: Claimed) -> Iterator[Told]:
    if actor.created:
        yield Told(actor.created, actor.created, "source", f"{actor.by} begins to tell of it")
    if actor.modified and actor.modified != actor.created:
        yield Told(actor.modified, actor.modified, "source", f"the newest version by {actor.by}")


def _dated(actor: Claimed) -> list[Any]:
    return [seen for seen in actor.sightings if seen.first_seen]


def _span(seen: Any) -> tuple[datetime, datetime]:  # noqa: ANN401 - one that `_dated` returned
    return seen.first_seen, max(seen.last_seen or seen.first_seen, seen.first_seen)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _with_gaps(told: Sequence[Told], today: datetime) -> Iterator[Told]:
    reached = told[0].start if told else today
    for one in (*told, Told(today, today, "today", "today")):
        if one.start - reached >= GAP:
            yield Told(reached, one.start, "gap", f"nothing is told for {_lasting(reached, one)}")
        yield one
        reached = max(reached, one.end)


def _lasting(since: datetime, until: Told) -> str:
    days = (until.start - since).days
    if days < 730:
        return f"{round(days / 30.44)} months"
    return f"{days / 365.25:.0f} years"


def _plain(one: Told) -> dict[str, Any]:
    start, end = f"{one.start:%F}", f"{one.end:%F}"
    if one.by_year:
        start = end = start[:4]
    return {"from": start, "until": end, "kind": one.kind, "what": one.what}
