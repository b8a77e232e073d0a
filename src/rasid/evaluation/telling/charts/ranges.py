from collections.abc import Mapping

from markupsafe import Markup

from rasid.evaluation.telling.charts.frame import Field, dot, drawing, key, text
from rasid.evaluation.telling.spread import Spread
from rasid.reports.charts import element, label

Pair = tuple[Spread | None, Spread | None]

_ROW = 30
_LEFT = 130
_WIDTH = 720


def ranges(title: str, names: tuple[str, str], rows: Mapping[str, Pair]) -> str:
    """Draw two figures of each kind: a dot for the mean, a line from the least to the most."""
    field = Field(_LEFT, 30, _WIDTH - _LEFT - 30, _ROW * len(rows))
    parts = [*field.ticks_across(), *key(names, _LEFT, 18)]
    for place, (kind, pair) in enumerate(rows.items()):
        middle = field.top + (place + 0.5) * _ROW
        parts.append(text(kind, _LEFT - 12, middle + 4, anchor="end"))
        for spread, colour, y in zip(pair, ("first", "second"), (-5, 5), strict=True):
            if spread:
                parts += _range(field, spread, colour, middle + y)
    return drawing(title, _WIDTH, field.top + field.height + 26, parts)


def _range(field: Field, spread: Spread, colour: str, y: float) -> list[Markup]:
    said = f"mean {spread.mean:.3f}, from {spread.least:.3f} to {spread.most:.3f}"
    line = element(
        "line",
        element("title", label(said)),
        class_=f"{colour} faint",
        x1=field.x(spread.least),
        x2=field.x(spread.most),
        y1=y,
        y2=y,
        stroke_width=4,
    )
    return [line, dot(field.x(spread.mean), y, 4, colour, said)]
