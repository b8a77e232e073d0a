"""Each change of a campaign is told once, whenever the program was killed."""

from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.watching.alerts import delivered, note_changes, waiting
from watching.conftest import NOW, Campaign


def test_campaign_is_told_once(ledger: Engine, campaign: Campaign) -> None:
    assert (1, 0) == tuple(note_changes(ledger, [campaign()], NOW) for _ in range(2))
    assert [
        "C-1 is a new campaign: attempts 2,700, identified 300, attacked 241, compromised 4."
    ] == [alert.sentence() for alert in waiting(ledger)]


@pytest.mark.parametrize(
    ("changes", "news", "sentence"),
    [
        (
            {"accounts_compromised": 5},
            ("grew", "account entered"),
            "C-1 changed: compromised: 4, now 5.",
        ),
        (
            {"attempts": 2800, "actor": "X"},
            ("grew", "verdict changed"),
            "C-1 changed: attempts: 2,700, now 2,800; actor: nobody, now X.",
        ),
        (
            {"campaign_probability": 0.6},
            ("verdict changed",),
            "C-1 changed: campaign: almost certain, now likely.",
        ),
        ({"attempts": 2600}, ("shrank",), "C-1 changed: attempts: 2,700, now 2,600."),
    ],
)
def test_what_changed_is_told(
    ledger: Engine,
    campaign: Campaign,
    changes: dict[str, Any],
    news: tuple[str, ...],
    sentence: str,
) -> None:
    note_changes(ledger, [campaign()], NOW)
    note_changes(ledger, [campaign(**changes)], NOW)

    assert (news, sentence) == (waiting(ledger)[-1].news, waiting(ledger)[-1].sentence())


def test_later_event_alone_is_no_news(ledger: Engine, campaign: Campaign) -> None:
    note_changes(ledger, [campaign()], NOW)
    later = campaign(last_seen="2026-02-28T00:00:00Z", campaign_probability=0.97)

    assert 0 == note_changes(ledger, [later], NOW)


def test_gone_campaign_may_come_again(ledger: Engine, campaign: Campaign) -> None:
    for found in ([campaign()], [], [], [campaign()]):
        note_changes(ledger, found, NOW)

    assert [("new", "account entered"), ("withdrawn",), ("new", "account entered")] == [
        alert.news for alert in waiting(ledger)
    ]


def test_what_was_not_delivered_waits(ledger: Engine, campaign: Campaign) -> None:
    note_changes(ledger, [campaign(), campaign("C-2")], NOW)
    first, second = waiting(ledger)
    delivered(ledger, first, NOW)

    assert [second] == waiting(ledger)
    assert "C-2" == second.document()["campaign_id"]
