"""An evaluation as a page of documentation with its charts."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from rasid.errors import UsageError
from rasid.evaluation.months import FULL
from rasid.evaluation.results import Result
from rasid.evaluation.telling.charts import peers, ranges, reliability
from rasid.evaluation.telling.figures import EVENTS, shortfalls
from rasid.evaluation.telling.page_tables import page_tables, percent
from rasid.evaluation.telling.summary import Spreads, Summary, summarise

SHORT_FROM = 0.05
"""What falls short by no more is left out of the page's list."""

CALIBRATION, SCENARIOS = "calibration.md", "scenarios.md"
"""Pages that are linked to where they are."""


def write_page(page: Path, results: Sequence[Result]) -> None:
    """Write the page, and its charts into the folder of its name beside it."""
    told = summarise(results)
    folder = page.with_suffix("")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, drawn in _charts(told).items():
            (folder / f"{name}.svg").write_text(drawn + "\n", "utf-8")
        page.write_text(_text(told, results, folder), "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write to {page}: {error.strerror}.") from error


def _charts(told: Summary) -> dict[str, str]:
    first, second = EVENTS
    rows = {kind: (one[first], one[second]) for kind, one in told.kinds[FULL].items()}
    drawn = {
        "events": ranges("Precision and recall of events", ("precision", "recall"), rows),
        "reliability": reliability(
            "How likely it was said to be, and how often it was so",
            {"campaigns": told.campaigns.bins, "actors": told.actors.bins},
        ),
    }
    if told.baselines:
        ours = {"the analysis": _point(told.all_kinds[FULL])}
        others = {name: _point(one) for name, one in told.baselines.items()}
        drawn["peers"] = peers("Precision and recall", ours, others)
    return drawn


def _point(spreads: Spreads) -> tuple[float | None, float | None]:
    first, second = (spreads[name] for name in EVENTS)
    return first.mean if first else None, second.mean if second else None


def _text(told: Summary, results: Sequence[Result], folder: Path) -> str:
    template = files(__package__) / "templates" / "evaluation.md.j2"
    environment = Environment(  # noqa: S701 - Markdown, of our own numbers
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True
    )
    names = ", ".join(f"{count} {verdict}" for verdict, count in told.names.items())
    return environment.from_string(template.read_text("utf-8")).render(
        command=command(results, page=f"docs/{folder.name}.md"),
        versions=", ".join(told.versions),
        names=f"Of the groups at work {names}.",
        short=_short(told, results),
        short_from=f"{SHORT_FROM:.0%}".replace("%", " %"),
        tables=page_tables(told, results),
        calibration=(folder / CALIBRATION).is_file(),
        scenarios=folder.with_name(SCENARIOS).is_file(),
        **_setting(results),
    )


def _setting(results: Sequence[Result]) -> dict[str, Any]:
    sizes = [result.measured[FULL].size for result in results]
    days = sorted({result.day for result in results})
    month = results[0].month
    return {
        "days": " to ".join(f"{day:%-d %B %Y}" for day in dict.fromkeys((days[0], days[-1]))),
        "months": len(results),
        "accounts": _range([size.accounts for size in sizes]),
        "events": _range([size.events for size in sizes]),
        "seeds": ", ".join(str(seed) for seed in _seeds(results)),
        "scale": f"{month.scale:g}",
        "form": month.form,
        "faults": ", ".join(month.faults) or "none",
    }


def command(results: Sequence[Result], page: str) -> str:
    """Return the command that gives these results and this page."""
    month, ways = results[0].month, results[0].ways
    options = {
        "kinds": ",".join(dict.fromkeys(result.month.kind for result in results)),
        "seeds": ",".join(str(seed) for seed in _seeds(results)),
        "scale": f"{month.scale:g}",
        "form": month.form if month.form != "ocsf" else "",
        "faults": ",".join(month.faults),
        "ablate": ",".join(ways.ablate),
    }
    told = [f"--{name} {value}" for name, value in options.items() if value]
    return " ".join(("rasid evaluate", *told, *["--baselines"] * ways.baselines, f"--page {page}"))


def _seeds(results: Sequence[Result]) -> list[int]:
    return list(dict.fromkeys(result.month.seed for result in results))


def _range(values: Sequence[int]) -> str:
    least, most = min(values), max(values)
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def _short(told: Summary, results: Sequence[Result]) -> list[tuple[str, str, str]]:
    """Return the worst month of each kind that has one, and what falls short in it."""
    kinds = {result.month.name: result.month.kind for result in results}
    rows = []
    for kind in dict.fromkeys(kinds.values()):
        short = {
            line.month: shortfalls(line.figures)
            for line in told.months
            if kinds[line.month] == kind
        }
        worst = max(short, key=lambda name: (max(short[name].values()), sum(short[name].values())))
        named = sorted(short[worst].items(), key=lambda pair: -pair[1])
        listed = [f"{name} {percent(by)}" for name, by in named if by > SHORT_FROM]
        if listed:
            rows.append((kind, worst, ", ".join(listed)))
    return rows
