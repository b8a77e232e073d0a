from collections.abc import Mapping, Sequence
from math import sqrt

from markupsafe import Markup

from rasid.evaluation.measures.calibration import Bin
from rasid.evaluation.telling.charts.frame import Field, dot, drawing, key, rule, text

_SIDE = 320


def reliability(title: str, told: Mapping[str, Sequence[Bin]]) -> str:
    """Draw how often things were so against how likely they were said to be, for two judgements.

    The slope is where both agree; the area of a dot grows with the number of its forecasts.
    """
    field = Field(60, 30, _SIDE, _SIDE)
    parts = [*field.ticks_across(), *field.ticks_up()]
    parts.append(rule(field.x(0), field.y(0), field.x(1), field.y(1)))
    first, second = told
    parts += key((first, second), 60, 18)
    most = max((one.forecasts for bins in told.values() for one in bins), default=1)
    for bins, colour in zip(told.values(), ("first", "second"), strict=True):
        parts += [_dot(field, one, colour, most) for one in bins]
    parts.append(text("said", field.x(0.5), field.y(0) + 32, anchor="middle"))
    parts.append(text("so", 14, field.y(0.5)))
    return drawing(title, _SIDE + 90, _SIDE + 70, parts)


def _dot(field: Field, one: Bin, colour: str, most: int) -> Markup:
    said = f"{one.phrase}: said {one.told:.3f}, so {one.so:.3f} of {one.forecasts}"
    radius = 3 + 7 * sqrt(one.forecasts / most)
    return dot(field.x(one.told), field.y(one.so), radius, colour, said)
