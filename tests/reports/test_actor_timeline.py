from datetime import UTC, datetime

from rasid.attribution.claims import ClaimedActor, NameClaim, Sighting
from rasid.reports.actor_timeline import CampaignSpan, timeline
from rasid.reports.terminal.actor_memory import timeline_table
from reports.test_terminal import printed


def on(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


TODAY = on(2026, 12)
OLD = NameClaim("Old Name", "Ada", "2018-01-16T00:00:00+00:00", "", "", cited_since=2013)
NEW = NameClaim("New Name", "Ada", "2024-11-17T00:00:00+00:00", "", "")
UNDATED = NameClaim("Galaxy Name", "Ada", "version 3", "version 3", "")


def heron(*names: NameClaim, sightings: tuple[Sighting, ...] = ()) -> ClaimedActor:
    return ClaimedActor(
        "id", "Heron", "Ada", on(2018, 1, 16), on(2024, 11, 17), True, names, (), sightings
    )


def test_timeline_runs_from_the_first_claim_to_today() -> None:
    """Gaps of half a year or more are told between; what has no date is on no timeline."""
    found = timeline(heron(OLD, NEW, UNDATED), [], TODAY)

    assert [
        ("2013", "name"),
        ("2013-12-31", "gap"),
        ("2018-01-16", "source"),
        ("2018-01-16", "gap"),
        ("2024-11-17", "name"),
        ("2024-11-17", "source"),
        ("2024-11-17", "gap"),
        ("2026-12-01", "today"),
    ] == [(one["from"], one["kind"]) for one in found]
    assert ["4 years", "7 years", "2 years"] == [
        one["what"].removeprefix("nothing is told for ") for one in found if one["kind"] == "gap"
    ]


def test_campaigns_fill_gaps() -> None:
    """Those that sources ascribe to it and our own alike, however long they lasted."""
    reed = Sighting("Reed Bed", "Ada", on(2019), on(2024, 10))
    ours = CampaignSpan("C-1", on(2025, 3), on(2026, 11), "confirmed and attributed by analysts")

    found = timeline(heron(NEW, sightings=(reed,)), [ours], TODAY)

    assert ["nothing is told for 11 months"] == [
        one["what"] for one in found if one["kind"] == "gap"
    ]
    assert ["Reed Bed, says Ada", "C-1, confirmed and attributed by analysts"] == [
        one["what"] for one in found if one["kind"] == "campaign"
    ]


def test_actor_without_dates_has_today_alone() -> None:
    bare = ClaimedActor("id", "Heron", "Ada", None, None, True, (UNDATED,))

    found = timeline(bare, [], TODAY)

    assert ["today"] == [one["kind"] for one in found]
    assert "2026-12-01" in printed(timeline_table(found))
