from rasid.engines.duckdb import DuckDB
from rasid.reports.listing import background_list, campaign_list, people_list
from reports.months import Month, OpenMonth


def test_campaign_list_keeps_the_contract(engine: DuckDB) -> None:
    (row,) = campaign_list(engine)
    categories = row.pop("by_category")

    assert row == {
        "campaign_id": "C-1",
        "actor": "Sable Heron",
        "probability": 0.72,
        "wording": "likely",
        "runner_up": "unknown",
        "new_group": None,
        "campaign_probability": 0.998,
        "first_seen": "2026-03-02T05:10:00Z",
        "last_seen": "2026-03-08T06:10:00Z",
        "attempts": 5,
        "accounts_identified": 3,
        "accounts_attacked": 3,
        "accounts_compromised": 2,
        "bounds": {
            "attempts": [4, 7],
            "accounts_identified": [3, 4],
            "accounts_attacked": [3, 3],
            "accounts_compromised": [1, 2],
        },
        "confirmed_by": None,
        "provisional": False,
    }
    assert {"attempts": 1, "identified": 1, "attacked": 1, "compromised": 0} == categories[
        "campaign"
    ]


def test_unlikely_actor_is_not_named(month: Month, open_month: OpenMonth) -> None:
    month["attributions"][0]["probability"] = 0.54
    (row,) = campaign_list(open_month(month))

    assert (None, 0.54, "unknown") == (row["actor"], row["probability"], row["runner_up"])


def test_unknown_wins_without_a_name(month: Month, open_month: OpenMonth) -> None:
    month["attributions"][1]["probability"] = 0.9
    (row,) = campaign_list(open_month(month))

    assert (None, 0.9, "Sable Heron") == (row["actor"], row["probability"], row["runner_up"])


def test_empty_home_has_empty_lists(empty: DuckDB) -> None:
    assert [] == campaign_list(empty) == background_list(empty) == people_list(empty)


def test_people_stand_under_their_pseudonyms(engine: DuckDB) -> None:
    people = people_list(engine)

    assert ["p1", "p2", "p3", "p4"] == [person["person_id"] for person in people]
    assert "Name of p1" not in str(people)
    assert (["C-1"], 1, 1) == tuple(people[0][k] for k in ("campaigns", "attacked", "exploited"))


def test_names_come_only_when_asked_for(engine: DuckDB) -> None:
    assert "Name of p1" == people_list(engine, names=True)[0]["name"]


def test_background_is_counted_apart(engine: DuckDB) -> None:
    (row,) = background_list(engine)

    assert ("stuffing", 900, "2026-03-02T05:10:00Z") == (
        row["kind"],
        row["events"],
        row["first_seen"],
    )
