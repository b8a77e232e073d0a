from collections.abc import Sequence

import pytest

from attribution.worlds import MONDAY, World, an_actor, judge
from rasid.attribution import ActorProfile
from rasid.attribution.techniques import read_rules
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import STAGES
from rasid.tables.events import ACTIONS, OUTCOMES


def using(name: str, *techniques: str) -> ActorProfile:
    return an_actor(name, techniques=frozenset(techniques))


def prompting() -> World:
    """Return a campaign that asks for second factors."""
    world = World()
    world.attack(MONDAY, reason="mfa_denied")
    return world


def test_rules_use_declared_words() -> None:
    """A rule names only actions, outcomes and stages that tables can hold."""
    for rule in read_rules():
        assert rule.actions <= set(ACTIONS)
        assert (rule.outcomes or set()) <= set(OUTCOMES)
        assert (rule.stages or set()) <= set(STAGES)


def test_rare_technique_weighs_more(engine: DuckDB) -> None:
    """What every actor does says less of one than what it alone does."""
    rest = [using(f"Other {n}", "T1589.002") for n in range(8)]
    shared = [using(f"Other {n}", "T1621") for n in range(8)]

    alone = judge(engine, prompting(), [using("A", "T1621"), *rest]).of("A", "techniques")
    common = judge(engine, prompting(), [using("A", "T1621"), *shared]).of("A", "techniques")

    assert alone > common + 0.5 > 0.5


@pytest.mark.parametrize(
    ("stated", "least", "most"),
    [
        (("T1621",), 0.3, 2.0),
        (("T1110",), -0.5, 0.0),
        (("T1059.001",), 0.0, 0.0),
        ((), 0.0, 0.0),
    ],
)
def test_seen_and_stated_are_compared(
    engine: DuckDB, stated: Sequence[str], least: float, most: float
) -> None:
    """Seen and stated speaks for, seen and unstated against, and what no log shows not at all."""
    found = judge(engine, prompting(), [using("A", *stated), using("B", "T1589.002")])

    assert least <= found.of("A", "techniques") <= most


def test_parent_is_half_a_statement(engine: DuckDB) -> None:
    """T1110 says less than T1110.001 where passwords are guessed, and more than nothing."""
    world = World()
    world.attack(MONDAY)
    actors = [using("Exact", "T1110.001"), using("Parent", "T1110"), using("None", "T1621")]

    found = judge(engine, world, actors)
    exact, parent, none = (found.of(name, "techniques") for name in ("Exact", "Parent", "None"))

    assert exact > parent > none


def test_logs_without_an_action_do_not_miss_it(engine: DuckDB) -> None:
    """No log tells of links followed, so that an actor who phishes is not blamed for the lack."""
    found = judge(engine, prompting(), [using("A", "T1566.002"), using("B", "T1621")])

    assert 0.0 == found.of("A", "techniques")
    assert "cannot show" in found.reason("A", "techniques")


def test_spray_is_many_accounts_few_tries(engine: DuckDB) -> None:
    """One session that tries six accounts once each is a spray, six sessions are not."""
    world = World()
    for number in range(6):
        world.attack(MONDAY, f"p{number}@mail.example")
    apart = judge(engine, world, [using("A", "T1110.003")])
    for row in world.hostile:
        row["session_id"] = "s"

    together = judge(engine, world, [using("A", "T1110.003")])

    assert together.of("A", "techniques") > 0.0 > apart.of("A", "techniques")


def test_techniques_are_capped(engine: DuckDB) -> None:
    """However many agree, they are one habit."""
    world = prompting()
    deeds = ("forwarding_rule", "delegate", "app_password", "mfa_change", "mail_export", "consent")
    for action in deeds:
        world.attack(MONDAY, stage="exploit", action=action, outcome="success", reason=None)
    stated = ("T1621", "T1114.003", "T1098.002", "T1098.001", "T1098.005", "T1114.002", "T1528")

    found = judge(
        engine, world, [using("A", *stated), *(using(f"B{n}", "T1110") for n in range(9))]
    )

    assert 2.0 == found.of("A", "techniques")
