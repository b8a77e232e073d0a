"""Ids that stay: what a campaign is called from one analysis to the next."""

from collections.abc import Mapping, Sequence

import pytest

from campaigns.worlds import World, a_mixed_month, campaigns, hostile
from rasid.campaigns.deciding.identity import name_campaigns
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import HOSTILE
from sessions.logs import Row, at, fill


def numbered(parts: Mapping[int, Sequence[int]]) -> list[tuple[int, Row]]:
    """Return the staged events of each campaign by its number; an event is its minute."""
    return [
        (number, {"event_uid": f"u{minute:02d}", "time": at(0, 9, minute)})
        for number, minutes in parts.items()
        for minute in minutes
    ]


def ids(
    engine: DuckDB,
    now: Mapping[int, Sequence[int]],
    before: Mapping[str, Sequence[int]] | None = None,
) -> dict[int, str]:
    """Return the ids of campaigns of these events, when others were known before."""
    known = [
        {"event_uid": f"u{minute:02d}", "campaign_id": campaign_id}
        for campaign_id, minutes in (before or {}).items()
        for minute in minutes
    ]
    fill(engine, HOSTILE, known, name="lineage")
    fill(engine, HOSTILE, [row for _, row in numbered(now)], name="unnumbered")
    places = ", ".join(f"('{row['event_uid']}', {n})" for n, row in numbered(now))
    engine.run(
        "CREATE OR REPLACE TEMP TABLE staged AS SELECT unnumbered.*, number FROM unnumbered "
        f"JOIN (VALUES {places}) AS numbers(event_uid, number) USING (event_uid)"
    )
    return name_campaigns(engine, now)


def test_new_id_is_of_the_first_event(engine: DuckDB) -> None:
    """It tells the day, and the same first event gives the same id."""
    first, again, other = (ids(engine, {0: events})[0] for events in ([3, 4], [3, 9], [4]))

    assert first == again
    assert first != other
    assert first.startswith("C-20260302-")


@pytest.mark.parametrize("events", [[3, 4, 5], [5], [1, 2, 3, 9, 10]])
def test_id_stays_with_its_events(engine: DuckDB, events: list[int]) -> None:
    """Whatever is found more or less, some of the events make it the same campaign."""
    assert {0: "C-old"} == ids(engine, {0: events}, {"C-old": [3, 4, 5]})


def test_merged_campaign_keeps_the_larger_ones_id(engine: DuckDB) -> None:
    """Of two that turn out to be one, most of whose events were known under one id."""
    before = {"C-small": [1, 2], "C-large": [3, 4, 5]}

    assert {0: "C-large"} == ids(engine, {0: range(1, 6)}, before)


def test_larger_part_of_a_split_keeps_the_id(engine: DuckDB) -> None:
    """Of one that turns out to be two, the part with more of its events; the other is new."""
    found = ids(engine, {0: [1, 2], 1: [3, 4, 5]}, {"C-old": range(1, 6)})

    assert "C-old" == found[1]
    assert found[0].startswith("C-20260302-")


def test_split_gives_two_ids(engine: DuckDB) -> None:
    """The smaller part has the first event, after which the whole was called; it needs a new id."""
    whole = ids(engine, {0: range(1, 6)})[0]
    found = ids(engine, {0: [1], 1: range(2, 6)}, {whole: range(1, 6)})

    assert whole == found[1]
    assert whole != found[0]
    assert found == ids(engine, {0: [1], 1: range(2, 6)}, {whole: range(1, 6)})


def test_equal_parts_are_named_the_same_each_time(engine: DuckDB) -> None:
    """Where two share as many events with an old one, the lower number keeps its id."""
    found = ids(engine, {0: [1, 2], 1: [3, 4]}, {"C-old": range(1, 5)})

    assert "C-old" == found[0]
    assert 2 == len(set(found.values()))


def test_numbers_without_events_get_no_id(engine: DuckDB) -> None:
    """A campaign whose events have no stage is none to be named."""
    ids(engine, {0: [1]})

    assert {0} == name_campaigns(engine, [0, 7]).keys()


def test_id_stays_under_reanalysis(engine: DuckDB) -> None:
    """The same logs, more logs, or part of them: the campaign goes by the name it has."""
    world = a_mixed_month()
    (first,) = campaigns(world.judge(engine))
    known = hostile(engine)
    name = first["campaign_id"]
    renamed = [row | {"campaign_id": "C-20260101-known"} for row in known]

    assert {name} == _ids(engine, world, known)
    assert {"C-20260101-known"} == _ids(engine, world, renamed)
    late = [row | {"campaign_id": "C-late"} for row in known if row["time"] > at(9)]
    assert {"C-late"} == _ids(engine, world, late)


def _ids(engine: DuckDB, world: World, previous: Sequence[Row]) -> set[str]:
    """Return the ids of a world's campaigns after an earlier analysis."""
    world.previous = previous
    world.judge(engine)
    return {row["campaign_id"] for row in campaigns(engine)}
