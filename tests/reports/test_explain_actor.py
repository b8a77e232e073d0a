import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain_actor import actor_turning
from rasid.reports.naming import Naming, campaign_namings
from rasid.reports.reasons import reasons_of


def test_leader_is_told_against_the_runner_up(engine: DuckDB) -> None:
    """What each kind says more for the leader adds up to what it is ahead."""
    naming, reasons = campaign_namings(engine)["C-1"], reasons_of(engine, "C-1").actors
    found = actor_turning(naming, reasons)

    assert found
    assert ("Sable Heron", "unknown") == (found.leader, found.runner_up)
    assert (
        1.4 == pytest.approx(found.ahead.margin) == pytest.approx(sum(r.bits for r in found.apart))
    )
    assert (("hours",),) == found.ahead.rests_on
    assert 1.07 == pytest.approx(found.above_naming, abs=0.01)


def test_nobody_is_compared_with_nobody() -> None:
    assert None is actor_turning(Naming(), {})
