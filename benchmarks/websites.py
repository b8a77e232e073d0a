"""How many later bait names are found at how many false alarms, beside dnstwist and key words.

    benchmarks/websites.py --bait FILE... --honest FILE... [--hard FILE] [--taught CSV --group NAME]

What was known on `--as-of` is taught: what comes with rasid until then, the names of `--taught`
(labelled on that day) and the honest names of `--hard`. Bait names that were taught are left out.
Honest names with an odd CRC-32 are judged and never taught, those with an even one are learnt from.
rasid carries the list that honest names are of: `rasid` is without it, as for names that nobody
listed, `rasid as shipped` with it: its names are then known to be on it.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from itertools import islice
from math import sqrt
from pathlib import Path
from zlib import crc32

import dnstwist
import numpy as np
import numpy.typing as npt

from rasid.websites.broken import Broken
from rasid.websites.formats import format_of
from rasid.websites.hosts import NotAName, read_host
from rasid.websites.judging import FLAGGED_SHARE
from rasid.websites.learning import Honest, Knowledge, Labelled, learn
from rasid.websites.model import Model
from rasid.websites.naming import named
from rasid.websites.packaged import packaged_knowledge
from rasid.websites.records import read_records
from rasid.websites.sightings import read_sightings
from rasid.websites.visited import NOBODY

Floats = npt.NDArray[np.float64]
Scorer = Callable[[Sequence[str]], Floats]

BRANDS = 200
"""How many popular names dnstwist permutes."""

KEY_WORDS = (
    *("login", "signin", "account", "verify", "secure", "update", "confirm", "password"),
    *("support", "service", "mail", "bank", "wallet", "auth", "recover"),
)
"""Words that open keyword scorers look for in new certificates."""

CUTS = (0.0005, 0.001, 0.01)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the 95 % interval of Wilson."""

    hits: int
    total: int

    def __str__(self) -> str:
        low, high = wilson(self.hits, self.total)
        share = self.hits / self.total if self.total else 0.0
        return f"{self.hits}/{self.total} = {share:.2%} [{low:.2%}, {high:.2%}]"


def wilson(hits: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Return the interval that holds a share with 95 % probability."""
    if not total:
        return 0.0, 1.0
    share, square = hits / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total**2)) / (1 + square / total)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def main() -> None:
    """Print the figures."""
    asked = arguments()
    known = taught(asked)
    labelled = {one.name.domain for one in known.labelled}
    bait = sorted(set(domains(asked.bait, asked.bait_from, asked.bait_until)) - labelled)
    honest = sorted(
        {name for name in domains(asked.honest or [packaged_popular()]) if unread(name)}
    )
    hard = sorted(set(domains([asked.hard]))) if asked.hard else []
    fresh = [name for name in hard if unread(name)]
    model = learn(known, asked.as_of)
    unlisted = learn(replace(known, listed=NOBODY), asked.as_of)
    print(f"taught: {len(known.labelled):,} labelled, {len(known.honest):,} honest names")
    scorers: dict[str, Scorer] = {
        "rasid": lambda names: bits(unlisted, names),
        "rasid as shipped": lambda names: bits(model, names),
        "dnstwist": twisted(known),
        "key words": key_words,
    }
    for name, scorer in scorers.items():
        print(f"\n{name}")
        compare(scorer, bait, honest, hard, fresh)
    sets = {"bait": bait, "honest": honest, "hard": hard, "hard, unread half": fresh}
    own_threshold("rasid, its list unknown", unlisted, sets)
    own_threshold("rasid as shipped", model, sets)
    speed(model, honest)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bait", type=Path, nargs="+", required=True)
    parser.add_argument("--bait-from", type=date.fromisoformat, default=date.min)
    parser.add_argument("--bait-until", type=date.fromisoformat, default=date.max)
    parser.add_argument("--honest", type=Path, nargs="*", default=[])
    parser.add_argument("--hard", type=Path)
    parser.add_argument("--taught", type=Path)
    parser.add_argument("--group", default="taught")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    return parser.parse_args()


def packaged_popular() -> Path:
    """Return the million popular names of the dependency group `knowledge`."""
    try:
        package = files("pymispwarninglists")
    except ModuleNotFoundError:
        raise SystemExit(
            "The popular names come with the dependency group `knowledge`, which is not installed: "
            ".venv/bin/pip install --require-hashes -r requirements/knowledge.txt"
        ) from None
    return Path(str(package / "data" / "misp-warninglists" / "lists" / "tranco" / "list.json"))


def taught(asked: argparse.Namespace) -> Knowledge:
    """Return what is learnt from."""
    known = packaged_knowledge().as_of(asked.as_of)
    own = sorted(set(domains([asked.taught]))) if asked.taught else []
    labelled = {one.name.domain: one for one in known.labelled}
    group = next((g for g in groups(known) if asked.group in g), asked.group)
    labelled |= {name: Labelled(named(name), group, asked.as_of) for name in own}
    honest = {one.name.domain: one for one in known.honest}
    for name in domains([asked.hard]) if asked.hard else ():
        if not unread(name):
            honest.setdefault(name, Honest(named(name)))
    return replace(
        known,
        honest=[one for name, one in honest.items() if name not in labelled],
        labelled=list(labelled.values()),
    )


def unread(name: str) -> bool:
    """Say whether an honest name is among those that nothing was learnt from."""
    return crc32(name.encode()) % 2 == 1


def groups(known: Knowledge) -> list[str]:
    """Return the groups that are labelled."""
    return sorted({one.group for one in known.labelled})


def domains(paths: Sequence[Path], since: date = date.min, until: date = date.max) -> Iterator[str]:
    """Yield the registered domains of files; dates outside of [since, until) are left out."""
    for path in paths:
        for _, record in read_records(path):
            fitting = None if isinstance(record, Broken) else format_of(record)
            if isinstance(record, Broken) or fitting is None:
                continue
            try:
                found = read_sightings(record, fitting)
            except NotAName:
                continue
            for sighting in found:
                if sighting.seen_at is None or since <= sighting.seen_at.date() < until:
                    yield sighting.host.domain


def bits(model: Model, names: Sequence[str]) -> Floats:
    """Score names."""
    return model.score([named(name) for name in names]).bits


def twisted(known: Knowledge) -> Scorer:
    """Return a scorer that says 1 of what dnstwist makes of popular names, else 0."""
    brands = ["google.com", "facebook.com", "yahoo.com", "live.com", "microsoft.com", "apple.com"]
    brands += [f"{label}.{suffix}" for label, suffix in islice(known.popular, BRANDS)]
    made: set[str] = set()
    for brand in brands:
        fuzzer = dnstwist.Fuzzer(brand)
        fuzzer.generate()
        made |= {str(one["domain"]) for one in fuzzer.domains if one["fuzzer"] != "*original"}
    print(f"dnstwist made {len(made):,} names of {len(brands)}")
    return lambda names: np.array([float(name in made) for name in names])


def key_words(names: Sequence[str]) -> Floats:
    """Count key words and hyphens, as open scorers of new certificates do."""
    return np.array(
        [sum(word in name for word in KEY_WORDS) + 0.5 * name.count("-") for name in names]
    )


def compare(
    scorer: Scorer, bait: list[str], honest: list[str], hard: list[str], fresh: list[str]
) -> None:
    """Print what is found where so many honest names are flagged."""
    scores = {"bait": scorer(bait), "honest": scorer(honest)}
    scores |= {"hard": scorer(hard), "hard, unread half": scorer(fresh)} if hard else {}
    for cut in CUTS:
        threshold = float(np.sort(scores["honest"])[::-1][int(cut * len(honest))])
        told = {name: Share(int((s > threshold).sum()), len(s)) for name, s in scores.items()}
        print(f"  {cut:.2%}: " + "; ".join(f"{name} {share}" for name, share in told.items()))


def own_threshold(title: str, model: Model, sets: dict[str, list[str]]) -> None:
    """Print what rasid flags by itself."""
    least = model.rate.threshold(FLAGGED_SHARE)
    of = f"1 honest name in {1 / FLAGGED_SHARE:,.0f}"
    print(f"\n{title}: its own threshold, {least:.1f} bits, for {of}")
    for name, listed in sets.items():
        scored = bits(model, listed)
        print(f"  {name}: {Share(int((scored >= least).sum()), len(listed))}")


def speed(model: Model, names: list[str]) -> None:
    """Print names a second on one core, from text to bits, the median of five rounds."""
    text = names[:200_000]
    rounds = []
    for _ in range(5):
        start = time.process_time()
        bits(model, [read_host(name).domain for name in text])
        rounds.append(len(text) / (time.process_time() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"names a second": round(sorted(rounds)[2]), "peak MB of all this": round(peak)}
    print(f"\n{json.dumps(found)}")


if __name__ == "__main__":
    main()
