"""Each change of a campaign is told once, whenever the program was killed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.watching.alerts import delivered, note_changes, waiting

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _campaign(campaign_id: str = "C-1", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "campaign_id": campaign_id,
        "actor": None,
        "probability": 0.4,
        "campaign_probability": 0.99,
        "first_seen": "2026-02-01T00:00:00Z",
        "last_seen": "2026-02-20T00:00:00Z",
        "attempts": 2700,
        "accounts_identified": 300,
        "accounts_attacked": 241,
        "accounts_compromised": 4,
        "by_category": {},
    } | changes


@pytest.fixture
def ledger(tmp_path: Path) -> Any:  # noqa: ANN401 - an engine that is open while it is used
    with open_ledger(Home(tmp_path)) as opened:
        yield opened


def test_campaign_is_told_once(ledger: Engine) -> None:
    assert (1, 0) == tuple(note_changes(ledger, [_campaign()], NOW) for _ in range(2))
    assert [
        "C-1 is a new campaign: attempts 2,700, identified 300, attacked 241, compromised 4."
    ] == [alert.sentence() for alert in waiting(ledger)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"accounts_compromised": 5}, "C-1 changed: compromised: 4, now 5."),
        (
            {"attempts": 2800, "actor": "X"},
            "C-1 changed: attempts: 2,700, now 2,800; actor: nobody, now X.",
        ),
        ({"campaign_probability": 0.6}, "C-1 changed: campaign: almost certain, now likely."),
    ],
)
def test_what_changed_is_told(ledger: Engine, changes: dict[str, Any], sentence: str) -> None:
    note_changes(ledger, [_campaign()], NOW)
    note_changes(ledger, [_campaign(**changes)], NOW)

    assert sentence == waiting(ledger)[-1].sentence()


def test_later_event_alone_is_no_news(ledger: Engine) -> None:
    note_changes(ledger, [_campaign()], NOW)
    later = _campaign(last_seen="2026-02-28T00:00:00Z", campaign_probability=0.97)

    assert 0 == note_changes(ledger, [later], NOW)


def test_gone_campaign_may_come_again(ledger: Engine) -> None:
    for found in ([_campaign()], [], [], [_campaign()]):
        note_changes(ledger, found, NOW)

    assert ["new", "withdrawn", "new"] == [alert.kind for alert in waiting(ledger)]


def test_what_was_not_delivered_waits(ledger: Engine) -> None:
    note_changes(ledger, [_campaign(), _campaign("C-2")], NOW)
    first, second = waiting(ledger)
    delivered(ledger, first, NOW)

    assert [second] == waiting(ledger)
    assert "C-2" == second.document()["campaign_id"]
