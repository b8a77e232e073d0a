from dataclasses import replace

import pytest

from evaluation.made import MISSED, PERFECT
from rasid.evaluation.measured import Shown
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.telling.figures import figures, shortfalls


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event recall", 1.0),
        ("discover precision", 1.0),
        ("compromised recall", 1.0),
        ("numbers exact", 1.0),
        ("truth within bounds", 1.0),
        ("named rightly", 1.0),
        ("named wrongly", 0.0),
        ("false campaigns", 0),
        ("alerts a day per 10,000 accounts", 1 / 30 / 2),
        ("unlisted targets found", None),
        ("analysis / import", 0.5),
        ("peak MB", 300.0),
    ],
)
def test_figure_is_what_was_measured(name: str, value: float | None) -> None:
    assert value == figures(PERFECT)[name]


def test_counts_are_shares_of_numbers() -> None:
    """Bounds that there are not hold nothing and fail nothing."""
    counts = {
        "attempts": Count(50, 51, 51, 52),
        "attacked": Count(9, 12),
        "compromised": Count(1, 1),
    }
    told = figures(replace(PERFECT, numbers={"Amber": counts}))

    assert (1 / 3, 2 / 3, 0.0) == (
        told["numbers exact"],
        told["numbers near"],
        told["truth within bounds"],
    )


def test_perfect_month_falls_short_in_nothing() -> None:
    assert {0.0} == set(shortfalls(figures(PERFECT)).values())


def test_missed_group_is_short_of_all_recall() -> None:
    """Nothing was found, so that there is no precision to fall short in."""
    told = shortfalls(figures(MISSED))

    assert 1.0 == told["event recall"] == told["attacked recall"]
    assert "event precision" not in told


@pytest.mark.parametrize(("false", "short"), [(0, 0.0), (1, 1.0), (3, 1.0)])
def test_false_campaign_is_a_whole_shortfall(false: int, short: float) -> None:
    shown = Shown(campaigns=false, alerts=false, false=false, split=0, named_wrongly=0)

    assert short == shortfalls(figures(replace(PERFECT, shown=shown)))["false campaigns"]
