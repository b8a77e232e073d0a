from collections.abc import Mapping
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.reports.terminal.parts import Column, Value, line, section, table

Told = Mapping[str, Any]

_SHOWN = {
    "event precision": "prec.",
    "event recall": "recall",
    "attacked recall": "att.",
    "compromised recall": "compr.",
    "numbers near": "near",
    "numbers exact": "exact",
    "adjusted Rand": "Rand",
    "B-cubed precision": "apart",
    "named rightly": "named",
    "false campaigns": "false",
    "analysis / import": "time",
}


_BETTER_LOW = ("false campaigns", "analysis / import")


def evaluation(told: Told) -> RenderableType:
    """Show what months came to by kind, and what was measured over all of them."""
    parts = [section("The analysis", _kinds(told["kinds"]["full"]))]
    if len(told["all_kinds"]) > 1:
        parts.append(section("What it rests on: means over all months", _variants(told)))
    for name, found in (("campaigns", told["campaigns"]), ("actors", told["actors"])):
        if found["bins"]:
            parts.append(section(f"Probabilities of {name}", _calibration(found)))
    if told["baselines"]:
        parts.append(section("What peers do, on the same events", _baselines(told["baselines"])))
    return Group(*parts, line(), *_sentences(told))


def _kinds(kinds: Told) -> RenderableType:
    rows = [row for kind, spreads in kinds.items() for row in _rows(kind, spreads)]
    return table((Column("kind", whole=True), Column("", whole=True), *_columns()), rows)


def _variants(told: Told) -> RenderableType:
    rows = [
        ("everything" if name == "full" else f"without {name}", *_means(spreads))
        for name, spreads in told["all_kinds"].items()
    ]
    return table((Column("", whole=True), *_columns()), rows)


def _columns() -> list[Column]:
    return [Column(name, number=True) for name in _SHOWN.values()]


def _means(spreads: Told) -> list[str | None]:
    told = [spreads.get(name) for name in _SHOWN]
    return [spread and f"{spread['mean']:.3f}" for spread in told]


def _rows(kind: str, spreads: Told) -> list[tuple[Value, ...]]:
    """Return the means of a kind, and the worst of each figure."""
    told = [(spreads.get(name), name in _BETTER_LOW) for name in _SHOWN]
    worst = [spread and f"{spread['most' if low else 'least']:.3f}" for spread, low in told]
    return [(kind, "mean", *_means(spreads)), (Text(), "worst", *worst)]


def _calibration(found: Told) -> RenderableType:
    columns = (
        Column("said"),
        *(Column(name, number=True) for name in ("how often", "told", "so")),
    )
    rows: list[tuple[Value, ...]] = [
        (one["phrase"], one["forecasts"], f"{one['told']:.3f}", f"{one['so']:.3f}")
        for one in found["bins"]
    ]
    error = f"Expected calibration error {found['error']:.3f}, Brier score {found['brier']:.3f}."
    return Group(table(columns, rows), line(error))


def _baselines(baselines: Told) -> RenderableType:
    names = ("event precision", "event recall", "alerts", "false alerts")
    columns = (Column("rule"), *(Column(name, number=True) for name in names))
    rows = [
        (rule, *("" if spreads[name] is None else f"{spreads[name]['mean']:.3f}" for name in names))
        for rule, spreads in baselines.items()
    ]
    return table(columns, rows)


def _sentences(told: Told) -> list[RenderableType]:
    names = ", ".join(f"{verdict} {count}" for verdict, count in told["names"].items())
    said: list[RenderableType] = [line(f"Groups by their name: {names}.")]
    if told["worst"]:
        short = ", ".join(f"{name} {by:.3f}" for name, by in told["worst"]["shortfalls"].items())
        fell = f"short by: {short}" if short else "nothing fell short"
        said.append(line(f"The worst month is {told['worst']['month']}; {fell}."))
    return said
