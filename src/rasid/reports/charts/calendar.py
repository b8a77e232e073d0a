"""Small multiples: one strip for each stage, all on the same days, each on its own scale."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from rasid.reports.activity import Day
from rasid.reports.charts.svg import across, element, label
from rasid.tables.campaigns import STAGES

_HEIGHT = 48
_AXIS = 18
_FILL = 0.84
_MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Strip:
    """One stage's days as a drawing, with what it says in words."""

    stage: str
    total: int
    most: int
    summary: str
    drawing: Markup


@dataclass(frozen=True, slots=True)
class Telling:
    """How days are told in a language, and whether time runs from right to left."""

    tick: Callable[[date], str]
    count: Callable[[date, int], str]
    gap: Callable[[date], str]
    summary: Callable[[str, Sequence[int], date], str]
    mirrored: bool = False

    def place(self, begins: float, width: float) -> str:
        """Return where something begins across the drawing, both as shares of it."""
        return across(1 - begins - width if self.mirrored else begins)


def _summary(stage: str, counts: Sequence[int], peak: date) -> str:
    active = sum(count > 0 for count in counts)
    return (
        f"{sum(counts):,} events of stage {stage} on {active} of {len(counts)} days, "
        f"at most {max(counts):,}, on {peak:%Y-%m-%d}"
    )


ENGLISH = Telling(
    tick=lambda day: f"{day.day} {day:%b}",
    count=lambda day, count: f"{day:%Y-%m-%d}: {count:,}",
    gap=lambda day: f"{day:%Y-%m-%d}: no logs",
    summary=_summary,
)


def strips(days: Sequence[Day], gaps: Collection[date], telling: Telling = ENGLISH) -> list[Strip]:
    """Return a strip for each stage that has events."""
    return [
        _strip(stage, days, gaps, telling)
        for stage in STAGES
        if any(getattr(day, stage) for day in days)
    ]


def axis(days: Sequence[Day], telling: Telling = ENGLISH) -> Markup:
    """Return the dates below the strips."""
    step = max(1, -(-len(days) // _MOST_TICKS))
    ticks = [
        element(
            "text",
            label(telling.tick(days[place].day)),
            x=telling.place((place + 0.5) / len(days), 0.0),
            y=13,
            text_anchor="middle",
        )
        for place in range(step // 2, len(days), step)
    ]
    return element("svg", *ticks, class_="axis", width="100%", height=_AXIS, aria_hidden="true")


def _strip(stage: str, days: Sequence[Day], gaps: Collection[date], telling: Telling) -> Strip:
    counts = [getattr(day, stage) for day in days]
    most = max(counts)
    summary = telling.summary(stage, counts, days[counts.index(most)].day)
    marks = [
        _gap(telling.place(place / len(days), 1 / len(days)), len(days), telling.gap(day.day))
        for place, day in enumerate(days)
        if day.day in gaps
    ]
    columns = [
        _column(
            telling.place((place + (1 - _FILL) / 2) / len(days), _FILL / len(days)),
            len(days),
            telling.count(day.day, count),
            count / most,
            stage,
        )
        for place, (day, count) in enumerate(zip(days, counts, strict=True))
        if count
    ]
    base = element("rect", class_="axis", y=_HEIGHT - 1, width="100%", height=1)
    drawing = element(
        "svg",
        *marks,
        base,
        *columns,
        class_="strip",
        width="100%",
        height=_HEIGHT,
        role="img",
        aria_label=summary,
    )
    return Strip(stage, sum(counts), most, summary, drawing)


def _column(x: str, days: int, title: str, share: float, stage: str) -> Markup:
    height = max(2.0, share * (_HEIGHT - 2))
    return element(
        "rect",
        element("title", label(title)),
        class_=stage,
        x=x,
        y=_HEIGHT - height,
        width=across(_FILL / days),
        height=height,
    )


def _gap(x: str, days: int, title: str) -> Markup:
    return element(
        "rect",
        element("title", label(title)),
        class_="gap",
        x=x,
        width=across(1 / days),
        height=_HEIGHT,
    )
