from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attribution.worlds import MONDAY, SERVER, World, an_actor, hours, judge, traces
from rasid.attribution import ActorProfile, attribute
from rasid.attribution.profile import WorkHours
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings

HERON = "Silent Heron"
SHIFT = hours(3.5, "sat-wed", 8, 17)
EXIT = "203.0.113.9"
CATEGORIES = ("academic", "activist", "journalist", "official")


def a_world(shift: WorkHours = SHIFT, *addresses: str) -> World:
    """Return a month's work against journalists, from servers and one exit, amid others."""
    world, rng = World(), Random(7)
    for number in range(80):
        world.person(number, CATEGORIES[number % 4])
    for number in range(100):
        world.live(f"192.0.2.{number}", 1 + number % 3)
    world.live(EXIT, 60)
    world.work(shift)
    places = [*(addresses or (SERVER,)), EXIT, *(f"198.51.100.{n}" for n in range(100, 110))]
    for row, event in zip(world.hostile, world.events[-len(world.hostile) :], strict=True):
        number = 4 * rng.randrange(20) + 2
        moved = {"source_ip": rng.choice(places), "account": f"p{number}@mail.example"}
        row.update(moved, person_id=f"p{number}", category="journalist")
        event.update(moved)
    return world


def attack_like(number: int, rng: Random) -> ActorProfile:
    """Return an actor as a public list tells of one: thirty techniques and some sectors."""
    visible = ["T1110.003", "T1566.002", "T1078.004", "T1114.002", "T1589.002", "T1098.002"]
    hidden = [f"T1{n:03}" for n in range(100)]
    techniques = frozenset(rng.sample(visible, 3) + rng.sample(hidden, 27))
    return an_actor(f"G{number:04}", techniques=techniques)


def test_known_actor_is_named(engine: DuckDB) -> None:
    """Its hours, its victims and one of its servers: very likely, and the sum of the reasons."""
    actor = an_actor(
        hours=SHIFT, categories=frozenset({"journalist"}), addresses=traces(SERVER, EXIT)
    )

    found = judge(engine, a_world(), [actor, an_actor("Other", hours=SHIFT)])

    assert found.probability[HERON] > 0.8
    assert found.probability[HERON] > 4 * found.probability["Other"]


@pytest.mark.parametrize(
    "shared",
    [
        {"hours": SHIFT},
        {"categories": frozenset({"journalist"})},
        {"addresses": traces(EXIT)},
        {"hours": SHIFT, "addresses": traces(EXIT, "203.0.113.77", "203.0.113.78")},
        {"asns": traces("64510"), "hours": SHIFT},
        {"techniques": frozenset({"T1110.001"})},
    ],
)
def test_unknown_wins_against_who_shares_a_trait(engine: DuckDB, shared: dict[str, Any]) -> None:
    """Hours, victims, techniques, a network or an exit in common name nobody."""
    decoys = [an_actor(**shared), an_actor("Other", hours=hours(-5, "mon-fri", 9, 18))]

    found = judge(engine, a_world(), decoys)

    assert found.probability[HERON] < 0.55


def test_sisters_stay_unnamed(engine: DuckDB) -> None:
    """Two actors that fit alike in all but infrastructure share what there is."""
    same: dict[str, Any] = {"hours": SHIFT, "categories": frozenset({"journalist"})}

    found = judge(engine, a_world(), [an_actor("A", **same), an_actor("B", **same)])

    assert found.bits["A"] == pytest.approx(found.bits["B"])
    assert found.probability["A"] < 0.55


def test_sister_traits_are_capped_together(engine: DuckDB) -> None:
    """Hours, techniques and victims are one sponsor's, and count no more than that."""
    actor = an_actor(
        hours=SHIFT,
        categories=frozenset({"journalist"}),
        techniques=frozenset({"T1110.001"}),
    )
    rest = [an_actor(f"B{n}", techniques=frozenset({"T1621"})) for n in range(9)]

    found = judge(engine, a_world(), [actor, *rest])
    together = sum(found.of(HERON, f) for f in ("hours", "techniques", "victims", "kinship"))

    assert 4.5 == pytest.approx(together)
    assert "a sister group" in found.reason(HERON, "kinship")


def test_forty_actors_as_public_lists_tell(engine: DuckDB) -> None:
    """Of forty actors with thirty techniques each none is named, until servers say so."""
    rng = Random(3)
    actors = [attack_like(number, rng) for number in range(40)]

    without = judge(engine, a_world(), actors)
    known = an_actor(techniques=actors[0].techniques, addresses=traces(SERVER, "198.51.100.104"))
    named = judge(engine, a_world(), [*actors, known])

    assert max(p for name, p in without.probability.items() if name[0] == "G") < 0.2
    assert named.probability[HERON] > 0.55


def test_more_actors_share_one_prior(engine: DuckDB) -> None:
    """Unknown starts at even odds or better, however many are imported."""
    few = judge(engine, a_world(), [an_actor()])
    many = judge(engine, a_world(), [an_actor(str(number)) for number in range(50)])

    assert 0.95 == pytest.approx(few.nobody)
    assert 0.5 == pytest.approx(many.nobody)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"techniques": frozenset({"T1110.001"})},
        {"categories": frozenset({"journalist"}), "sectors": frozenset({"media"})},
        {"domains": traces("mail-login.example")},
    ],
)
def test_actor_whom_no_log_could_tell_is_no_candidate(engine: DuckDB, said: dict[str, Any]) -> None:
    """A thousand such names take nothing from anybody; only is nothing said against them.

    So it is rather the unknown than a new group.
    """
    known = an_actor(hours=SHIFT, addresses=traces(SERVER), techniques=frozenset({"T1110.001"}))
    said |= {"user_agents": frozenset()}
    names = [an_actor(f"Name {number}", **said) for number in range(1000)]

    alone, among = judge(engine, a_world(), [known]), judge(engine, a_world(), [known, *names])

    assert alone.probability[HERON] == pytest.approx(among.probability[HERON])
    assert alone.probability.keys() == among.probability.keys()
    assert among.of("new group", "novelty") == pytest.approx(0.0, abs=0.01)


def test_no_profile_leaves_the_unknown(engine: DuckDB) -> None:
    """Without a bundle the group is nobody's, for certain."""
    found = judge(engine, a_world(), [])

    assert {"unknown": 1.0} == found.probability
    assert {"unknown": 0.0} == found.bits


def test_no_campaign_is_no_row(engine: DuckDB) -> None:
    """A quiet month has empty tables."""
    attribute(World().open(engine), [an_actor(hours=SHIFT)])

    assert [] == engine.rows("SELECT * FROM attributions")
    assert [] == engine.rows("SELECT * FROM actor_evidence")


def test_campaigns_are_judged_apart(engine: DuckDB) -> None:
    """Each campaign has its own candidates."""
    world = a_world()
    other = World(world.events, world.hostile, world.roster)
    for day in range(20):
        moment = MONDAY + timedelta(days=day, hours=3)
        other.attack(moment, campaign="C-2", source_ip="203.0.113.200")
    actor = an_actor(addresses=traces("203.0.113.200"))

    assert judge(engine, other, [actor], "C-1").probability[HERON] < 0.1
    assert judge(engine, other, [actor], "C-2").probability[HERON] > 0.55


def test_of_one_name_the_better_speaks(engine: DuckDB) -> None:
    """Two intrusion sets of one name are one candidate."""
    wrong = an_actor(stix_id="1", hours=hours(-5, "mon-fri", 9, 18))
    right = an_actor(stix_id="2", hours=SHIFT)

    twice, once = (judge(engine, a_world(), actors) for actors in ([wrong, right], [right]))

    assert once.bits == twice.bits


def test_reasons_name_no_person(engine: DuckDB) -> None:
    """Evidence on actors tells of hours, addresses and numbers only."""
    actor = an_actor(
        hours=SHIFT,
        categories=frozenset({"journalist"}),
        addresses=traces(SERVER),
        techniques=frozenset({"T1110.001"}),
    )

    found = judge(engine, a_world(), [actor])

    assert not [why for _, why in found.evidence.values() if "@" in why or "p1" in why]


def test_judging_twice_is_judging_once(engine: DuckDB) -> None:
    """The same tables and profiles give the same rows."""
    actors = [an_actor(hours=SHIFT, addresses=traces(SERVER))]

    assert judge(engine, a_world(), actors) == judge(engine, a_world(), actors)


shifts = st.builds(
    hours,
    st.sampled_from([-9.5, -5.0, 0.0, 3.5, 5.75, 12.0]),
    st.sampled_from(["mon-fri", "sat-wed", "sun-thu", "mon-sat", "mon-sun"]),
    st.integers(0, 23),
    st.sampled_from([3.5, 24]),
)
profiles = st.builds(
    an_actor,
    st.sampled_from(["A", "B", "C"]),
    hours=st.none() | shifts,
    categories=st.frozensets(st.sampled_from([*CATEGORIES, "miner"])),
    techniques=st.frozensets(st.sampled_from(["T1110", "T1110.001", "T1621", "T1059"])),
    addresses=st.builds(traces, st.sampled_from([SERVER, EXIT, "192.0.2.5", "2001:db8::1"])),
    asns=st.frozensets(st.sampled_from(sorted(traces("64510"), key=str))),
)


@settings(max_examples=25, deadline=None)
@given(actors=st.lists(profiles, max_size=5))
def test_evidence_adds_up(tmp_path_factory: pytest.TempPathFactory, actors: list[Any]) -> None:
    """Of each candidate the evidence sums to its bits, and the bits to its probability."""
    spill: Path = tmp_path_factory.mktemp("spill")
    with DuckDB(Settings(), spill) as engine:
        found = judge(engine, a_world(), actors)
    weights = {name: 2.0**bits for name, bits in found.bits.items()}

    for name, bits in found.bits.items():
        assert bits == pytest.approx(
            sum(b for (n, _), (b, _) in found.evidence.items() if n == name)
        )
        assert found.probability[name] == pytest.approx(weights[name] / sum(weights.values()))
    nobody = {"unknown", "new group"} if found.bits.keys() > {"unknown"} else {"unknown"}
    assert {*nobody, *(actor.name for actor in actors)} == found.bits.keys()
