"""How well guesses at people's addresses are told from other people's, by script and matcher.

python benchmarks/likeness.py [--people 50] [--accounts 4000] [--seed 1] [--time]

People are invented: from the simulator's names, from spellings.toml and, `unseen`, from
spellings_unseen.toml, which nothing was set with; `in Latin` writes the roster of those in Latin
letters. Half of the other accounts have names of the same source, half the simulator's.
Guesses use a spelling and a habit drawn for each; one in ten has a slip of the hand.
Precision is given for as many guesses as other accounts.
"""

import argparse
import re
import time
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from rasid.campaigns.likeness.guesses import ALIKE_SHARES, Known, compare, shares
from rasid.scenarios.world.names import draw_number, load_cultures, misspell

Scores = npt.NDArray[np.float64]
Matcher = Callable[["World", Sequence[str]], tuple[Scores, Scores]]

OWN = {
    "{given}.{family}": 26,
    "{given}{family}": 20,
    "{g}.{family}": 8,
    "{g}{family}": 9,
    "{family}.{given}": 5,
    "{given}.{family}{number}": 12,
    "{given}{number}": 8,
    "{given}{f}{number}": 6,
    "{family}{number}": 6,
}
GUESSED = (
    *("{given}.{family}", "{given}{family}", "{given}_{family}", "{given}-{family}"),
    *("{family}.{given}", "{family}{given}", "{g}{family}", "{g}.{family}", "{family}{g}"),
    *("{given}{f}", "{given}{family}{number}", "{given}.{family}{number}", "{family}"),
    *("{given}", "{given}.{family}+x", "{g}{family}{number}", "{given}.m.{family}"),
)
GROUPS = {
    **dict.fromkeys(("ar", "arabic"), "Arabic"),
    **dict.fromkeys(("fa", "persian"), "Persian"),
    **dict.fromkeys(("uk", "cyrillic"), "Cyrillic"),
    **dict.fromkeys(("en", "fr", "de", "es", "tr", "latin"), "Latin"),
    **dict.fromkeys(("greek", "hebrew", "chinese", "korean"), "other"),
}
ROW = "{:<9} {:<9} {:<4}{:>7}{:>9}{:>9}{:>9}{:>9}{:>8}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; each of both names may be written in several ways."""

    script: str
    written: str
    given: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Names of protected people, and accounts of others that chance is learnt from."""

    names: Sequence[str]
    others: Sequence[str]


Draw = Callable[[Random], Person]


def main() -> None:
    """Print a row for each source of names, script and matcher."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--accounts", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--time", action="store_true", help="20,000 accounts, 1,000 people")
    asked = parser.parse_args()
    if asked.time:
        _measure_time(asked.seed)
        return
    head = ("recall 1", "alarms 1", "recall 2", "alarms 2", "prec. 2")
    print(ROW.format("names", "script", "", "AUC", *head))
    simulated = _simulated(asked.seed)
    sources = {
        "simulator": simulated,
        "known": _listed("spellings.toml"),
        "unseen": _listed("spellings_unseen.toml"),
        "in Latin": _listed("spellings_unseen.toml", latin=True),
    }
    for source, draw in sources.items():
        rng = Random(asked.seed)  # noqa: S311 - reproducible
        _compare(source, (draw, simulated), asked.people, asked.accounts, rng)


def _compare(source: str, draws: tuple[Draw, Draw], people: int, count: int, rng: Random) -> None:
    draw, _ = draws
    protected = [draw(rng) for _ in range(people)]
    taken = {(one.given[0], one.family[0]) for one in protected}
    others: list[str] = []
    while len(others) < 2 * count:
        other = rng.choice(draws)(rng)
        if (other.given[0], other.family[0]) not in taken:
            others.append(_address(rng, other, rng.choices([*OWN], [*OWN.values()])[0]))
    world = World([one.written for one in protected], others[:count])
    guesses, scripts = [], []
    for one in protected:
        for _ in range(20):
            guess = _address(rng, one, rng.choice(GUESSED))
            guesses.append(misspell(rng, guess) if rng.random() < 0.1 else guess)
            scripts.append(one.script)
    for name, matcher in (("old", _old), ("new", _new)):
        chance, scores = matcher(world, [*others[count:], *guesses])
        share = shares(np.sort(chance), scores)
        unlike, alike = slice(0, count), np.arange(count, len(scores))
        for script in [*dict.fromkeys(GROUPS.values()), ""]:
            mine = alike[[not script or script == theirs for theirs in scripts]]
            if len(mine):
                told = _told(scores, share, unlike, mine)
                print(ROW.format(source, script or "all", name, *told), flush=True)


def _told(scores: Scores, share: Scores, unlike: slice, alike: npt.NDArray[np.int64]) -> list[str]:
    order = np.sort(scores[unlike])
    less = np.searchsorted(order, scores[alike], side="left")
    even = np.searchsorted(order, scores[alike], side="right") - less
    told = [f"{float(np.mean(less + even / 2)) / len(order):.3f}"]
    for limit in ALIKE_SHARES:
        level = (share <= limit) & (scores > 0)
        recall, alarms = float(level[alike].mean()), float(level[unlike].mean())
        told += [f"{recall:.3f}", f"{alarms:.3f}"]
    return [*told, f"{recall / (recall + alarms):.3f}"]


def _new(world: World, accounts: Sequence[str]) -> tuple[Scores, Scores]:
    people = {str(number): Known([name]) for number, name in enumerate(world.names)}
    found = compare(people, world.others, [*world.others, *accounts])
    bits = np.array([one.bits if one else 0.0 for one in found])
    return bits[: len(world.others)], bits[len(world.others) :]


def _old(world: World, accounts: Sequence[str]) -> tuple[Scores, Scores]:
    """Compare the way rasid 0.1 did: the ratio of edits between letters folded to ASCII."""
    forms = sorted(form for form in {_folded(name) for name in world.names} if len(form) > 3)
    best = [
        process.cdist(
            [_folded(account.split("@")[0]) for account in some], forms, scorer=fuzz.ratio
        ).max(axis=1)
        if forms
        else np.zeros(len(some))
        for some in (world.others, accounts)
    ]
    return best[0].astype(float), best[1].astype(float)


def _folded(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(sorted(re.findall("[a-z]+", ascii_only)))


def _address(rng: Random, person: Person, habit: str) -> str:
    given, family = rng.choice(person.given), rng.choice(person.family)
    local = habit.format(
        given=given, family=family, g=given[0], f=family[0], number=draw_number(rng)
    )
    return f"{local}@mail.example"


def _simulated(seed: int) -> Draw:
    cultures = load_cultures(Random(seed))  # noqa: S311 - reproducible

    def draw(rng: Random) -> Person:
        culture = rng.choice(cultures)
        name = culture.draw(rng)
        return Person(GROUPS[culture.language], name.display, (name.given,), (name.family,))

    return draw


def _listed(name: str, *, latin: bool = False) -> Draw:
    text = Path(__file__).with_name(name).read_text("utf-8")
    scripts = tomllib.loads(text)

    def draw(rng: Random) -> Person:
        group = rng.choice([*dict.fromkeys(GROUPS[script] for script in scripts)])
        script = rng.choice([script for script in scripts if GROUPS[script] == group])
        given, family = (rng.choice(scripts[script][kind]) for kind in ("given", "family"))
        family_first = re.match("[\u4e00-\u9fff\uac00-\ud7a3]", family[0] + given[0])
        written = family[0] + given[0] if family_first else f"{given[0]} {family[0]}"
        if latin and group != "Latin":
            written = f"{rng.choice(given[1:])} {rng.choice(family[1:])}".replace(".", " ").title()
        return Person(group, written, tuple(given[1:]), tuple(family[1:]))

    return draw


def _measure_time(seed: int) -> None:
    rng, draw = Random(seed), _simulated(seed)  # noqa: S311 - reproducible
    people = {str(number): Known([draw(rng).written]) for number in range(1000)}
    accounts = [_address(rng, draw(rng), rng.choice([*OWN])) for _ in range(24_000)]
    began = time.process_time()
    compare(people, accounts[:4000], accounts[4000:])
    print(f"20,000 accounts, 1,000 people: {time.process_time() - began:.1f} s of one core")


if __name__ == "__main__":
    main()
