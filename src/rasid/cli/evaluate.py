"""Judging the judgement: simulated months, each analysed in a home of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid.cli.simulate import LEAST_SCALE, MOST_SCALE
from rasid.cli.voice import document, progress, show
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.evaluation import (
    ABLATIONS,
    Month,
    Run,
    Ways,
    chosen,
    run,
    summarise,
    write_page,
)
from rasid.reports import plain, terminal
from rasid.scenarios import FAULTS, FORMS, KINDS

DEFAULT_SEEDS = "1,2,3"
DEFAULT_SCALE = 0.2
LEFT_OUT = frozenset({"large"})
"""Kinds that are judged only where they are named: one of their months takes minutes."""


def evaluate(  # noqa: PLR0913 - typer makes an option of each
    *,
    kinds: Annotated[
        str, typer.Option(metavar="K,…", help="Kinds of month.", show_default="all but large")
    ] = "",
    seeds: Annotated[
        str, typer.Option(metavar="N,…", help="The seeds of each kind.")
    ] = DEFAULT_SEEDS,
    first: Annotated[
        int | None, typer.Option("--from", min=0, metavar="SEED", help="The first seed instead.")
    ] = None,
    months: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many seeds from there on.")
    ] = 3,
    scale: Annotated[float, typer.Option(metavar="X", help="The size of the provider.")] = (
        DEFAULT_SCALE
    ),
    form: Annotated[str, typer.Option(metavar="NAME", help="The form of the logs.")] = "ocsf",
    faults: Annotated[str, typer.Option(metavar="LIST", help="What is wrong with the logs.")] = "",
    ablate: Annotated[
        str, typer.Option(metavar=",".join(ABLATIONS), help="Analyse without these as well.")
    ] = "",
    baselines: Annotated[
        bool, typer.Option("--baselines", help="Run what peers do on the same events as well.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep results there, and go on from there.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the homes of the months in --output.")
    ] = False,
    page: Annotated[
        Path | None, typer.Option(metavar="FILE.md", help="Write a page with charts as well.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Simulate months, analyse each in a passing home, and measure how well that went."""
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise UsageError(f"--scale got {scale:g}, expected {LEAST_SCALE:g} to {MOST_SCALE:g}.")
    if keep and output is None:
        raise UsageError("--keep needs an --output to keep the homes in.")
    usual = [kind for kind in KINDS if kind not in LEFT_OUT]
    (written,) = chosen("--form", [form], FORMS)
    spoiled = chosen("--faults", _listed(faults), FAULTS)
    asked = [
        Month(kind, seed, scale, written, spoiled)
        for kind in chosen("--kinds", _listed(kinds) or usual, KINDS)
        for seed in (_seeds(seeds) if first is None else range(first, first + months))
    ]
    ways = Ways(chosen("--ablate", _listed(ablate), ABLATIONS), baselines)
    with _folder(output) as folder, progress("evaluating") as told:
        results = run(Run(folder, ways, utc_now(), keep), asked, told)
    if page:
        write_page(page, results)
    summary: Any = plain(summarise(results))
    if json:
        document(summary)
    else:
        show(terminal.evaluation(summary))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _seeds(text: str) -> list[int]:
    listed = _listed(text)
    if not listed or not all(one.isascii() and one.isdecimal() for one in listed):
        raise UsageError(f"--seeds got {text!r}, expected whole numbers, such as 1,2,3.")
    return list(dict.fromkeys(map(int, listed)))


@contextmanager
def _folder(output: Path | None) -> Iterator[Path]:
    if output is None:
        with tempfile.TemporaryDirectory(prefix="rasid-evaluate-") as folder:
            yield Path(folder)
        return
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot write to {output}: {error.strerror}.") from error
    yield output
