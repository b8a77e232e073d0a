"""The tables of the page, each in Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.evaluation.measures.naming import VERDICTS
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.months import FULL
from rasid.evaluation.results import Result
from rasid.evaluation.telling.spread import Spread, spread
from rasid.evaluation.telling.summary import Calibration, Spreads, Summary
from rasid.evaluation.truth import NUMBERS
from rasid.tables.campaigns import STAGES

Rows = Iterable[Sequence[str]]

_NAMED = {
    "accounts": {
        "attacked precision": "attacked: precision",
        "attacked recall": "recall",
        "compromised precision": "compromised: precision",
        "compromised recall": "recall",
        "identified precision": "identified: precision",
        "identified recall": "recall",
        "unlisted targets found": "brought in",
    },
    "numbers": {
        "numbers exact": "exact",
        "numbers near": "near",
        "truth within bounds": "held",
    },
    "campaigns": {
        "adjusted Rand": "adjusted Rand",
        "B-cubed precision": "B-cubed precision",
        "B-cubed recall": "B-cubed recall",
        "split campaigns": "split",
        "false campaigns": "false a month",
        "false campaigns per 10,000 accounts": "false per 10,000 accounts",
        "alerts a day per 10,000 accounts": "alerts a day per 10,000 accounts",
    },
    "cost": {
        "analysis / import": "analysis / import",
        "analysis seconds": "analysis s",
        "peak MB": "peak MB",
    },
}
_BETTER_LOW = frozenset({"split campaigns", *list(_NAMED["campaigns"])[4:], *_NAMED["cost"]})
_COMPARED = {
    "event precision": "precision",
    "event recall": "recall",
    "attacked recall": "attacked",
    "compromised recall": "compromised",
    "adjusted Rand": "adjusted Rand",
    "named rightly": "named rightly",
    "false campaigns": "false a month",
}


@dataclass(frozen=True, slots=True)
class Tables:
    """Each table of the page; empty where there is nothing to tell."""

    events: str
    accounts: str
    numbers: str
    errors: str
    campaigns: str
    names: str
    calibration: str
    ablations: str
    baselines: str
    cost: str


def page_tables(told: Summary, results: Sequence[Result]) -> Tables:
    """Return every table of the page."""
    kinds = told.kinds[FULL]
    stages = {
        f"{stage} {side}": f"{stage}: {side}" if side == "precision" else side
        for stage in STAGES
        for side in ("precision", "recall")
    }
    whole = {"event precision": "precision", "event recall": "recall"}
    return Tables(
        events=_by_kind(kinds, whole | stages),
        accounts=_by_kind(kinds, _NAMED["accounts"]),
        numbers=_by_kind(kinds, _NAMED["numbers"]),
        errors=_errors(results),
        campaigns=_by_kind(kinds, _NAMED["campaigns"]),
        names=_names(results),
        calibration=_calibrations({"campaign": told.campaigns, "actor": told.actors}),
        ablations=_compared(told.all_kinds) if len(told.all_kinds) > 1 else "",
        baselines=_baselines(told),
        cost=_by_kind(kinds, _NAMED["cost"]),
    )


def percent(share: float) -> str:
    """Return a share as per cent."""
    return f"{share:.1%}".replace("%", " %")


def table(head: Sequence[str], rows: Rows) -> str:
    """Return a table; all columns but the first hold numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def calibration_table(told: Calibration) -> str:
    """Return how often each phrase was said and how often it was so."""
    rows = [
        (one.phrase, str(one.forecasts), f"{one.told:.3f}", f"{one.so:.3f}") for one in told.bins
    ]
    return table(("phrase", "how often", "said", "so"), rows)


def _by_kind(kinds: Mapping[str, Spreads], named: Mapping[str, str]) -> str:
    """Return means by kind with the worst; a kind that has none of the figures is left out."""
    had = {kind: one for kind, one in kinds.items() if any(one[name] for name in named)}
    rows = (
        (kind, *(_mean_and_worst(one[name], low=name in _BETTER_LOW) for name in named))
        for kind, one in had.items()
    )
    return table(("kind", *named.values()), rows)


def _mean_and_worst(told: Spread | None, *, low: bool) -> str:
    if told is None:
        return ""
    return f"{_number(told.mean)} ({_number(told.most if low else told.least)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3f}"


def _errors(results: Sequence[Result]) -> str:
    """Return how far each of the four numbers is off, over all groups."""
    rows = []
    for number in NUMBERS:
        counts = [
            counts[number]
            for result in results
            for counts in result.measured[FULL].numbers.values()
            if number in counts
        ]
        if counts:
            rows.append((number, *_error(counts)))
    return table(("number", "groups", "exact", "near", "held", "mean error", "least", "most"), rows)


def _error(counts: Sequence[Count]) -> Iterable[str]:
    errors = spread([count.error for count in counts])
    held = [count.held for count in counts if count.held is not None]
    yield str(len(counts))
    for told in ([count.exact for count in counts], [count.near for count in counts], held):
        yield percent(sum(told) / len(told)) if told else ""
    if errors:
        yield from (f"{value:+.1f}" for value in (errors.mean, errors.least, errors.most))


def _names(results: Sequence[Result]) -> str:
    kinds: dict[str, list[str]] = {}
    for result in results:
        kinds.setdefault(result.month.kind, []).extend(result.measured[FULL].names.values())
    rows = (
        (kind, *(str(names.count(verdict)) for verdict in VERDICTS))
        for kind, names in kinds.items()
        if names
    )
    return table(("kind", *VERDICTS), rows)


def _calibrations(told: Mapping[str, Calibration]) -> str:
    parts = []
    for name, one in told.items():
        if one.bins:
            parts.append(
                f"That it is {'a campaign' if name == 'campaign' else 'this actor'}: "
                f"{one.forecasts} forecasts, expected calibration error {one.error:.3f}, "
                f"Brier score {one.brier:.3f}."
            )
            parts.append(calibration_table(one))
    return "\n\n".join(parts)


def _compared(variants: Mapping[str, Spreads]) -> str:
    rows = (
        (
            "everything" if variant == FULL else f"without {variant}",
            *(_mean(one[name]) for name in _COMPARED),
        )
        for variant, one in variants.items()
    )
    return table(("analysed with", *_COMPARED.values()), rows)


def _baselines(told: Summary) -> str:
    if not told.baselines:
        return ""
    names = ("event precision", "event recall", "alerts", "false alerts")
    ours = told.all_kinds[FULL]
    shown = (*names[:2], "campaigns shown", "false campaigns")
    first = ("rasid", *(_mean(ours[name]) for name in shown))
    rows = ((rule, *(_mean(one[name]) for name in names)) for rule, one in told.baselines.items())
    return table(("", "precision", "recall", "alerts a month", "false"), (first, *rows))


def _mean(told: Spread | None) -> str:
    return _number(told.mean) if told else ""
