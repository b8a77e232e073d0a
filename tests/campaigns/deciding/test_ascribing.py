from datetime import UTC, datetime

import pytest

from rasid.campaigns import About, Decision, OfActor
from rasid.campaigns.deciding.ascribing import attributed

AT = datetime(2026, 4, 1, tzinfo=UTC)


def decided(kind: str, number: int = 1, actor: str = "") -> Decision:
    about = About(of_actor=OfActor(actor, actor.upper())) if actor else About()
    return Decision(number, AT, "ada", kind, "because", "C-1", about=about)


@pytest.mark.parametrize(
    ("decisions", "actors"),
    [
        ([decided("confirm")], []),
        ([decided("attribute", actor="a")], []),
        ([decided("confirm"), decided("attribute", actor="a")], ["a"]),
        ([decided("attribute", actor="a"), decided("confirm")], ["a"]),
        (
            [decided("confirm"), decided("attribute", 2, "a"), decided("attribute", 3, "b")],
            ["b"],
        ),
    ],
)
def test_confirmed_and_attributed_is_an_actors(
    decisions: list[Decision], actors: list[str]
) -> None:
    """It takes both decisions; of two attributions the later counts."""
    assert actors == [one.actor for one in attributed(decisions, {}, ["C-1"])]


def test_heir_is_followed() -> None:
    """What merged into another is remembered of that one; what is gone keeps its own id."""
    decisions = [decided("confirm"), decided("attribute", actor="a")]

    assert ["C-2"] == [one.now for one in attributed(decisions, {"C-1": "C-2"}, ["C-2"])]
    assert ["C-1"] == [one.now for one in attributed(decisions, {}, ["C-2"])]
    assert ["C-1"] == [one.now for one in attributed(decisions, {"C-1": "C-2"}, ["C-1", "C-2"])]
