"""How an analysis of a simulated month compares with what really happened in it, at a glance."""

from dataclasses import dataclass
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.found import read_found
from rasid.evaluation.measures.overlap import overlap
from rasid.evaluation.truth import NUMBERS, read_truth


@dataclass(frozen=True, slots=True)
class Comparison:
    """Numbers as (truth, found), summed over groups and campaigns; shares where there are any.

    `precision` is the share of found hostile events that are a group's, `recall` the share of the
    groups' that were found, `staged` the share of those in both whose stage is right.
    `background` counts found events that are untargeted crime in truth, `honest` the innocent.
    """

    campaigns: tuple[int, int]
    numbers: dict[str, tuple[int, int]]
    events: tuple[int, int]
    precision: float | None
    recall: float | None
    staged: float | None
    background: int
    honest: int
    actors: tuple[tuple[str | None, ...], tuple[str | None, ...]]


def compare(engine: DuckDB, truth_file: Path) -> Comparison:
    """Compare what was found with the truth of a simulated month."""
    truth, found = read_truth(truth_file), read_found(engine)
    events = overlap(truth.events.keys(), found.events.keys())
    staged = sum(
        found.events[uid].stage == deed.stage
        for uid, deed in truth.events.items()
        if uid in found.events
    )
    background = len(found.events.keys() & truth.background)
    groups = truth.groups.values()
    return Comparison(
        campaigns=(len(truth.groups), len(found.campaigns)),
        numbers={
            number: (
                sum(group.numbers[number] for group in groups),
                sum(campaign.numbers[number] for campaign in found.campaigns),
            )
            for number in NUMBERS
        },
        events=(events.true, events.found),
        precision=events.precision,
        recall=events.recall,
        staged=staged / events.right if events.right else None,
        background=background,
        honest=events.found - events.right - background,
        actors=(
            tuple(group.actor for group in groups),
            tuple(campaign.actor for campaign in found.campaigns),
        ),
    )
