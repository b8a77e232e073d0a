from datetime import date, timedelta

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError, UsageError
from rasid.reports.facts import Overlap, campaign_facts
from rasid.reports.funnel import Funnel
from reports.months import Month, OpenMonth


def test_funnel_is_counted_from_the_hostile_events(engine: DuckDB) -> None:
    facts = campaign_facts(engine, "C-1")

    assert Funnel(attempts=5, identified=3, attacked=3, compromised=2) == facts.funnel.total


def test_each_category_has_its_funnel_and_its_people(engine: DuckDB) -> None:
    rows = {row.category: row for row in campaign_facts(engine, "C-1").funnel.by_category}

    assert Funnel(2, 1, 1, 1) == rows["journalist"].funnel
    assert (1, 2) == (rows["journalist"].people, rows["journalist"].accounts)
    assert Funnel(1, 0, 1, 1) == rows["unlisted"].funnel
    assert Funnel() == rows["academic"].funnel


def test_spared_categories_are_those_without_a_compromise(engine: DuckDB) -> None:
    assert ("academic", "campaign", "official") == campaign_facts(engine, "C-1").spared_categories


def test_overlap_tells_how_the_sets_lie(engine: DuckDB) -> None:
    assert Overlap(identified_and_attacked=2, exploited=1) == campaign_facts(engine, "C-1").overlap


def test_calendar_holds_the_quiet_days_too(engine: DuckDB) -> None:
    days = campaign_facts(engine, "C-1").days

    assert [date(2026, 3, day) for day in range(2, 9)] == [day.day for day in days]
    assert 0 == days[5].total
    assert (2, 1, 0, 0) == (days[0].discover, days[0].attack, days[0].compromise, days[0].exploit)


def test_hours_move_with_the_offset(engine: DuckDB) -> None:
    facts = campaign_facts(engine, "C-1", utc_offset=timedelta(hours=3, minutes=30))

    assert facts.local_hours is not None
    assert 1 == facts.hours.matrix[0][5]
    assert 1 == facts.local_hours.matrix[0][8]
    assert sum(map(sum, facts.hours.matrix)) == sum(map(sum, facts.local_hours.matrix))


def test_networks_are_named_from_the_events(engine: DuckDB) -> None:
    first, second = campaign_facts(engine, "C-1").networks

    assert ("AS64500", "Example Transit", 8) == (first.network, first.as_name, first.events)
    assert ("AS64501", 4, 1) == (second.network, second.events, second.compromised)


def test_reasons_for_an_actor_add_up_to_its_bits(engine: DuckDB) -> None:
    reasons = campaign_facts(engine, "C-1").actor_reasons["Sable Heron"]

    assert ["prior", "hours"] == [reason.family for reason in reasons]
    assert 2.0 == pytest.approx(sum(reason.bits for reason in reasons))


def test_coverage_counts_filled_fields_and_files(engine: DuckDB) -> None:
    facts = campaign_facts(engine, "C-1")
    filled = {field.field: field.filled for field in facts.coverage.fields}

    assert (12, 0) == (filled["asn"], filled["fingerprint"])
    assert ("march.ndjson", 12) == (facts.files[0].name, facts.files[0].hostile)


def test_unknown_campaign_lists_the_known(engine: DuckDB) -> None:
    with pytest.raises(UsageError, match=r"no campaign 'C-9'; known: C-1\."):
        campaign_facts(engine, "C-9")


def test_disagreeing_numbers_are_refused(month: Month, open_month: OpenMonth) -> None:
    month["campaigns"][0]["attempts"] = 6

    with pytest.raises(IntegrityError, match=r"C-1: its row says .*attempts=6"):
        campaign_facts(open_month(month), "C-1")
