"""Charts of the page of benchmarks, as SVG files that need no style sheet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rasid.reports.charts import element, label

WIDTH, ROW, NAMES, NUMBERS = 760, 18, 250, 120
INK, OURS, OTHERS = "#555", "#0f766e", "#b4b8bf"
FONT: dict[str, str | int] = {"font_family": "sans-serif", "font_size": 12, "fill": INK}


@dataclass(frozen=True, slots=True)
class Bar:
    """What a tool took for a task, in CPU seconds and as a ratio to rasid's."""

    task: str
    tool: str
    cpu: float
    ratio: float


def bars(told: Sequence[Bar]) -> str:
    """Draw the bars of each task by themselves: the longest of a task fills the width."""
    lines: list[Markup] = []
    top = ROW
    for task in dict.fromkeys(bar.task for bar in told):
        lines.append(element("text", label(task), x=0, y=top, font_weight="bold", **FONT))
        these = [bar for bar in told if bar.task == task]
        most = max(bar.cpu for bar in these) or 1.0
        for bar in these:
            top += ROW
            wide = (WIDTH - NAMES - NUMBERS) * bar.cpu / most
            colour = OURS if bar.tool == "rasid" else OTHERS
            told_as = label(f"{bar.cpu:.2f} s, {bar.ratio:.2f} x")
            lines += [
                element("text", label(bar.tool), x=16, y=top, **FONT),
                element("rect", x=NAMES, y=top - 11, width=wide, height=13, fill=colour),
                element("text", told_as, x=NAMES + wide + 6, y=top, **FONT),
            ]
        top += 2 * ROW
    return _whole(lines, top - ROW)


def curve(points: Sequence[tuple[float, float]], unit: str) -> str:
    """Draw points over a logarithmic axis of events."""
    high, left, right, bottom = 220, 60, WIDTH - 60, 180
    least, last = math.log10(points[0][0]), math.log10(points[-1][0])
    most = max(value for _, value in points) * 1.2 or 1.0
    places = [
        (
            left + (right - left) * (math.log10(events) - least) / ((last - least) or 1.0),
            bottom - (bottom - 20) * value / most,
        )
        for events, value in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    lines = [
        element("text", label(unit), x=0, y=12, **FONT),
        element("line", x1=left, x2=right, y1=bottom, y2=bottom, stroke=INK),
        element("polyline", points=line, fill="none", stroke=OURS, stroke_width=2),
    ]
    for (x, y), (events, value) in zip(places, points, strict=True):
        here: dict[str, str | int | float] = {"x": x, "text_anchor": "middle", **FONT}
        lines += [
            element("circle", cx=x, cy=y, r=4, fill=OURS),
            element("text", label(f"{value:.1f}"), **{**here, "y": y - 9}),
            element("text", label(f"{events / 1e6:g} M"), **{**here, "y": bottom + 18}),
        ]
    return _whole(lines, high)


def _whole(lines: Sequence[Markup], height: float) -> str:
    drawn = element(
        "svg",
        element("rect", width=WIDTH, height=height, fill="#fff"),
        *lines,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height:g}",
        role="img",
    )
    return f"{drawn}\n"
