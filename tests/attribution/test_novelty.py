from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribution.test_adjusting import Decided
from attribution.test_judgement import CATEGORIES, HERON, SHIFT, a_world
from attribution.worlds import SERVER, Judgement, an_actor, hours, judge, traces
from rasid.attribution.novelty import Compared, nobody_priors
from rasid.attribution.profile import ActorProfile
from rasid.engines.duckdb import DuckDB

AWAY = hours(-5, "mon-fri", 9, 18)
ELSEWHERE = traces(*(f"203.0.113.{number}" for number in range(200, 220)))


def ruled_out(name: str) -> ActorProfile:
    """Return an actor with another week, other servers and other victims."""
    return an_actor(name, hours=AWAY, addresses=ELSEWHERE, categories=frozenset({CATEGORIES[0]}))


def nobody_of(compared: Compared, prior: float = 0.8) -> tuple[float, float]:
    """Return the weights of the unknown and of a new group, as odds."""
    pairs = zip(nobody_priors(prior), compared.weights(), strict=True)
    unknown, new = (2.0 ** (before.bits + weight.bits) for before, weight in pairs)
    return unknown, new


@pytest.mark.parametrize(
    ("compared", "new"),
    [
        (Compared({}, 0), 0.4),
        (Compared({"A": 0.0, "B": 0.0}, 0), 0.4),
        (Compared({"A": -30.0}, 0), 0.4 / 0.7),
        (Compared(dict.fromkeys("ABCD", -30.0), 0), 0.4 / 0.52),
        (Compared(dict.fromkeys("ABCD", -30.0), 1_130), 0.4 / 0.52),
        (Compared({"A": 9.0, "B": -30.0, "C": -30.0}, 0), 0.4 / 0.7),
    ],
)
def test_new_as_far_as_everybody_is_spoken_against(compared: Compared, new: float) -> None:
    """Even odds are beaten where four are ruled out, however many names are known."""
    assert new == pytest.approx(nobody_of(compared, 1.0)[1])


@given(
    fits=st.dictionaries(st.text(max_size=3), st.floats(-60.0, 30.0), max_size=6),
    silent=st.integers(0, 2000),
    prior=st.floats(0.5, 1.0),
)
def test_no_actor_loses_by_how_nobody_is_parted(
    fits: dict[str, float], silent: int, prior: float
) -> None:
    unknown, new = nobody_of(Compared(fits, silent), prior)

    assert prior == pytest.approx(unknown + new)
    assert unknown >= 0.0 <= new


def test_all_ruled_out_is_a_new_group(engine: DuckDB) -> None:
    """Its prior is below the unknown's; that each actor is spoken against makes it likely."""
    found = judge(engine, a_world(), [ruled_out(name) for name in "ABCD"])

    assert found.of("new group", "prior") < found.of("unknown", "prior")
    assert found.probability["new group"] > 0.55 > found.probability["unknown"]
    assert "speaks against 4 of the 4 actors" in found.reason("new group", "novelty")


def test_nothing_said_is_the_unknown(engine: DuckDB) -> None:
    """What is said of an actor fits the campaign no worse than any group: nothing can be told."""
    found = judge(engine, a_world(), [an_actor("A"), an_actor("B")])

    assert found.probability["unknown"] > found.probability["new group"]


def test_actor_is_named_whoever_else_is_ruled_out(engine: DuckDB) -> None:
    """Both candidates that are no actor have together what the unknown alone would have."""
    actor = an_actor(hours=SHIFT, categories=frozenset({CATEGORIES[2]}), addresses=traces(SERVER))
    found = judge(engine, a_world(), [actor, ruled_out("B")])
    prior = log2(1.0 - 2 * 2.0 ** found.of(HERON, "prior"))
    shares = {HERON: 2.0 ** found.bits[HERON], "B": 2.0 ** found.bits["B"], "": 2.0**prior}

    assert shares[HERON] / sum(shares.values()) == pytest.approx(found.probability[HERON])
    assert found.probability[HERON] > 0.55


def judged(engine: DuckDB, *decided: Decided) -> Judgement:
    return judge(engine, a_world(), [ruled_out(n) for n in "ABCD"], adjustments=decided)


def test_analysts_speak_on_novelty(engine: DuckDB) -> None:
    """Evidence for a new group is added, and that each is ruled out is challenged, as any is."""
    before = judged(engine)
    added = judged(engine, Decided(bits=2.0, actor="new group", name="new group"))
    challenged = judged(engine, Decided("novelty", actor="", name=""))

    assert before.probability["new group"] < added.probability["new group"]
    assert -before.of("new group", "novelty") == challenged.of("new group", "challenge 3")
    assert 1.5 == pytest.approx(
        challenged.probability["unknown"] / challenged.probability["new group"]
    )


def test_analyst_calls_a_group_new_where_nobody_is_described(engine: DuckDB) -> None:
    decided = Decided(bits=4.0, actor="new group", name="new group")
    found = judge(engine, a_world(), [], adjustments=[decided])

    assert found.probability["new group"] > 0.8
