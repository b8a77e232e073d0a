from collections.abc import Mapping

from rasid.evaluation.telling.charts.frame import Field, dot, drawing, key, text

Point = tuple[float | None, float | None]

_WIDTH, _HEIGHT = 560, 320


def peers(title: str, ours: Mapping[str, Point], others: Mapping[str, Point]) -> str:
    """Draw precision upwards against recall across, a dot for each way of finding."""
    field = Field(60, 30, _WIDTH, _HEIGHT)
    parts = [*field.ticks_across(), *field.ticks_up(), *key(("rasid", "what peers do"), 60, 18)]
    for told, colour in ((ours, "first"), (others, "second")):
        for name, (precision, recall) in told.items():
            if precision is not None and recall is not None:
                said = f"{name}: precision {precision:.3f}, recall {recall:.3f}"
                parts.append(dot(field.x(recall), field.y(precision), 6, colour, said))
    parts.append(text("recall", field.x(0.5), field.y(0) + 32, anchor="middle"))
    parts.append(text("precision", 4, field.y(0.5) - 10))
    return drawing(title, _WIDTH + 90, _HEIGHT + 70, parts)
