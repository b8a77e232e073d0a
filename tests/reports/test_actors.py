from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rasid.attribution.profile import ActorProfile, Trace, WorkHours
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports import actor_list, actors_named, terminal
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
    (row,) = actor_list(engine, [profile()], MARCH)

    assert ["T1078", "T1110.001"] == row["techniques"]
    assert row["hours"] == {
        "utc_offset": "+03:30",
        "workdays": ["mon", "wed", "sat"],
        "hours": [8.0, 16.5],
    }
    assert row["campaigns"] == [
        {"campaign_id": "C-1", "probability": 0.72, "wording": "likely", "named": True}
    ]
    assert "observables" not in row


def test_traces_are_counted_with_their_validity(engine: DuckDB) -> None:
    (row,) = actor_list(engine, [profile(addresses=TRACES)], MARCH)
    ends = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-06-01T00:00:00Z"}

    assert {"known": 3, "in_force": 1, **ends} == row["traces"]["addresses"]


def test_endless_trace_has_no_last_day(engine: DuckDB) -> None:
    told = profile(addresses=TRACES | {Trace("192.0.2.4")})
    (row,) = actor_list(engine, [told], None)

    assert (4, None, None) == tuple(
        row["traces"]["addresses"][key] for key in ("known", "in_force", "valid_until")
    )


def test_candidate_below_the_bar_is_not_named(engine: DuckDB) -> None:
    (row,) = actor_list(engine, [profile("Grey Ibex")], MARCH)

    assert [("C-1", 0.03, False)] == [
        (c["campaign_id"], c["probability"], c["named"]) for c in row["campaigns"]
    ]


@pytest.mark.parametrize("name", ["sable  HERON", "étude 7", "E\u0301tude 7"])
def test_actor_is_found_by_name_and_alias(name: str) -> None:
    known = [profile("Grey Ibex"), profile("Sable Heron", "Étude 7")]

    assert known[1:] == actors_named(known, name)


def test_one_name_may_be_borne_by_several() -> None:
    """Names are claims: two sets that bear one name stay two."""
    two = [profile(), profile("Grey Ibex", "Sable Heron")]

    assert two == actors_named(two, "Sable Heron")


def test_unknown_actor_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(UsageError, match=r"no actor 'X'; known: Sable Heron\.$"):
        actors_named([profile()], "X")
    with pytest.raises(UsageError, match="none has been imported yet"):
        actors_named([], "X")


def test_actors_are_shown_a_line_each(engine: DuckDB) -> None:
    rows = actor_list(engine, [profile(addresses=TRACES)], MARCH)
    text = printed(terminal.actors(rows), 140)

    assert "mon wed sat 08:00-16:30 UTC+03:30" in text
    assert text.splitlines()[3].rstrip().endswith("2        3          1   C-1")


def test_actor_is_shown_in_full(engine: DuckDB) -> None:
    rows = actor_list(engine, [profile(addresses=TRACES)], MARCH, in_full=True)
    text = printed(terminal.actor_profiles(rows))

    assert "addresses       3          1   2026-01-01   2026-06-01   192.0.2.1, 192.0.2.2" in text
    assert "C-1               72 %   likely    yes" in text


def test_no_actor_is_said_in_words(empty: DuckDB) -> None:
    assert "No actor is known" in printed(terminal.actors(actor_list(empty, [], None)))


def test_hostile_bundle_is_shown_and_not_obeyed(engine: DuckDB) -> None:
    told = profile(HOSTILE, HOSTILE, user_agents=frozenset({Trace(HOSTILE)}), hours=None)
    rows = actor_list(engine, [told], MARCH, in_full=True)
    text = printed(terminal.actors(rows)) + printed(terminal.actor_profiles(rows))

    assert [] == [character for character in "\x1b\x07\u202e" if character in text]
    assert "[red]" in text.replace("\n", "")
