from dataclasses import dataclass

import pytest

from attribution.test_judgement import CATEGORIES, HERON, SHIFT, a_world
from attribution.worlds import SERVER, Judgement, an_actor, judge, traces
from rasid.engines.duckdb import DuckDB

KNOWN = an_actor(hours=SHIFT, categories=frozenset(CATEGORIES[2:3]), addresses=traces(SERVER))
OTHER = an_actor("Jade Marten", hours=SHIFT)
NAME = an_actor("Mere Name", user_agents=frozenset())


@dataclass(frozen=True)
class Decided:
    """A decision on evidence of the campaign C-1."""

    family: str = ""
    bits: float = 0.0
    actor: str = KNOWN.stix_id
    name: str = KNOWN.name
    number: int = 3
    now: str = "C-1"
    signed: str = "decision 3 by ada: stale"


def judged(engine: DuckDB, *decided: Decided) -> Judgement:
    return judge(engine, a_world(), [KNOWN, OTHER, NAME], adjustments=decided)


def test_challenge_takes_back_what_the_evidence_weighs(engine: DuckDB) -> None:
    """The evidence stays shown, and its opposite beside it says whose decision that is."""
    before, after = judged(engine), judged(engine, Decided("infrastructure"))
    weight = before.of(HERON, "infrastructure")

    assert weight > 1.0
    assert weight == after.of(HERON, "infrastructure")
    assert -weight == after.of(HERON, "challenge 3")
    assert "decision 3 by ada: stale" in after.reason(HERON, "challenge 3")
    assert before.bits[HERON] - weight == pytest.approx(after.bits[HERON])
    assert before.bits[OTHER.name] == after.bits[OTHER.name]


def test_challenge_without_an_actor_is_for_all(engine: DuckDB) -> None:
    found = judged(engine, Decided("hours", actor="", name=""))

    for name in (HERON, OTHER.name):
        assert -found.of(name, "hours") == found.of(name, "challenge 3")


def test_challenged_twice_is_challenged_once(engine: DuckDB) -> None:
    once = judged(engine, Decided("infrastructure"))
    twice = judged(engine, Decided("infrastructure"), Decided("infrastructure", number=4))

    assert once.bits == twice.bits


def test_kin_cap_does_not_count_what_is_challenged(engine: DuckDB) -> None:
    """Else a family that counts for nothing would still press the others down."""
    found = judged(engine, Decided("hours"))
    left = found.of(HERON, "victims") + found.of(HERON, "techniques")

    assert left < 4.5
    assert (HERON, "kinship") not in found.evidence


def test_analyst_adds_for_and_against(engine: DuckDB) -> None:
    before = judged(engine)
    after = judged(engine, Decided(bits=-2.0), Decided(bits=1.5, number=4, signed="decision 4"))

    assert before.bits[HERON] - 0.5 == pytest.approx(after.bits[HERON])
    assert "added by decision 4" == after.reason(HERON, "analyst 4")


def test_analyst_speaks_for_the_unknown(engine: DuckDB) -> None:
    before = judged(engine)
    after = judged(engine, Decided(bits=3.0, actor="unknown", name="unknown"))

    assert before.probability["unknown"] < after.probability["unknown"]
    assert 3.0 == after.of("unknown", "analyst 3")


def test_mere_name_is_a_candidate_once_somebody_speaks_for_it(engine: DuckDB) -> None:
    """And is none for being spoken against."""
    spoken = Decided(bits=4.0, actor=NAME.stix_id, name=NAME.name)

    assert NAME.name not in judged(engine).bits
    assert 4.0 == judged(engine, spoken).of(NAME.name, "analyst 3")
    against = Decided(bits=-4.0, actor=NAME.stix_id, name=NAME.name)
    assert NAME.name not in judged(engine, against).bits


def test_decision_on_another_campaign_changes_nothing(engine: DuckDB) -> None:
    assert judged(engine) == judged(engine, Decided("hours", now="C-2"))
