"""Small multiples: one strip for each stage, all on the same days, each on its own scale."""

from collections.abc import Collection, Sequence
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


def strips(days: Sequence[Day], gaps: Collection[date]) -> list[Strip]:
    """Return a strip for each stage that has events."""
    return [
        _strip(stage, days, gaps) for stage in STAGES if any(getattr(day, stage) for day in days)
    ]


def axis(days: Sequence[Day]) -> Markup:
    """Return the dates below the strips."""
    step = max(1, -(-len(days) // _MOST_TICKS))
    ticks = [
        element(
            "text",
            label(f"{days[place].day.day} {days[place].day:%b}"),
            x=across((place + 0.5) / len(days)),
            y=13,
            text_anchor="middle",
        )
        for place in range(step // 2, len(days), step)
    ]
    return element("svg", *ticks, class_="axis", width="100%", height=_AXIS, aria_hidden="true")


def _strip(stage: str, days: Sequence[Day], gaps: Collection[date]) -> Strip:
    counts = [getattr(day, stage) for day in days]
    most = max(counts)
    peak = days[counts.index(most)].day
    active = sum(count > 0 for count in counts)
    summary = (
        f"{sum(counts):,} events of stage {stage} on {active} of {len(days)} days, "
        f"at most {most:,}, on {peak:%Y-%m-%d}"
    )
    marks = [_gap(place, len(days), day.day) for place, day in enumerate(days) if day.day in gaps]
    columns = [
        _column(place, len(days), f"{day.day:%Y-%m-%d}: {count:,}", count / most, stage)
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


def _column(place: int, days: int, title: str, share: float, stage: str) -> Markup:
    height = max(2.0, share * (_HEIGHT - 2))
    return element(
        "rect",
        element("title", label(title)),
        class_=stage,
        x=across((place + (1 - _FILL) / 2) / days),
        y=_HEIGHT - height,
        width=across(_FILL / days),
        height=height,
    )


def _gap(place: int, days: int, day: date) -> Markup:
    return element(
        "rect",
        element("title", label(f"{day:%Y-%m-%d}: no logs")),
        class_="gap",
        x=across(place / days),
        width=across(1 / days),
        height=_HEIGHT,
    )
