from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from attribution.worlds import MONDAY, World, an_actor, hours, judge
from rasid.attribution.memory import (
    HALF_LIVES,
    Remembered,
    enriched,
    keep_memory,
    read_memory,
    remember,
)
from rasid.attribution.observed import observe, written_hours
from rasid.engines.duckdb import DuckDB

START = datetime(2026, 3, 2, tzinfo=UTC)
HERON = an_actor(user_agents=frozenset())
SHIFT = hours(0, "mon-fri", 8, 16)


@dataclass(frozen=True)
class Decided:
    """A campaign that is confirmed and attributed."""

    campaign_id: str = "C-1"
    actor: str = HERON.stix_id
    name: str = HERON.name
    now: str = "C-1"


def seen(kind: str, value: str, campaign: str = "C-0", *, days_ago: float = 0.0) -> Remembered:
    last = START - timedelta(days=days_ago)
    first = last - timedelta(days=20)
    return Remembered(campaign, campaign, HERON.stix_id, HERON.name, kind, value, first, last, 9)


def a_world(address: str = "198.51.100.7", campaign: str = "C-1") -> World:
    """Return a month's work by day from one server that nobody else uses, amid others."""
    world = World()
    for number in range(60):
        world.live(f"192.0.2.{number}", 1 + number % 3)
    world.work(SHIFT, source_ip=address, campaign=campaign)
    return world


def test_each_kind_enters_the_profile() -> None:
    memory = [
        seen("address", "198.51.100.7"),
        seen("network", "AS64510"),
        seen("fingerprint", "t13d"),
        seen("user_agent", "curl"),
        seen("domain", "login.example"),
        seen("technique", "T1621"),
        seen("category", "Journalist"),
        seen("hours", written_hours(SHIFT)),
        seen("month", "2026-02"),
    ]

    (actor,) = enriched([HERON], memory, START)

    assert ["198.51.100.7"] == [trace.value for trace in actor.addresses]
    assert [("64510", "C-0")] == [(trace.value, trace.campaign_id) for trace in actor.asns]
    assert ["t13d"] == [trace.value for trace in actor.fingerprints]
    assert ["curl"] == [trace.value for trace in actor.user_agents]
    assert ["login.example"] == [trace.value for trace in actor.domains]
    assert (("T1621", 1.0),) == actor.seen_techniques
    assert {"journalist"} == actor.categories
    assert (SHIFT, 1.0) == (actor.hours, actor.hours_hold)


@pytest.mark.parametrize("kind", ["technique", "hours"])
def test_half_life_halves(kind: str) -> None:
    value = "T1621" if kind == "technique" else written_hours(SHIFT)
    memory = [seen(kind, value, days_ago=HALF_LIVES[kind].span / timedelta(days=1))]

    (actor,) = enriched([HERON], memory, START)
    hold = actor.hours_hold if kind == "hours" else actor.seen_techniques[0][1]

    assert 0.5 == pytest.approx(hold)


def test_victims_of_long_ago_are_no_preference() -> None:
    old = HALF_LIVES["category"].span / timedelta(days=1) + 1

    (actor,) = enriched([HERON], [seen("category", "journalist", days_ago=old)], START)

    assert frozenset() == actor.categories


def test_stated_hours_are_not_replaced() -> None:
    """What a source states of the zone is more than what a month shows of it."""
    stated = an_actor(hours=hours(3.5, "sat-wed", 8, 17))

    (actor,) = enriched([stated], [seen("hours", written_hours(SHIFT))], START)

    assert (stated.hours, 1.0) == (actor.hours, actor.hours_hold)


def test_newest_hours_are_taken() -> None:
    late = hours(0, "sun-thu", 12, 20)
    memory = [
        seen("hours", written_hours(SHIFT), "C-0", days_ago=90),
        seen("hours", written_hours(late), "C-9", days_ago=10),
    ]

    assert late == enriched([HERON], memory, START)[0].hours


def test_actor_without_a_profile_gets_one() -> None:
    """A threat actor, or one that its source withdrew, is remembered as well."""
    (actor,) = enriched([], [seen("address", "198.51.100.7")], START)

    assert (HERON.stix_id, HERON.name, True) == (actor.stix_id, actor.name, actor.can_be_told)


def test_later_campaign_is_known_by_memory(engine: DuckDB) -> None:
    """A mere name that once used this server becomes a candidate, and a likely one."""
    memory = [
        seen("address", "198.51.100.7", days_ago=10),
        seen("hours", written_hours(SHIFT), days_ago=10),
    ]

    without = judge(engine, a_world(), [HERON])
    found = judge(engine, a_world(), [HERON], memory=memory)

    assert HERON.name not in without.probability
    assert found.probability[HERON.name] > 0.55


def test_memory_fades(engine: DuckDB) -> None:
    """The longer ago, the less a server says; a year later it says next to nothing."""
    bits = [
        judge(
            engine, a_world(), [HERON], memory=[seen("address", "198.51.100.7", days_ago=days)]
        ).of(HERON.name, "infrastructure")
        for days in (0, 40, 365)
    ]

    assert bits[0] > bits[1] > bits[2]
    assert 0.1 > bits[2]


def test_campaign_never_speaks_for_itself(engine: DuckDB) -> None:
    """What it was seen with is no evidence for what was decided because of it."""
    known = an_actor(hours=SHIFT)
    own = [
        seen("address", "198.51.100.7", "C-1"),
        seen("technique", "T1110.001", "C-1"),
        seen("hours", written_hours(SHIFT), "C-1"),
    ]
    world = a_world()
    world.work(SHIFT, source_ip="198.51.100.99", campaign="C-2")

    for campaign, changes in (("C-1", False), ("C-2", True)):
        without = judge(engine, world, [known], campaign)
        found = judge(engine, world, [known], campaign, memory=own)
        assert changes == (without != found)


def test_memory_is_kept_and_read(engine: DuckDB, ledger: Engine) -> None:
    """What is now observed goes before what is kept; what is gone from the tables stays kept."""
    a_world().open(engine)
    observe(engine)
    decided = [Decided()]
    keep_memory(engine, ledger, decided, START)
    kept = read_memory(ledger, decided)

    assert kept == remember(engine, ledger, decided, START)
    assert {("address", "198.51.100.7"), ("network", "AS64510"), ("month", "2026-03")} <= {
        (one.kind, one.value) for one in kept
    }
    engine.run("DELETE FROM observed")
    keep_memory(engine, ledger, decided, START)
    assert kept == remember(engine, ledger, decided, START)
    assert [] == read_memory(ledger, [])


def test_earlier_months_of_a_campaign_are_not_forgotten(engine: DuckDB, ledger: Engine) -> None:
    """An analysis of later days judges those alone: what it cannot see stays as it was seen."""
    decided, early, late = [Decided()], World(), World()
    for place in ("198.51.100.7", "198.51.100.8", "198.51.100.9"):
        early.attack(MONDAY, source_ip=place)
    early.attack(MONDAY + timedelta(days=40), source_ip="198.51.100.8")
    early.attack(MONDAY + timedelta(days=40), source_ip="198.51.100.9")
    late.attack(MONDAY + timedelta(days=41), source_ip="198.51.100.9")
    since = START + timedelta(days=30)
    for world, start in ((early, START), (late, since)):
        observe(world.open(engine))
        keep_memory(engine, ledger, decided, start)

    kept = {(one.kind, one.value): one for one in read_memory(ledger, decided)}
    days = {
        value: ((one.first_seen - START).days, (one.last_seen - START).days)
        for (kind, value), one in kept.items()
        if kind == "address"
    }

    assert {"198.51.100.7": (0, 0), "198.51.100.8": (0, 0), "198.51.100.9": (0, 41)} == days
    assert {"2026-03", "2026-04"} == {value for kind, value in kept if kind == "month"}


def test_same_window_judged_anew_forgets(engine: DuckDB, ledger: Engine) -> None:
    """What a decision took out of a campaign is no longer remembered of it."""
    for place in ("198.51.100.7", "198.51.100.8"):
        world = World()
        world.attack(MONDAY, source_ip=place)
        observe(world.open(engine))
        keep_memory(engine, ledger, [Decided()], START)

    kept = read_memory(ledger, [Decided()])

    assert ["198.51.100.8"] == [one.value for one in kept if one.kind == "address"]


def test_heir_speaks_for_what_was_merged_into_it(engine: DuckDB, ledger: Engine) -> None:
    a_world(campaign="C-2").open(engine)
    observe(engine)

    found = remember(engine, ledger, [Decided(now="C-2")], START)

    assert {("C-1", "C-2")} == {(one.campaign_id, one.now) for one in found}


def test_half_lives_say_whence() -> None:
    assert all(half_life.whence for half_life in HALF_LIVES.values())
    assert 0.25 == pytest.approx(
        HALF_LIVES["address"].hold(MONDAY, MONDAY + 2 * HALF_LIVES["address"].span)
    )
