"""What is older than a day and may go: events, kept files, and the campaigns that lose by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from rasid.case import Case
from rasid.engines.duckdb import packaged_sql
from rasid.evidence import held_files
from rasid.sources.kept import find_kept


@dataclass(frozen=True, slots=True)
class Going:
    """What is before a day and may go.

    `days` have the events of each and the SHA-256 of their sorted ids; `campaigns` are rows of
    `let_go` from the campaign's id on. `files` go; `mixed` ones have later events too and go once
    the last of these, of `mixed_until`, may. `held` files are on legal hold and stay, with their
    events. `all_events` says that no event stays.
    """

    before: date
    days: Mapping[date, tuple[int, str]]
    campaigns: Sequence[tuple[Any, ...]]
    files: Sequence[str]
    mixed: int
    mixed_until: date | None
    held: Collection[str]
    all_events: bool

    @property
    def events(self) -> int:
        """How many events go."""
        return sum(events for events, _ in self.days.values())

    def document(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "before": f"{self.before}",
            "events": self.events,
            "days": {
                f"{day}": {"events": events, "sha256": digest}
                for day, (events, digest) in self.days.items()
            },
            "campaigns": [str(campaign_id) for campaign_id, *_ in self.campaigns],
            "files": list(self.files),
            "mixed": self.mixed,
            "mixed_until": f"{self.mixed_until}" if self.mixed_until else None,
            "held": sorted(self.held),
        }


def plan_retention(case: Case, before: date) -> Going:
    """Return what letting go of all before a day comes to; changes nothing.

    The tables must be readable by their names; `going` has the events that go then. Raises
    IntegrityError where the evidence log, which tells what is on hold, does not hold.
    """
    engine, held = case.engine, sorted(held_files(case.home))
    cut = {"cut": datetime.combine(before, time())}
    engine.run(packaged_sql(__package__, "going_events"), cut | {"held": held})
    days = {
        day: (events, digest)
        for day, events, digest in engine.rows(packaged_sql(__package__, "going_days"))
    }
    rows = engine.rows(packaged_sql(__package__, "going_files"), cut)
    mixed = [stays_until for _, stays_until in rows if stays_until]
    files = [raw_file for raw_file, stays_until in rows if not stays_until]
    ((every,),) = engine.rows("SELECT count(*) FROM events")
    return Going(
        before,
        days,
        engine.rows(packaged_sql(__package__, "going_campaigns")),
        sorted([*files, *_without_events(case, cut["cut"], held)]),
        len(mixed),
        max(mixed).date() if mixed else None,
        held,
        every == sum(events for events, _ in days.values()),
    )


def _without_events(case: Case, cut: datetime, held: Collection[str]) -> list[str]:
    """Return kept files that no event is of, and that were kept before the day."""
    asked = "SELECT raw_file FROM imports ANTI JOIN events USING (raw_file) ORDER BY raw_file"
    found = (find_kept(case.home, raw_file) for (raw_file,) in case.engine.rows(asked))
    kept_since = cut.replace(tzinfo=UTC).timestamp()
    return [
        kept.raw_file
        for kept in found
        if kept and kept.raw_file not in held and kept.path.stat().st_mtime < kept_since
    ]
