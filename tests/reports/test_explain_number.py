import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain_number import firmness, firmness_sentence
from rasid.reports.facts import campaign_facts


@pytest.mark.parametrize("number", ["attempts", "identified", "attacked", "compromised"])
def test_firmness_counts_the_number_on_the_page(engine: DuckDB, number: str) -> None:
    total = campaign_facts(engine, "C-1").funnel.total

    assert getattr(total, number) == firmness(engine, "C-1", number).counted


def test_least_sure_and_nearest_out_are_listed_by_the_threshold(engine: DuckDB) -> None:
    found = firmness(engine, "C-1", "compromised")

    assert ["friend@mail.example", "p1@mail.example"] == [r.account for r in found.least_sure]
    assert [("almost@mail.example", -0.5), ("owner@mail.example", -7.0)] == [
        (r.account, r.margin) for r in found.nearest_out
    ]


def test_moved_threshold_moves_the_number(engine: DuckDB) -> None:
    found = firmness(engine, "C-1", "compromised")

    assert (2, 2, 3) == (found.counted, found.a_bit_higher, found.a_bit_lower)
    assert "be 2 if every threshold were 1 bit higher, 3 if each" in firmness_sentence(found)


def test_same_number_is_said_to_be_the_same(engine: DuckDB) -> None:
    said = firmness_sentence(firmness(engine, "C-1", "identified"))

    assert "It would be the same if every threshold were 1 bit higher, or 1 bit lower." == said
