from datetime import timedelta
from typing import Any

import pytest

from attribution.worlds import MONDAY, SERVER, World, an_actor, judge, traces
from rasid.attribution.used import read_infrastructure
from rasid.engines.duckdb import DuckDB

HERON = "Silent Heron"
EXIT = "203.0.113.9"


@pytest.fixture
def world() -> World:
    """Return a campaign of forty sessions from eight addresses, and people at other ones."""
    made = World()
    for number in range(40):
        address = SERVER if number % 8 == 0 else f"198.51.100.{100 + number % 8}"
        made.attack(MONDAY + timedelta(hours=15 * number), source_ip=address, asn=64510)
    for number in range(200):
        made.live(f"192.0.2.{number}", 1)
    return made


def test_address_that_nobody_else_used_proves_much(engine: DuckDB, world: World) -> None:
    """One rented server and an eighth of the sessions outweigh the prior."""
    found = judge(engine, world, [an_actor(addresses=traces(SERVER, "203.0.113.1"))])

    assert found.of(HERON, "infrastructure") > 5.0
    assert found.probability[HERON] > 0.55
    assert (
        "1 of its 8 addresses is in the bundle's list, with 5 of 40 sessions: "
        "198.51.100.7 (nobody else used it); 1 other valid ones were not seen"
    ) == found.reason(HERON, "infrastructure")


def test_shared_exit_proves_little(engine: DuckDB, world: World) -> None:
    """Where three hundred strangers leave, anybody who hides may leave too."""
    world.live(EXIT, 300)
    world.attack(MONDAY, source_ip=EXIT)

    found = judge(engine, world, [an_actor(addresses=traces(EXIT))])

    assert found.of(HERON, "infrastructure") == pytest.approx(0.0, abs=0.3)
    assert found.nobody > 0.9


def test_entries_that_were_missed_are_no_crowd(engine: DuckDB, world: World) -> None:
    """An account that the campaign went for does not make its server a shared one."""
    world.event(MONDAY, "p1@mail.example", source_ip=SERVER, asn=64510)

    found = judge(engine, world, [an_actor(addresses=traces(SERVER))])

    assert found.of(HERON, "infrastructure") > 5.0


def test_single_session_may_be_a_mistake(engine: DuckDB, world: World) -> None:
    """What one session in two hundred says may be of a crime that was mixed in."""
    for number in range(200):
        world.attack(MONDAY + timedelta(hours=number), source_ip="198.51.100.200")
    world.attack(MONDAY, source_ip=EXIT)

    found = judge(engine, world, [an_actor(addresses=traces(EXIT))])

    assert 1.0 < found.of(HERON, "infrastructure") < 4.0


def test_expired_listing_counts_less_by_the_month(engine: DuckDB, world: World) -> None:
    """Valid, a month past and years past: less and less, and in the end nothing."""
    ends = (None, MONDAY - timedelta(days=60), MONDAY - timedelta(days=900))
    found = [judge(engine, world, [an_actor(addresses=traces(SERVER, until=end))]) for end in ends]
    valid, recent, old = (one.of(HERON, "infrastructure") for one in found)

    assert valid > recent > 1.0
    assert 0.0 == pytest.approx(old, abs=0.01)
    assert "listing no longer valid" in found[2].reason(HERON, "infrastructure")


def test_what_several_lists_name_says_less(engine: DuckDB, world: World) -> None:
    """An address that nobody else uses here, but that two actors are said to, is no one's own."""
    actors = [an_actor(name, addresses=traces(SERVER)) for name in ("Silent Heron", "Jade Marten")]

    alone, both = judge(engine, world, actors[:1]), judge(engine, world, actors)

    assert alone.of(HERON, "infrastructure") > both.of(HERON, "infrastructure") + 1.0
    assert both.of(HERON, "infrastructure") > 0.0
    assert "1 other actor is said to" in both.reason(HERON, "infrastructure")


def test_list_of_half_the_internet_hits_by_luck(engine: DuckDB, world: World) -> None:
    """A list that names every second address of honest people names a campaign's too."""
    everywhere = [f"192.0.2.{number}" for number in range(0, 200, 2)]

    found = judge(engine, world, [an_actor(addresses=traces(SERVER, *everywhere))])

    assert found.of(HERON, "infrastructure") < 0.5


def test_range_of_one_customer_is_an_address(engine: DuckDB, world: World) -> None:
    """A /29 that a report names counts like the addresses in it, IPv6 beside IPv4."""
    world.attack(MONDAY, source_ip="2001:db8::7")

    found = judge(engine, world, [an_actor(cidrs=traces("198.51.100.0/29", "2001:db8:1::/64"))])

    assert found.of(HERON, "infrastructure") > 5.0


@pytest.mark.parametrize("known", [{"asns": traces("64510")}, {"cidrs": traces("198.51.0.0/16")}])
def test_whole_network_proves_little(engine: DuckDB, world: World, known: dict[str, Any]) -> None:
    """Who rents where many rent shares a market place with them."""
    found = judge(engine, world, [an_actor(**known)])

    assert 0.0 < found.of(HERON, "infrastructure") <= 1.0
    assert "which many share" in found.reason(HERON, "infrastructure")


def test_valid_addresses_that_were_not_seen_speak_against(engine: DuckDB, world: World) -> None:
    """A little, since lists go stale; addresses that have expired are not missed."""
    away = [f"203.0.113.{number}" for number in range(6)]
    valid = an_actor("Valid", addresses=traces(*away))
    expired = an_actor("Expired", addresses=traces(*away, until=MONDAY - timedelta(days=900)))

    found = judge(engine, world, [valid, expired])

    assert -1.6 < found.of("Valid", "infrastructure") < -0.8
    assert 0.0 == found.of("Expired", "infrastructure")


def test_nothing_known_weighs_nothing(engine: DuckDB, world: World) -> None:
    """That no address is listed is said, at no bits."""
    found = judge(engine, world, [an_actor()])

    assert 0.0 == found.of(HERON, "infrastructure")
    assert "names no address or network" in found.reason(HERON, "infrastructure")


def test_logs_without_addresses_weigh_nothing(engine: DuckDB) -> None:
    """Some providers log none."""
    world = World()
    world.attack(MONDAY, source_ip=None)

    found = judge(engine, world, [an_actor(addresses=traces(SERVER))])

    assert (0.0, "the logs name no address") == found.evidence[HERON, "infrastructure"]


def test_exit_that_rivals_use_too_says_less(engine: DuckDB, world: World) -> None:
    """What several lists name and strangers use is open to groups as to anybody."""
    world.live(EXIT, 1)
    for number in range(5):
        world.attack(MONDAY + timedelta(days=number), source_ip=EXIT)
    actor = an_actor(addresses=traces(EXIT))
    rivals = [an_actor(f"Rival {n}", addresses=traces(EXIT)) for n in range(3)]

    alone = judge(engine, world, [actor]).of(HERON, "infrastructure")
    among = judge(engine, world, [actor, *rivals])

    assert alone > among.of(HERON, "infrastructure") > 0.0
    assert "3 other actors are said to" in among.reason(HERON, "infrastructure")


@pytest.mark.parametrize("order", ["network", "network DESC"])
def test_network_is_told_where_some_records_lack_it(
    engine: DuckDB, world: World, order: str
) -> None:
    """Which of an address's records come first is nothing that evidence may hang on."""
    world.open(engine)
    engine.run(
        "CREATE OR REPLACE TEMP TABLE sessions AS SELECT * FROM ("
        "FROM sessions UNION ALL SELECT * REPLACE ('' AS network) FROM sessions"
        f") ORDER BY {order}"
    )
    (found,) = read_infrastructure(engine).values()

    assert {"AS64510"} == {address.network for address in found.addresses}
