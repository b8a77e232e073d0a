"""Whether the right actor is named, and nobody where nobody is described: simulated months.

    python benchmarks/attribution.py stated --output FOLDER [--first 7001] [--months 10]
        [--scale 0.2] [--processes 2]
    python benchmarks/attribution.py remembered --output FOLDER [--first 7101] [--rounds 5]
        [--scale 0.5]

`stated`: each month comes with a bundle of its group or groups at work and three to five others;
in `unnamed` months the bundle has the others alone. A run that was killed goes on where it was,
given the same folder.

`remembered`: three months a round. Of the group at work the bundle says nothing but its name; the
campaign found in its first third is confirmed and attributed, and then each home knows the three
groups of the round by memory alone, besides what the bundle says of others. The other two thirds
are two more campaigns of each group, judged by memory. Then each is judged again with its own
group forgotten: nobody describes it, and nobody should be named.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from rasid.attribution import Remembered, import_actors, read_memory
from rasid.campaigns import About, Decision, OfActor, decide, in_force, read_decisions, undo
from rasid.campaigns.deciding import attributed
from rasid.case import open_case
from rasid.cli.known import remember_now
from rasid.clock import Window
from rasid.evaluation import Month, Result, Run, Ways, run
from rasid.evaluation.found import read_found
from rasid.evaluation.measures.calibration import Forecast, brier
from rasid.evaluation.measures.matching import match
from rasid.evaluation.months import FULL
from rasid.evaluation.truth import Truth, read_truth
from rasid.ledger import memories, open_ledger
from rasid.pipeline import analyse
from rasid.reports.naming import UNKNOWN
from rasid.roster import import_people
from rasid.scenarios import Simulated, simulate
from rasid.settings import Home
from rasid.sources import import_logs

KNOWN, UNDESCRIBED = ("patient", "two-groups"), "unnamed"
THIRD = timedelta(days=10)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
WHY, BY = "the truth says so", "benchmark"


@dataclass(frozen=True)
class Judged:
    """A group's campaign: its true actor (null where nobody describes it), and what was said."""

    actor: str | None
    named: str | None
    leader: str
    probability: float


def main() -> None:
    """Measure one of the two and print it."""
    asked = _asked()
    asked.output.mkdir(parents=True, exist_ok=True)
    if asked.measure == "stated":
        _stated(asked)
    else:
        _remembered(asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measure", choices=("stated", "remembered"))
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--first", type=int, default=7001)
    parser.add_argument("--months", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=0.2)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kinds", default=",".join((*KNOWN, UNDESCRIBED)))
    return parser.parse_args()


def _stated(asked: argparse.Namespace) -> None:
    months = [
        Month(kind, seed, asked.scale)
        for seed in range(asked.first, asked.first + asked.months)
        for kind in asked.kinds.split(",")
    ]
    shares = [months[n :: asked.processes] for n in range(asked.processes)]
    runs = [Run(asked.output / str(n), Ways(), NOW) for n in range(asked.processes)]
    with ThreadPoolExecutor(asked.processes) as pool:
        results = [one for some in pool.map(run, runs, shares) for one in some]
    for kind in asked.kinds.split(","):
        print(_verdicts(kind, [r for r in results if r.month.kind == kind]))
    described = [r for r in results if r.month.kind != UNDESCRIBED]
    print(_verdicts("described", described))
    print(f"Brier: described {_brier(described)}, all {_brier(results)}")


def _verdicts(title: str, results: Sequence[Result]) -> str:
    counts = Counter(v for r in results for v in r.measured[FULL].names.values())
    committed = counts["right"] + counts["wrong"]
    return f"{title}: {dict(counts)}; right of named {counts['right']}/{committed}"


def _brier(results: Iterable[Result]) -> str:
    forecasts = [one for r in results for one in r.measured[FULL].actor_forecasts]
    score = brier(forecasts)
    return "none" if score is None else f"{score:.4f} ({len(forecasts)})"


def _remembered(asked: argparse.Namespace) -> None:
    found: list[Judged] = []
    forgotten: list[Judged] = []
    missed = 0
    for number in range(asked.rounds):
        seeds = range(asked.first + 3 * number, asked.first + 3 * number + 3)
        cases = [_prepared(asked.output / str(seed), seed, asked.scale) for seed in seeds]
        known = [one for one in cases if one.memory]
        print(
            f"seeds {seeds.start} to {seeds.stop - 1}: "
            f"{len(known)} of {len(cases)} groups found in the first third"
        )
        for case in known:
            for other in known:
                if other is not case:
                    _tell(case.home, other)
        for case in known:
            judged = [_judge(case, part) for part in case.parts[1:]]
            missed += judged.count(None)
            found += [one for one in judged if one]
            _forget(case.home, case.campaign_id)
            again = [_judge(case, part, described=False) for part in case.parts[1:]]
            forgotten += [one for one in again if one]
        _print(found, forgotten, missed)


def _print(found: Sequence[Judged], forgotten: Sequence[Judged], missed: int) -> None:
    named = [one for one in found if one.named]
    right = sum(one.named == one.actor for one in named)
    quiet = sum(one.named is None for one in forgotten)
    print(f"  by memory: {len(found)} campaigns ({missed} thirds without one), named {len(named)}")
    print(f"  right of named {right}/{len(named)}; Brier {brier(_forecasts(found))}")
    print(
        f"  forgotten: nobody named {quiet}/{len(forgotten)}; Brier {brier(_forecasts(forgotten))}"
    )
    for one in (*found, *forgotten):
        if one.named not in (one.actor, None):
            print(f"  wrong: {one}")


def _forecasts(found: Iterable[Judged]) -> list[Forecast]:
    return [Forecast(one.probability, one.leader == (one.actor or UNKNOWN)) for one in found]


@dataclass(frozen=True)
class Prepared:
    """A home with a simulated month, in which the campaign of the first third is remembered."""

    home: Home
    truth: Truth
    parts: tuple[Window, ...]
    actor: OfActor
    campaign_id: str
    memory: tuple[Remembered, ...]


def _prepared(folder: Path, seed: int, scale: float) -> Prepared:
    made = simulate("patient", seed, folder / "month", scale=scale)
    truth = read_truth(made.truth)
    home = Home(folder / "home")
    home.create()
    actor = _import(home, made, next(iter(truth.groups.values())).actor or "")
    days = [made.window.start + n * THIRD for n in range(3)]
    parts = tuple(Window(start, start + THIRD) for start in days)
    analyse(home, parts[0].start, parts[0].end)
    campaign_id = _campaign_of(home, truth) or ""
    memory: tuple[Remembered, ...] = ()
    if campaign_id:
        with open_ledger(home) as ledger:
            _decide(ledger, campaign_id, actor)
        remember_now(home)
        with open_ledger(home) as ledger:
            memory = tuple(read_memory(ledger, attributed(_held(ledger), {}, [])))
    return Prepared(home, truth, parts, actor, campaign_id, memory)


def _import(home: Home, made: Simulated, name: str) -> OfActor:
    """Import the month, its group as a mere name; return that."""
    told = json.loads(made.actors.read_text("utf-8"))
    group = next(o for o in told["objects"] if o.get("name") == name)
    told["objects"] = [_bare(o, group["id"]) for o in told["objects"] if _is_left(o, group["id"])]
    bare = made.actors.with_name("bare.json")
    bare.write_text(json.dumps(told), "utf-8")
    with open_case(home, write=True) as case:
        import_logs([str(made.logs)], home=home, store=case.store, engine=case.engine, now=NOW)
    with open_ledger(home) as ledger:
        import_people(made.roster, ledger)
        import_actors(bare, ledger, NOW)
    return OfActor(group["id"], name)


def _is_left(stix: dict[str, Any], group: str) -> bool:
    return group not in (stix.get("source_ref"), stix.get("target_ref"))


def _bare(stix: dict[str, Any], group: str) -> dict[str, Any]:
    if stix["id"] != group:
        return stix
    return {name: value for name, value in stix.items() if name != "extensions"}


def _held(ledger: Engine) -> list[Decision]:
    return in_force(read_decisions(ledger))


def _decide(ledger: Engine, campaign_id: str, actor: OfActor) -> None:
    about = About(of_actor=actor)
    decide(ledger, "confirm", campaign_id=campaign_id, why=WHY, by=BY, now=NOW)
    decide(ledger, "attribute", campaign_id=campaign_id, about=about, why=WHY, by=BY, now=NOW)


def _tell(home: Home, other: Prepared) -> None:
    """Let a home remember a campaign of another group, as it would one of an earlier month."""
    with open_ledger(home) as ledger:
        _decide(ledger, other.campaign_id, other.actor)
        rows = [
            {
                "campaign_id": other.campaign_id,
                "kind": one.kind,
                "value": one.value,
                "first_seen": one.first_seen.isoformat(),
                "last_seen": one.last_seen.isoformat(),
                "sessions": one.sessions,
            }
            for one in other.memory
        ]
        with ledger.begin() as connection:
            connection.execute(memories.insert(), rows)


def _forget(home: Home, campaign_id: str) -> None:
    with open_ledger(home) as ledger:
        for decision in _held(ledger):
            if decision.campaign_id == campaign_id and decision.kind == "attribute":
                undo(ledger, decision.number, why=WHY, by=BY, now=NOW)


def _judge(case: Prepared, part: Window, *, described: bool = True) -> Judged | None:
    analyse(case.home, part.start, part.end)
    campaign_id = _campaign_of(case.home, case.truth)
    with open_case(case.home) as opened:
        for one in read_found(opened.engine).campaigns:
            if one.campaign_id == campaign_id and one.leader:
                actor = case.actor.name if described else None
                return Judged(actor, one.actor, one.leader, one.leader_probability)
    return None


def _campaign_of(home: Home, truth: Truth) -> str | None:
    """Return the campaign that has most of the group's events."""
    with open_case(home) as case:
        events = read_found(case.engine).events
    groups = {uid: deed.group for uid, deed in truth.events.items()}
    found = match(groups, {uid: one.campaign for uid, one in events.items()})
    return next(iter(found.values()), None)


if __name__ == "__main__":
    main()
