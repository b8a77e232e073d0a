from datetime import UTC, datetime

from rasid.attribution import HALF_LIVES, Remembered
from rasid.reports.actor_memory import memory_of
from rasid.reports.terminal.actor_memory import change_table, memory_table, month_chart
from reports.test_terminal import HOSTILE, printed

TODAY = datetime(2026, 12, 1, tzinfo=UTC)
SHIFT = '{"workdays": ["mon", "tue"], "hours": [4.5, 13.0]}'


def seen(kind: str, value: str, campaign: str = "C-1", month: int = 3) -> Remembered:
    first, last = (datetime(2026, month, day, tzinfo=UTC) for day in (1, 20))
    return Remembered(campaign, campaign, "id", "Heron", kind, value, first, last, 5)


def test_each_value_tells_whence_and_how_far_it_holds() -> None:
    rows = [seen("address", "192.0.2.1"), seen("address", "192.0.2.1", "C-2", month=11)]

    (told,) = memory_of(rows, HALF_LIVES, TODAY)["remembered"]

    assert ("address", 30) == (told["kind"], told["half_life_days"])
    assert ("2026-03-01T00:00:00Z", "2026-11-20T00:00:00Z") == (
        told["first_seen"],
        told["last_seen"],
    )
    assert [("C-1", 0.003), ("C-2", 0.776)] == [
        (one["campaign_id"], one["hold"]) for one in told["values"]
    ]


def test_months_without_sightings_are_shown_as_such() -> None:
    rows = [seen("month", "2025-11"), seen("month", "2026-02"), seen("month", "2026-02", "C-2")]

    months = memory_of(rows, HALF_LIVES, TODAY)["months"]

    assert [("2025-11", 5), ("2025-12", 0), ("2026-01", 0), ("2026-02", 10)] == [
        (one["month"], one["sessions"]) for one in months
    ]
    assert "2025-11 to 2026-02: 15 sessions" in printed(month_chart(months))


def test_changes_tell_what_came_stayed_and_went() -> None:
    """From each campaign to the next in time, whatever their ids are."""
    rows = [
        seen("address", "192.0.2.1", "C-9", 3),
        seen("address", "192.0.2.2", "C-9", 3),
        seen("address", "192.0.2.2", "C-1", 6),
        seen("address", "192.0.2.3", "C-1", 6),
        seen("hours", SHIFT, "C-1", 6),
    ]

    changes = memory_of(rows, HALF_LIVES, TODAY)["changes"]
    text = printed(change_table(changes))

    assert ["192.0.2.3"] == changes[0]["came"]
    assert ["192.0.2.2"] == changes[0]["stayed"]
    assert ["192.0.2.1"] == changes[0]["went"]
    assert ("C-9", "C-1") == (changes[0]["from"], changes[0]["to"])
    assert "mon tue 04:30-13:00 UTC" in text


def test_nothing_remembered_is_empty() -> None:
    assert {"remembered": [], "months": [], "changes": []} == memory_of([], HALF_LIVES, TODAY)


def test_hostile_values_are_shown_and_not_obeyed() -> None:
    rows = memory_of([seen("user_agent", HOSTILE * 9)], HALF_LIVES, TODAY)["remembered"]
    text = printed(memory_table(rows))

    assert [] == [character for character in "\x1b\x07\u202e" if character in text]
    assert "browsers name a new version" in text
