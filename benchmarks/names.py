"""What names alone change: the same months judged before and after long lists of names.

    python benchmarks/names.py FILE... --output FOLDER [--first 8301] [--months 12] [--scale 0.2]
        [--kinds unnamed,patient]

FILE... are what is imported besides each month's own bundle, such as all of ATT&CK. For each
campaign of the truth's group it prints the likeliest candidate and how likely a new group and the
unknown are, before and after.
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.evaluation.measures.calibration import Forecast, brier
from rasid.evaluation.truth import Truth, read_truth
from rasid.ledger import open_ledger
from rasid.pipeline import analyse
from rasid.reports.naming import UNKNOWN
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.settings import Home
from rasid.sources import import_logs

NOW = datetime(2030, 1, 1, tzinfo=UTC)
NEW_GROUP = "new group"
NOBODY = (UNKNOWN, NEW_GROUP)
NAMED_FROM = 0.55

_CANDIDATES = """
SELECT hostile.campaign_id, count(DISTINCT hostile.event_uid) AS events
FROM hostile WHERE event_uid IN (SELECT unnest($uids)) GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1
"""


@dataclass(frozen=True)
class Judged:
    """One campaign: its true actor, empty where nobody describes it, and every candidate."""

    month: str
    actor: str
    shares: Mapping[str, float]

    @property
    def leader(self) -> str:
        """The likeliest candidate."""
        return max(self.shares, key=lambda name: self.shares[name])

    @property
    def named(self) -> str:
        """The actor that is named, empty if none is."""
        leader = self.leader
        return leader if leader not in NOBODY and self.shares[leader] >= NAMED_FROM else ""

    @property
    def forecast(self) -> Forecast:
        """How likely the leader was, a new group and the unknown counted as one, and the truth."""
        nobody = sum(self.shares.get(name, 0.0) for name in NOBODY)
        actor = max(self.shares.keys() - set(NOBODY), key=lambda n: self.shares[n], default="")
        led = self.shares.get(actor, 0.0)
        return (
            Forecast(led, actor == self.actor) if led > nobody else Forecast(nobody, not self.actor)
        )


def main() -> None:
    """Judge each month twice and print both."""
    asked = _asked()
    before: list[Judged] = []
    after: list[Judged] = []
    for kind in asked.kinds.split(","):
        for seed in range(asked.first, asked.first + asked.months):
            home, truth = _prepared(asked.output / f"{kind}-{seed}", kind, seed, asked.scale)
            before += _judged(home, truth, f"{kind} {seed}")
            with open_ledger(home) as ledger:
                for file in asked.files:
                    import_actors(file, ledger, NOW)
            after += _judged(home, truth, f"{kind} {seed}")
    for title, judged in (("without", before), ("with", after)):
        _print(title, judged)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--first", type=int, default=8301)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--scale", type=float, default=0.2)
    parser.add_argument("--kinds", default="unnamed,patient")
    return parser.parse_args()


def _prepared(folder: Path, kind: str, seed: int, scale: float) -> tuple[Home, Truth]:
    made = simulate(kind, seed, folder / "month", scale=scale)
    home = Home(folder / "home")
    home.create()
    with open_case(home, write=True) as case:
        import_logs([str(made.logs)], home=home, store=case.store, engine=case.engine, now=NOW)
    with open_ledger(home) as ledger:
        import_people(made.roster, ledger)
        import_actors(made.actors, ledger, NOW)
    return home, read_truth(made.truth)


def _judged(home: Home, truth: Truth, month: str) -> list[Judged]:
    analyse(home)
    found = []
    with open_case(home) as case:
        for key, group in truth.groups.items():
            uids = [uid for uid, deed in truth.events.items() if deed.group == key]
            for campaign, _ in case.engine.rows(_CANDIDATES, {"uids": uids}):
                rows = case.engine.rows(
                    "SELECT actor, probability FROM attributions WHERE campaign_id = $campaign",
                    {"campaign": campaign},
                )
                found.append(Judged(month, group.actor or "", dict(rows)))
    return found


def _print(title: str, judged: Sequence[Judged]) -> None:
    for one in judged:
        new, unknown = (one.shares.get(name, 0.0) for name in (NEW_GROUP, UNKNOWN))
        told = f"{one.month}: {one.leader}, new group {new:.3f}, unknown {unknown:.3f}"
        print(f"{title} names: {told}; described: {one.actor or 'nobody'}", flush=True)
    for described in (True, False):
        some = [one for one in judged if bool(one.actor) == described]
        verdicts = Counter(
            "right" if one.named and one.named == one.actor else "wrong" if one.named else "nobody"
            for one in some
        )
        leads = sum(one.leader == NEW_GROUP for one in some)
        above = sum(one.shares.get(NEW_GROUP, 0) > one.shares.get(UNKNOWN, 0) for one in some)
        print(
            f"{title} names, {'described' if described else 'not described'}: {len(some)} "
            f"campaigns, {dict(verdicts)}; a new group leads in {leads}, is likelier than the "
            f"unknown in {above}; Brier {brier([one.forecast for one in some])}"
        )


if __name__ == "__main__":
    main()
