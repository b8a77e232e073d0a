from rasid.reports.reasons import Reason, in_steps
from rasid.reports.terminal.explanation_waterfall import waterfall_bars

STEPS = in_steps([Reason("b", 6.0, ""), Reason("prior", -4.0, ""), Reason("a", 10.0, "")])


def test_bars_hang_on_each_other() -> None:
    """The prior comes first, the heaviest next; each bar begins where the last one ended."""
    assert [("prior", -4.0), ("a", 6.0), ("b", 12.0)] == [(s.family, s.running) for s in STEPS]
    assert ["░" * 6, "█" * 15, " " * 15 + "█" * 9] == [
        bar.plain for bar in waterfall_bars(STEPS, None)
    ]


def test_threshold_is_a_line_through_all_bars() -> None:
    bars = [bar.plain for bar in waterfall_bars(STEPS, 8.0)]

    assert ["░" * 6 + " " * 12 + "│", "█" * 15 + "   │", " " * 15 + "█" * 9] == bars


def test_nothing_is_a_dot() -> None:
    (bar,) = waterfall_bars(in_steps([Reason("a", 0.0, "")]), None)

    assert "·" == bar.plain
