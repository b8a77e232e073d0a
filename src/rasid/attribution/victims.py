"""Victims: whom the campaign prefers against whom an actor is said to go for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations

import numpy as np

from rasid.attribution.profile import ActorProfile
from rasid.attribution.weighing import Doubt, Weigher, Weight, listed
from rasid.engines.duckdb import DuckDB, packaged_sql

FAMILY = "victims"

DOUBT = Doubt(wrong=0.2, kin=0.25)
"""One stated preference in five does not hold this time, since groups are given new tasks. One
unknown group in four shares it: whoever takes the trouble to keep a roster keeps it of people
whom several groups go for."""

PREFERENCES = (1.0, 2.0, 4.0, 8.0, 16.0, 64.0)
"""How many times likelier a preferred person is chosen; which it is, the victims tell."""

MOST_PREFERRED = 3
"""An unknown group prefers one, two or three categories."""

SURE_BITS = 3.0
"""How much better a preference must explain the victims than none before it is remembered."""

MANY_CATEGORIES = 24
"""Of a roster with more categories it prefers one: trying every three of them takes too long."""

_PEOPLE = (
    "SELECT category, count(DISTINCT person_id) FROM roster GROUP BY category ORDER BY category"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many people of each category a campaign chose, and how many choices those were."""

    people: Mapping[str, int]
    choices: int


@dataclass(frozen=True, slots=True)
class Roster:
    """How many protected people there are of each category."""

    people: Mapping[str, int]

    def likelihood(self, preferred: frozenset[str], chosen: Chosen) -> float:
        """Return log2 of how likely these people are chosen by a group with a preference.

        People of one organisation come on one list, so that the whole counts as so many choices
        as there are organisations.
        """
        counts = np.array([chosen.people.get(category, 0) for category in self.people], dtype=float)
        base = np.array(list(self.people.values()), dtype=float)
        liked = np.array([category in preferred for category in self.people])
        odds = np.where(liked, np.array(PREFERENCES)[:, None], 1.0) * base
        shares = odds / odds.sum(axis=1, keepdims=True)
        logs = np.log2(shares) @ counts * (chosen.choices / counts.sum())
        return float(np.logaddexp2.reduce(logs) - np.log2(len(PREFERENCES)))

    def preference(self, chosen: Chosen) -> frozenset[str]:
        """Return the categories that these people show to be preferred; none where none surely."""
        even = self.likelihood(frozenset(self.people), chosen)
        some = [one for few in self._some() for one in few]
        best = max(some, key=lambda one: (self.likelihood(one, chosen), sorted(one)))
        shown = self.likelihood(best, chosen) - even >= SURE_BITS
        return best if shown else frozenset()

    def _some(self) -> list[list[frozenset[str]]]:
        """Return every preference that an unknown group may have, by how many it prefers."""
        most = MOST_PREFERRED if len(self.people) <= MANY_CATEGORIES else 1
        sizes = range(1, min(most, len(self.people)) + 1)
        return [[frozenset(some) for some in combinations(self.people, size)] for size in sizes]

    def unknown(self, chosen: Chosen) -> float:
        """Return log2 of the same for a group whose preference may be any."""
        by_size = [[self.likelihood(some, chosen) for some in few] for few in self._some()]
        means = [np.logaddexp2.reduce(logs) - np.log2(len(logs)) for logs in by_size]
        return float(np.logaddexp2.reduce(means) - np.log2(len(means)))


def victims_weigher(engine: DuckDB) -> Weigher:
    """Return what weighs the victims of each campaign; the roster's composition is the baseline."""
    roster = read_roster_shares(engine)
    chosen = read_chosen(engine, roster)
    unknown = {campaign_id: roster.unknown(found) for campaign_id, found in chosen.items()}

    def weigh(campaign_id: str, profile: ActorProfile) -> Weight:
        if not profile.sectors | profile.categories:
            return Weight(FAMILY, 0.0, "the bundle does not say whom it goes for")
        preferred = preferred_categories(profile, frozenset(roster.people))
        if not preferred:
            return Weight(FAMILY, 0.0, "whom it is said to go for is no category of the roster")
        found = chosen.get(campaign_id)
        if found is None:
            return Weight(FAMILY, 0.0, "the campaign went for nobody who is on the roster")
        actor = roster.likelihood(preferred, found)
        bits = DOUBT.bits(actor, unknown[campaign_id], actor)
        return Weight(FAMILY, bits, _reason(roster, preferred, found))

    return weigh


def preferred_categories(profile: ActorProfile, roster: frozenset[str]) -> frozenset[str]:
    """Return the categories of the roster that a profile's victims are, by equal words.

    Sectors are wider than categories and are asked only where no label or name fits.
    """
    words = {_word(category): category for category in roster}
    stated = {_word(word) for word in profile.categories | profile.sectors}
    fitting = stated & words.keys()
    if not fitting:
        fitting = {_word(w) for s in profile.sectors for w in sector_words().get(s, ())}
        fitting &= words.keys()
    return frozenset(words[word] for word in fitting)


@cache
def sector_words() -> Mapping[str, tuple[str, ...]]:
    """Return the packaged table of what categories a sector may stand for."""
    text = (files(__package__) / "sectors.toml").read_text(encoding="utf-8")
    return {sector: tuple(words) for sector, words in tomllib.loads(text).items()}


def _word(text: str) -> str:
    """Return a word in the singular, as far as English makes it with an s."""
    word = text.strip().lower().replace("_", "-").replace(" ", "-")
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def read_roster_shares(engine: DuckDB) -> Roster:
    """Return how many people the roster has of each category."""
    return Roster(dict(engine.rows(_PEOPLE)))


def read_chosen(engine: DuckDB, roster: Roster) -> Mapping[str, Chosen]:
    """Return whom each campaign went for, as far as they are on the roster."""
    people: dict[str, dict[str, int]] = {}
    choices: dict[str, int] = {}
    for campaign_id, category, count, organisations in engine.rows(
        packaged_sql(__package__, "victims")
    ):
        if category in roster.people:
            people.setdefault(campaign_id, {})[category] = count
            choices[campaign_id] = choices.get(campaign_id, 0) + organisations
    return {c: Chosen(found, choices[c]) for c, found in people.items()}


def _reason(roster: Roster, preferred: frozenset[str], chosen: Chosen) -> str:
    total = sum(chosen.people.values())
    hit = sum(chosen.people.get(category, 0) for category in preferred)
    share = sum(roster.people[c] for c in preferred) / sum(roster.people.values())
    return (
        f"{hit:,} of the {total:,} protected people it went for are of {listed(sorted(preferred))},"
        f" whom the actor is said to go for; of the whole roster {share:.0%} are"
    ).replace("%", " %")
