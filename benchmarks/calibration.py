"""Whether likely means likely: many small months in which a group may or may not be at work.

    python benchmarks/calibration.py --output FOLDER [--first 1] [--months 600] [--processes 2]
        [--page docs/evaluation/calibration.md]

Goes on until each phrase of ICD 203 that was said was said of 30 candidates, or so many months are
done; phrases that were said less often by then are told with their neighbours. The error is that of
each phrase by itself. A run that was killed goes on where it was, given the same folder.
"""

import argparse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rasid.evaluation import Month, Result, Run, Ways, run
from rasid.evaluation.measures.calibration import pooled
from rasid.evaluation.months import FULL
from rasid.evaluation.telling.charts import reliability
from rasid.evaluation.telling.page_tables import calibration_table
from rasid.evaluation.telling.summary import Calibration, calibration

ENOUGH = 30
ROUND = 20
"""Months that each process does before the bins are looked at."""


def main() -> None:
    """Judge months, round by round, and tell what the probabilities were worth."""
    asked = _asked()
    now = datetime.now(UTC)
    runs = [Run(asked.output / str(n), Ways(), now) for n in range(asked.processes)]
    months = [
        Month(asked.kind, seed, asked.scale)
        for seed in range(asked.first, asked.first + asked.months)
    ]
    results: list[Result] = []
    step = ROUND * asked.processes
    for done in range(0, len(months), step):
        results = _judge(runs, months[: done + step])
        print(f"\n{len(results)} months\n\n{told(results)}", flush=True)
        if _enough(_calibrations(results)["campaigns"]):
            break
    if asked.page:
        _write(asked.page, results)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--kind", default="ambiguous")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--months", type=int, default=600)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--page", type=Path)
    return parser.parse_args()


def _judge(runs: Sequence[Run], months: Sequence[Month]) -> list[Result]:
    """Share the months out, so that each seed is always the same run's."""
    with ThreadPoolExecutor(len(runs)) as pool:
        shares = [months[n :: len(runs)] for n in range(len(runs))]
        return [result for results in pool.map(run, runs, shares) for result in results]


def _calibrations(results: Sequence[Result]) -> dict[str, Calibration]:
    full = [result.measured[FULL] for result in results]
    return {
        "campaigns": calibration([one for told in full for one in told.campaign_forecasts]),
        "actors": calibration([one for told in full for one in told.actor_forecasts]),
    }


def _enough(one: Calibration) -> bool:
    return bool(one.bins) and all(told.forecasts >= ENOUGH for told in one.bins)


def told(results: Sequence[Result]) -> str:
    """Return the tables, and how many groups nothing was weighed for."""
    full = [result.measured[FULL] for result in results]
    at_work = sum(bool(one.events.true) for one in full)
    unseen = sum(
        bool(one.events.true) and not any(f.so for f in one.campaign_forecasts) for one in full
    )
    missed = sum(bool(one.events.true and not one.events.right) for one in full)
    missing = (
        f"In {at_work} of {len(full)} months a group was at work. In {unseen} of these nothing of "
        f"it was weighed as a campaign, and in {missed} none of it was shown."
    )
    parts = [missing]
    for name, one in _calibrations(results).items():
        if one.bins:
            parts.append(
                f"Of {name}: {one.forecasts} forecasts, expected calibration error "
                f"{one.error:.3f}, Brier score {one.brier:.3f}."
            )
            parts.append(calibration_table(replace(one, bins=pooled(one.bins, ENOUGH))))
    return "\n\n".join(parts)


def _write(page: Path, results: Sequence[Result]) -> None:
    seeds = [result.month.seed for result in results]
    first = results[0]
    calibrations = _calibrations(results)
    drawn = reliability(
        "How likely it was said to be, and how often it was so",
        {name: pooled(one.bins, ENOUGH) for name, one in calibrations.items()},
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    page.with_suffix(".svg").write_text(drawn + "\n", "utf-8")
    days = sorted({f"{result.day:%-d %B %Y}" for result in results})
    page.write_text(
        f"# Calibration\n\n"
        f"Written by `python benchmarks/calibration.py --first {min(seeds)}`: {len(results)} "
        f"months of kind `{first.month.kind}`,\nseeds {min(seeds)} to {max(seeds)}, "
        f"rasid {first.version} ({first.code}), {' and '.join(days)}.\n\n"
        f"![How often it was so, against how likely it was said to be]({page.stem}.svg)\n\n"
        f"{told(results)}\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
