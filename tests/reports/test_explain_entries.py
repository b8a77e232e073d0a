import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain_entries import entry_visits
from rasid.reports.pseudonyms import read_pseudonyms


def test_each_entry_has_the_evidence_of_its_visit(engine: DuckDB) -> None:
    """In the order of the entries, people under their pseudonyms, and each sum is the bits."""
    found = entry_visits(engine, "C-1", read_pseudonyms(engine))

    assert [("p1", "s1", 1), ("", "s6", 1)] == [
        (v.person_id, v.session_id, v.visits) for v in found
    ]
    assert {"looked like p1", "the network is a common one"} == {
        step.reason for visit in found for step in visit.steps
    }
    for visit in found:
        assert visit.turning
        assert (9.5, 6.5) == pytest.approx((visit.steps[-1].running, visit.turning.margin))
        assert visit.bits == visit.steps[-1].running
