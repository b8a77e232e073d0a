from attribution.worlds import MONDAY, World, an_actor, judge, traces
from rasid.engines.duckdb import DuckDB

HERON = "Silent Heron"


def test_rare_client_speaks_and_common_one_does_not(engine: DuckDB) -> None:
    """A fingerprint that nobody else has weighs up to the cap, everybody's browser nothing."""
    world = World()
    world.attack(MONDAY, fingerprint="rare", user_agent="Mozilla/5.0")
    world.live("192.0.2.9", 50, fingerprint="common", user_agent="Mozilla/5.0")
    odd = an_actor(fingerprints=traces("rare"))
    plain = an_actor("Plain", user_agents=traces("Mozilla/5.0"))

    found = judge(engine, world, [odd, plain])

    assert 3.0 == found.of(HERON, "clients")
    assert 0.0 == found.of("Plain", "clients")
    assert "Mozilla/5.0 (50 of 50 others)" in found.reason("Plain", "clients")


def test_client_that_was_not_seen_weighs_nothing(engine: DuckDB) -> None:
    """A program is changed in a minute, so that its absence says nothing."""
    world = World()
    world.attack(MONDAY, fingerprint="other")

    found = judge(engine, world, [an_actor(fingerprints=traces("rare"))])

    assert (0.0, "none of its 1 clients is in the bundle's list") == found.evidence[
        HERON, "clients"
    ]
