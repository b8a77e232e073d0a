from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from rasid.attribution import HALF_LIVES, Remembered
from rasid.attribution.claims import ClaimedActor, NameClaim
from rasid.attribution.profile import ActorProfile, Trace, WorkHours
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.reports import Known, actor_list, actor_profiles, terminal
from reports.test_terminal import HOSTILE, printed

MARCH = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))


def profile(name: str = "Sable Heron", *aliases: str, **more: Any) -> ActorProfile:  # noqa: ANN401 - any field
    """Return an actor of whom a little is known."""
    nothing: frozenset[Trace] = frozenset()
    traces = ("addresses", "cidrs", "asns", "fingerprints", "domains", "user_agents")
    fields: dict[str, Any] = {
        **dict.fromkeys(traces, nothing),
        "hours": WorkHours(timedelta(hours=3.5), frozenset({"wed", "sat", "mon"}), 8.0, 16.5),
        **more,
    }
    return ActorProfile(
        stix_id="intrusion-set--1",
        name=name,
        aliases=aliases,
        first_seen=datetime(2019, 8, 1, tzinfo=UTC),
        techniques=frozenset({"T1110.001", "T1078"}),
        sectors=frozenset({"government"}),
        categories=frozenset({"journalist"}),
        **fields,
    )


def claimed(told: ActorProfile, by: str = "Ada Research", **more: Any) -> ClaimedActor:  # noqa: ANN401
    """Return what somebody claims of an actor: no more than its names."""
    since = "2026-01-01T00:00:00+00:00"
    fields: dict[str, Any] = {
        "stix_id": told.stix_id,
        "names": tuple(NameClaim(n, by, since, since, "") for n in (told.name, *told.aliases)),
        "created": day(1),
        "modified": day(1),
        "holds": True,
        **more,
    }
    return ClaimedActor(name=told.name, by=by, **fields)


def listed(
    engine: DuckDB, *told: ActorProfile, window: Window | None = MARCH
) -> list[dict[str, Any]]:
    return actor_list(engine, map(claimed, told), told, window)


def in_full(engine: DuckDB, *told: ActorProfile) -> list[dict[str, Any]]:
    return shown(engine, [claimed(one) for one in told], told)


def shown(
    engine: DuckDB,
    known: Sequence[ClaimedActor],
    told: Sequence[ActorProfile],
    memory: Sequence[Remembered] = (),
) -> list[dict[str, Any]]:
    everything = Known(known, told, MARCH, memory, HALF_LIVES, day(12))
    return actor_profiles(engine, known, everything)


def day(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


TRACES = frozenset(
    {
        Trace("192.0.2.1", day(1), day(2)),
        Trace("192.0.2.2", day(2), day(5)),
        Trace("192.0.2.3", day(5), day(6)),
    }
)


def test_actor_row_is_plain(engine: DuckDB) -> None:
    """Sets come sorted, workdays in the order of the week, the campaign with its probability."""
    (row,) = listed(engine, profile())

    assert ["T1078", "T1110.001"] == row["techniques"]
    assert row["hours"] == {
        "utc_offset": "+03:30",
        "workdays": ["mon", "wed", "sat"],
        "hours": [8.0, 16.5],
    }
    assert row["campaigns"] == [
        {"campaign_id": "C-1", "probability": 0.72, "wording": "likely", "named": True}
    ]
    assert ("Ada Research", True) == (row["said_by"], row["told"])
    assert "observables" not in row


def test_traces_are_counted_with_their_validity(engine: DuckDB) -> None:
    (row,) = listed(engine, profile(addresses=TRACES))
    ends = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-06-01T00:00:00Z"}

    assert {"known": 3, "in_force": 1, **ends} == row["traces"]["addresses"]


def test_endless_trace_has_no_last_day(engine: DuckDB) -> None:
    told = profile(addresses=TRACES | {Trace("192.0.2.4")})
    (row,) = listed(engine, told, window=None)

    assert (4, None, None) == tuple(
        row["traces"]["addresses"][key] for key in ("known", "in_force", "valid_until")
    )


def test_candidate_below_the_bar_is_not_named(engine: DuckDB) -> None:
    (row,) = listed(engine, profile("Grey Ibex"))

    assert [("C-1", 0.03, False)] == [
        (c["campaign_id"], c["probability"], c["named"]) for c in row["campaigns"]
    ]


def test_named_come_first_and_mere_names_last(engine: DuckDB) -> None:
    """Those that logs could tell stand before names; who is withdrawn is not listed."""
    known = [profile("A", hours=None), profile("B"), profile("Sable Heron")]
    told = [
        claimed(one, stix_id=f"id {one.name}", holds=one.name != "D")
        for one in (*known, profile("D"))
    ]
    profiles = [replace(one, stix_id=f"id {one.name}") for one in known]

    rows = actor_list(engine, told, profiles, MARCH)

    assert [("Sable Heron", True), ("B", True), ("A", False)] == [
        (row["name"], row["told"]) for row in rows
    ]


def test_actor_without_a_profile_is_shown(engine: DuckDB) -> None:
    """A threat actor, or a withdrawn one, has claims and nothing that a campaign is weighed by."""
    heron = claimed(profile())

    (row,) = shown(engine, [heron], [])
    text = printed(terminal.actor_profiles([row]))

    assert ([], None, []) == (row["techniques"], row["hours"], row["campaigns"])
    assert "It is weighed for none" in text


def test_actors_are_shown_a_line_each(engine: DuckDB) -> None:
    text = printed(terminal.actors(listed(engine, profile(addresses=TRACES))), 160)

    assert "mon wed sat 08:00-16:30 UTC+03:30" in text
    assert text.splitlines()[3].rstrip().endswith("2        3          1   C-1")


def test_actor_is_shown_in_full(engine: DuckDB) -> None:
    text = printed(terminal.actor_profiles(in_full(engine, profile(addresses=TRACES))))

    assert "addresses       3          1   2026-01-01   2026-06-01   192.0.2.1, 192.0.2.2" in text
    assert "C-1               72 %   likely    yes" in text
    assert "Who calls it what" in text


def test_several_are_listed_and_none_is_guessed(engine: DuckDB) -> None:
    """Each with its id, to be named by, and what their sources disagree about."""
    two = [profile(), replace(profile("Grey Ibex", "Sable Heron"), stix_id="intrusion-set--2")]
    text = printed(terminal.actor_profiles(in_full(engine, *two)))

    assert "2 actors are called so; none is guessed. Name one by its id." in text
    assert "intrusion-set--2" in text
    assert "Ada Research gives the name 'Sable Heron' to Grey Ibex and Sable Heron." in text


def test_no_actor_is_said_in_words(empty: DuckDB) -> None:
    assert "No actor is known" in printed(terminal.actors(listed(empty)))


def test_hostile_bundle_is_shown_and_not_obeyed(engine: DuckDB) -> None:
    told = profile(HOSTILE, HOSTILE, user_agents=frozenset({Trace(HOSTILE)}), hours=None)
    heron = claimed(told, HOSTILE)
    rows = shown(engine, [heron], [told])
    text = printed(terminal.actors(rows)) + printed(terminal.actor_profiles(rows))
    text += printed(terminal.actor_profiles(rows * 2))

    assert [] == [character for character in "\x1b\x07\u202e" if character in text]
    assert "[red]" in text.replace("\n", "")
