import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.facts import campaign_facts
from rasid.reports.history import require_campaign
from reports.months import FIRST, Month, OpenMonth


def change(analysis: int, campaign_id: str, what: str, other_id: str = "") -> dict[str, object]:
    """Return one row of the history."""
    return {
        "analysis": analysis,
        "analysed_at": FIRST.replace(day=analysis),
        "campaign_id": campaign_id,
        "change": what,
        "other_id": other_id,
        "sessions": 1,
        "events": 2,
        "reason": "Name of p1 was seen",
    }


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("C-old", r"^campaign C-old was merged into C-1 on 2026-03-05: Name of p1 was seen\.$"),
        ("C-older", r"^campaign C-older was merged into C-old on 2026-03-03, which is now C-1: "),
        ("C-none", r"^campaign C-none was withdrawn on 2026-03-04: "),
        ("C-0", r"^there is no campaign 'C-0'; known: C-1\.$"),
    ],
)
def test_former_campaign_says_where_it_went(
    month: Month, open_month: OpenMonth, asked: str, sentence: str
) -> None:
    month["campaign_history"] = [
        change(3, "C-older", "merged", "C-old"),
        change(4, "C-none", "withdrawn"),
        change(5, "C-old", "merged", "C-1"),
    ]
    with pytest.raises(UsageError, match=sentence):
        require_campaign(open_month(month), asked)


def test_merges_in_a_circle_end(month: Month, open_month: OpenMonth) -> None:
    """Two that were merged into each other, and are both gone, are no endless search."""
    month["campaign_history"] = [
        change(3, "C-a", "merged", "C-b"),
        change(4, "C-b", "merged", "C-a"),
    ]
    with pytest.raises(UsageError, match=r"^campaign C-a was merged into C-b"):
        require_campaign(open_month(month), "C-a")


def test_campaign_that_is_there_is_no_former_one(engine: DuckDB) -> None:
    require_campaign(engine, "C-1")


def test_history_is_told_without_names(month: Month, open_month: OpenMonth) -> None:
    """The latest change comes first, and people stand under their pseudonyms."""
    month["campaign_history"] = [change(1, "C-1", "appeared"), change(2, "C-1", "grew")]
    facts = campaign_facts(open_month(month), "C-1")

    assert ["grew", "appeared"] == [row.change for row in facts.history]
    assert {"p1 was seen"} == {row.reason for row in facts.history}
