"""How an analysis of a simulated month compares with what really happened in it."""

import json
from dataclasses import dataclass
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.reports import campaign_list

_NUMBERS = {
    "attempts": "attempts",
    "identified": "accounts_identified",
    "attacked": "accounts_attacked",
    "compromised": "accounts_compromised",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Numbers as (truth, found), summed over the campaigns found; shares where there are any.

    `precision` is the share of found hostile events that are the group's, `recall` the share of
    the group's that were found, `staged` the share of those in both whose stage is right.
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
    actors: tuple[str | None, tuple[str | None, ...]]


def compare(engine: DuckDB, truth_file: Path) -> Comparison:
    """Compare what was found with the truth of a simulated month."""
    truth = json.loads(truth_file.read_text("utf-8"))
    happened = {uid: event["stage"] for uid, event in truth["events"].items()}
    found = dict(engine.rows("SELECT event_uid, stage FROM hostile"))
    right = found.keys() & happened.keys()
    campaigns = campaign_list(engine)
    background = len(found.keys() & truth["background"].keys())
    return Comparison(
        campaigns=(int(bool(happened)), len(campaigns)),
        numbers={
            name: (truth["numbers"][name], sum(row[key] for row in campaigns))
            for name, key in _NUMBERS.items()
        },
        events=(len(happened), len(found)),
        precision=_share(len(right), len(found)),
        recall=_share(len(right), len(happened)),
        staged=_share(sum(found[uid] == happened[uid] for uid in right), len(right)),
        background=background,
        honest=len(found) - len(right) - background,
        actors=(truth["actor"], tuple(row["actor"] for row in campaigns)),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
