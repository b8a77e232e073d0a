"""Evidence as a waterfall of characters: where each reason leads, and where the threshold is."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from rasid.reports.reasons import Step
from rasid.reports.terminal.parts import Column, table
from rasid.reports.wording import bits

_WIDTH = 24
_FOR, _AGAINST, _NOTHING, _LINE = "█", "░", "·", "│"
_ROUNDS_TO_NOTHING = 0.05


def waterfall_table(steps: Sequence[Step], threshold: float | None = 0.0) -> RenderableType:
    """Show each reason with the sum so far and a bar from there; a line marks the threshold."""
    columns = (
        *(Column(title, number=True) for title in ("bits", "sum")),
        *(Column(title) for title in ("family", "", "reason")),
    )
    bars = waterfall_bars(steps, threshold)
    cells = [
        (bits(step.bits), bits(step.running), step.family, bar, step.reason or Text())
        for step, bar in zip(steps, bars, strict=True)
    ]
    return table(columns, cells, head=False)


def waterfall_bars(steps: Sequence[Step], threshold: float | None = 0.0) -> list[Text]:
    """Return a bar for each step, from the sum before it to the sum after it."""
    marks = [0.0, *(step.running for step in steps), *([] if threshold is None else [threshold])]
    low, span = min(marks), (max(marks) - min(marks)) or 1.0

    def place(value: float) -> int:
        return round((value - low) / span * _WIDTH)

    line = None if threshold is None else place(threshold)
    return [
        _bar(place(step.running - step.bits), place(step.running), step, line) for step in steps
    ]


def _bar(begin: int, end: int, step: Step, line: int | None) -> Text:
    left, right = min(begin, end), max(begin, end, min(begin, end) + 1)
    fill, style = (_FOR, "red") if step.bits > 0 else (_AGAINST, "green")
    if abs(step.bits) < _ROUNDS_TO_NOTHING:
        fill, style = _NOTHING, "dim"
    bar = Text()
    for column in range(max(right, 0 if line is None else line + 1)):
        if left <= column < right:
            bar.append(fill, style)
        else:
            bar.append(*((_LINE, "bold") if column == line else (" ", "")))
    return bar
