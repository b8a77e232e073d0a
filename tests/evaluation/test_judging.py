"""Two groups, one of them split in two campaigns, and a false campaign that has a name."""

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.judging import judge
from rasid.evaluation.measured import Cost, Measured, Shown, Size
from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.measures.overlap import Overlap
from rasid.evaluation.truth import Deed, Group, Truth
from rasid.reports.reads import READS
from sessions.logs import Row, at, fill

STAGES = {"u1": "discover", "u2": "attack", "u3": "attack", "u4": "compromise", "u5": "attack"}
AMBER, OTHER = ("u1", "u2", "u3", "u4"), ("u5",)
NUMBERS = {"attempts": 1, "identified": 1, "attacked": 3, "compromised": 1}
TRUTH = Truth(
    groups={
        "Amber": Group("Amber", NUMBERS),
        "other": Group(None, {"attempts": 0, "identified": 0, "attacked": 1, "compromised": 0}),
    },
    events={
        uid: Deed("Amber" if uid in AMBER else "other", stage) for uid, stage in STAGES.items()
    },
    background=frozenset({"w1"}),
    unlisted_targets=frozenset({"u2@example.org", "nobody@example.org"}),
)
FOUND = {
    "C-1": {"u1": "discover", "u2": "attack", "u4": "attack"},
    "C-2": {"u3": "attack"},
    "C-3": {"w1": "attack", "w2": "attack"},
}
ACTORS = {"C-1": ("Amber", 0.9), "C-2": ("unknown", 0.6), "C-3": ("Slate", 0.7)}


def hostile(uid: str, campaign: str, stage: str) -> Row:
    return {
        "event_uid": uid,
        "campaign_id": campaign,
        "stage": stage,
        "time": at(1),
        "account": f"{uid}@example.org",
        "person_id": "",
        "category": "unlisted",
        "account_exists": True,
    }


def campaign(campaign_id: str) -> Row:
    stages = list(FOUND[campaign_id].values())
    attacked = sum(stage != "discover" for stage in stages)
    return {
        "campaign_id": campaign_id,
        "campaign_probability": {"C-1": 0.99, "C-2": 0.5, "C-3": 0.6}[campaign_id],
        "first_seen": at(1),
        "last_seen": at(1),
        "attempts": stages.count("discover"),
        "accounts_identified": stages.count("discover"),
        "accounts_attacked": attacked,
        "accounts_compromised": 0,
        "accounts_attacked_low": attacked - 1,
        "accounts_attacked_high": attacked + 1,
    }


@pytest.fixture
def measured(engine: DuckDB) -> Measured:
    events = [
        {"event_uid": uid, "account": f"{uid}@example.org", "account_exists": True}
        for uid in ("u1", "u2", "u3", "u4", "u5", "w1", "w2")
    ]
    rows = {
        "events": events,
        "campaigns": [campaign(name) for name in FOUND],
        "hostile": [hostile(uid, name, s) for name, one in FOUND.items() for uid, s in one.items()],
        "attributions": [
            {"campaign_id": name, "actor": actor, "probability": probability}
            for name, (actor, probability) in ACTORS.items()
        ],
    }
    for table in READS:
        fill(engine, table, rows.get(table.name, []))
    return judge(engine, TRUTH, Size(100, 7, 30.0), [], Cost(1.0, 1.0, 1.0))


def test_events_are_compared_over_all_campaigns(measured: Measured) -> None:
    """An event under another stage is right as an event, and wrong as that stage."""
    assert Overlap(true=5, found=6, right=4) == measured.events
    assert Overlap(true=3, found=5, right=2) == measured.stages["attack"]
    assert Overlap(true=1, found=0, right=0) == measured.stages["compromise"]
    assert (1, 1) == (measured.crime, measured.honest)


def test_accounts_are_compared_by_number(measured: Measured) -> None:
    assert Overlap(true=1, found=1, right=1) == measured.accounts["identified"]
    assert Overlap(true=4, found=5, right=3) == measured.accounts["attacked"]
    assert Overlap(true=1, found=0, right=0) == measured.accounts["compromised"]


def test_numbers_are_those_of_the_groups_own_campaign(measured: Measured) -> None:
    """What a second campaign has of a group is missing from them; a missed group has found none."""
    amber, other = (
        {number: (count.true, count.found) for number, count in measured.numbers[name].items()}
        for name in ("Amber", "other")
    )

    expected = {"attempts": (1, 1), "identified": (1, 1), "attacked": (3, 2), "compromised": (1, 0)}
    assert expected == amber
    assert Count(1, 0) == measured.numbers["other"]["attacked"]
    assert (1, 0) == other["attacked"]


def test_bounds_are_the_campaigns(measured: Measured) -> None:
    """One too few is within them; a missed group has none."""
    held = {name: numbers["attacked"].held for name, numbers in measured.numbers.items()}

    assert {"Amber": True, "other": None} == held


def test_campaigns_are_false_or_split(measured: Measured) -> None:
    """Of the two that are told as likely one is false, and it has a name."""
    assert Shown(campaigns=3, alerts=2, false=1, split=1, named_wrongly=1) == measured.shown


def test_group_is_named_by_its_campaign(measured: Measured) -> None:
    assert {"Amber": "right", "other": "missed"} == measured.names
    assert [Forecast(0.9, so=True)] == measured.actor_forecasts


def test_targets_off_the_roster_are_brought_in(measured: Measured) -> None:
    assert Overlap(true=2, found=1, right=1) == measured.unlisted
