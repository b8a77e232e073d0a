from datetime import timedelta

import pytest

from attribution.worlds import MONDAY, World, an_actor, hours, judge
from rasid.engines.duckdb import DuckDB

SHIFT = hours(3.5, "sat-wed", 8, 17)


def a_month() -> World:
    """Return a month in which somebody else signs in every day."""
    world = World()
    world.live("192.0.2.1", 28)
    return world


def test_shift_and_week_speak_for_an_actor(engine: DuckDB) -> None:
    """A month of keeping somebody's hours says something, and never names them by itself."""
    world = a_month()
    world.work(SHIFT)

    found = judge(engine, world, [an_actor(hours=SHIFT)])

    assert 2.0 < found.of("Silent Heron", "hours") < 4.0
    assert found.probability["Silent Heron"] < 0.55


def test_week_discriminates_strongly(engine: DuckDB) -> None:
    """Two actors of one zone who differ in their weekend only are bits apart."""
    world = a_month()
    world.work(SHIFT)
    other = an_actor("Other", hours=hours(3.5, "mon-fri", 8, 17))

    found = judge(engine, world, [an_actor(hours=SHIFT), other])

    assert found.of("Silent Heron", "hours") - found.of("Other", "hours") > 5.0


def test_neighbouring_zones_discriminate_weakly(engine: DuckDB) -> None:
    """Half an hour is less than the rounding of a report."""
    world = a_month()
    world.work(SHIFT)
    other = an_actor("Other", hours=hours(3.0, "sat-wed", 8, 17))

    found = judge(engine, world, [an_actor(hours=SHIFT), other])

    assert 0.0 < found.of("Silent Heron", "hours") - found.of("Other", "hours") < 1.0


def test_night_shift_crosses_midnight(engine: DuckDB) -> None:
    """A shift belongs to the day that it begins on, in the actor's own zone."""
    night = hours(-5.0, "mon-fri", 22, 6)
    world = a_month()
    world.work(night)
    day = an_actor("Day", hours=hours(-5.0, "mon-fri", 8, 17))

    found = judge(engine, world, [an_actor(hours=night), day])

    assert found.of("Silent Heron", "hours") > 2.0
    assert found.of("Day", "hours") < -2.0


@pytest.mark.parametrize("offset", [-9.5, 0.0, 5.75, 13.0])
def test_any_zone_is_weighed_alike(engine: DuckDB, offset: float) -> None:
    """Where local and UTC days differ the week is still the actor's."""
    shift = hours(offset, "mon-fri", 9, 18)
    world = a_month()
    world.work(shift)

    found = judge(engine, world, [an_actor(hours=shift)])

    assert found.of("Silent Heron", "hours") > 2.0


def test_round_the_clock_speaks_against_a_shift(engine: DuckDB) -> None:
    """Machines and relays work at all hours."""
    world = a_month()
    for number in range(140):
        world.attack(MONDAY + timedelta(hours=number * 4.8))

    found = judge(engine, world, [an_actor(hours=SHIFT)])

    assert found.of("Silent Heron", "hours") < -2.0


def test_three_days_tell_no_week(engine: DuckDB) -> None:
    """Of a campaign from Monday to Wednesday nobody knows the weekend."""
    world = a_month()
    world.work(hours(3.5, "mon-wed", 8, 17), days=3)
    other = an_actor("Other", hours=hours(3.5, "mon-fri", 8, 17))

    found = judge(engine, world, [an_actor(hours=SHIFT), other])

    assert 0.0 == pytest.approx(found.of("Silent Heron", "hours") - found.of("Other", "hours"))


def test_one_busy_day_is_few_observations(engine: DuckDB) -> None:
    """A hundred sessions of one morning say little more than one."""
    few, many = a_month(), a_month()
    few.attack(MONDAY + timedelta(hours=6))
    for number in range(100):
        many.attack(MONDAY + timedelta(hours=6, seconds=number * 30))
    actor = an_actor(hours=SHIFT)

    once = judge(engine, few, [actor]).of("Silent Heron", "hours")
    often = judge(engine, many, [actor]).of("Silent Heron", "hours")

    assert often < once + 0.5


def test_strays_are_forgiven(engine: DuckDB) -> None:
    """Some work at night, or a few false sessions, do not unmake a shift."""
    world = a_month()
    world.work(SHIFT)
    for day in range(0, 28, 4):
        world.attack(MONDAY + timedelta(days=day, hours=21 - day % 3))

    found = judge(engine, world, [an_actor(hours=SHIFT)])

    assert found.of("Silent Heron", "hours") > 1.5


def test_hours_that_are_not_stated_weigh_nothing(engine: DuckDB) -> None:
    """That the bundle does not know is said, at no bits."""
    world = a_month()
    world.work(SHIFT)

    found = judge(engine, world, [an_actor()])

    assert 0.0 == found.of("Silent Heron", "hours")
    assert "does not say when it works" in found.reason("Silent Heron", "hours")


def test_reason_shows_the_shift(engine: DuckDB) -> None:
    """Sessions, the stated hours, and what chance would do."""
    world = a_month()
    world.work(SHIFT)

    reason = judge(engine, world, [an_actor(hours=SHIFT)]).reason("Silent Heron", "hours")

    assert "60 of the 60 sessions" in reason
    assert "08:00\u201317:00 +03:30, mon tue wed sat sun" in reason
    assert "around the clock 33 % would" in reason


def test_week_that_many_keep_says_less(engine: DuckDB) -> None:
    """The more imported actors keep a week, the likelier an unknown group keeps it as well."""
    world = a_month()
    world.work(SHIFT)
    others = [an_actor(f"Other {n}", hours=SHIFT) for n in range(5)]

    alone = judge(engine, world, [an_actor(hours=SHIFT)]).of("Silent Heron", "hours")
    among = judge(engine, world, [an_actor(hours=SHIFT), *others]).of("Silent Heron", "hours")

    assert alone > among + 1.0 > 1.0
