from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.worlds import MONDAY, World, hours
from rasid.attribution.observed import observe, read_hours, written_hours
from rasid.attribution.profile import WEEK, WorkHours
from rasid.engines.duckdb import DuckDB


def observed(engine: DuckDB, world: World) -> dict[str, set[str]]:
    observe(world.open(engine))
    found: dict[str, set[str]] = {}
    for kind, value in engine.rows("SELECT kind, value FROM observed"):
        found.setdefault(kind, set()).add(value)
    return found


def test_campaign_is_seen_with_places_and_clients(engine: DuckDB) -> None:
    world = World()
    world.attack(MONDAY, fingerprint="t13d", user_agent="curl")
    world.attack(MONDAY + timedelta(days=40), source_ip="203.0.113.5", asn=64511)

    found = observed(engine, world)

    assert {"198.51.100.7", "203.0.113.5"} == found["address"]
    assert {"AS64510", "AS64511"} == found["network"]
    assert ({"t13d"}, {"curl"}) == (found["fingerprint"], found["user_agent"])
    assert {"2026-03", "2026-04"} == found["month"]
    assert {"T1110.001"} == found["technique"]


def test_first_and_last_are_kept(engine: DuckDB) -> None:
    world = World()
    for day in (0, 3, 9):
        world.attack(MONDAY + timedelta(days=day))
    observe(world.open(engine))

    assert [(MONDAY, MONDAY + timedelta(days=9), 3)] == engine.rows(
        "SELECT first_seen, last_seen, sessions FROM observed WHERE kind = 'address'"
    )


@pytest.mark.parametrize(
    ("detail", "domains"),
    [
        ("https://Login.Example:8443/a?b", {"login.example"}),
        ("login.example", {"login.example"}),
        ("no host at all", set()),
        (None, set()),
    ],
)
def test_domain_is_that_of_a_followed_link(
    engine: DuckDB, detail: str | None, domains: set[str]
) -> None:
    world = World()
    world.attack(MONDAY, action="link_click", detail=detail)

    assert domains == observed(engine, world).get("domain", set())


def test_steady_shift_is_remembered_in_utc(engine: DuckDB) -> None:
    """Within half an hour or so, as a month's sessions tell it."""
    world = World()
    world.work(hours(3.5, "sat-wed", 8.5, 16.5), days=56)

    (written,) = observed(engine, world)["hours"]
    found = read_hours(written)

    assert {"sat", "sun", "mon", "tue", "wed"} == found.workdays
    assert 5.0 == pytest.approx(found.start, abs=1.0)
    assert 13.0 == pytest.approx(found.end, abs=1.0)


def test_work_at_any_time_shows_no_shift(engine: DuckDB) -> None:
    world = World()
    for number in range(120):
        world.attack(MONDAY + timedelta(hours=number * 7))

    assert "hours" not in observed(engine, world)


def test_preference_is_remembered_where_it_is_sure(engine: DuckDB) -> None:
    """Twenty journalists on a roster that has few show a preference; one of each shows none."""
    chosen, even = World(), World()
    for world in (chosen, even):
        for number in range(100):
            world.person(number, "journalist" if number < 20 else "official")
    for number in range(20):
        chosen.attack(MONDAY + timedelta(hours=number), f"p{number}@mail.example")
        even.attack(MONDAY + timedelta(hours=number), f"p{5 * number}@mail.example")

    assert {"journalist"} == observed(engine, chosen)["category"]
    assert "category" not in observed(engine, even)


def test_guessing_habit_is_observed(engine: DuckDB) -> None:
    world = World()
    world.attack(MONDAY, "lkarimi@mail.example", stage="discover")
    world.suggest("Leila Karimi", ["lkarimi@mail.example"])

    assert {"iname"} == observed(engine, world)["guess"]


@given(
    days=st.frozensets(st.sampled_from(WEEK), min_size=1),
    ends=st.tuples(st.integers(0, 47), st.integers(0, 47)),
)
def test_written_hours_are_read(days: frozenset[str], ends: tuple[int, int]) -> None:
    shift = WorkHours(timedelta(), days, ends[0] / 2, ends[1] / 2)

    assert shift == read_hours(written_hours(shift))
