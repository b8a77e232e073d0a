"""Capability: what the campaign did against what an actor, and few others, is said to do."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

import numpy as np

from rasid.attribution.profile import ActorProfile
from rasid.attribution.weighing import Weigher, Weight, listed
from rasid.engines.duckdb import DuckDB, packaged_sql

FAMILY = "techniques"

STATED = 0.5
"""How often a campaign shows a technique of its actor, where logs can show it at all: actors do
not do everything every month."""

UNSTATED = 0.2
"""How often it shows one that the bundle does not state: bundles know a part."""

CAP_BITS = 2.0
"""The techniques that logs can show are few and in wide use, and they come together: all of them
are as good as two that are independent and rare."""

SPRAY = "T1110.003"
SPRAY_ACCOUNTS = 5
SPRAY_TRIES = 2
"""A session that tries so many accounts, and each so few times, is a spray."""

Seen = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which events show a technique; None takes anything."""

    technique: str
    says: str
    actions: frozenset[str]
    stages: frozenset[str] | None = None
    outcomes: frozenset[str] | None = None
    reasons: frozenset[str] | None = None

    def holds(self, stage: str, action: str, outcome: str, reason: str) -> bool:
        """Return whether events of this kind show the technique."""
        return (
            action in self.actions
            and (self.stages is None or stage in self.stages)
            and (self.outcomes is None or outcome in self.outcomes)
            and (self.reasons is None or reason in self.reasons)
        )


@cache
def read_rules() -> tuple[Rule, ...]:
    """Return the packaged rules."""
    text = (files(__package__) / "techniques.toml").read_text(encoding="utf-8")
    return tuple(_rule(**shown) for shown in tomllib.loads(text)["shows"])


def _rule(technique: str, says: str, **lists: Any) -> Rule:  # noqa: ANN401 - TOML's own types
    return Rule(technique, says, **{name: frozenset(words) for name, words in lists.items()})


def techniques_weigher(engine: DuckDB, profiles: Sequence[ActorProfile]) -> Weigher:
    """Return what weighs the techniques of each campaign; rarity is learnt from all profiles."""
    seen_by = seen_techniques(engine)
    visible = _visible(engine)
    rates = {technique: _mean_rate(technique, profiles) for technique in visible}

    def weigh(campaign_id: str, profile: ActorProfile) -> Weight:
        if not profile.techniques and not profile.seen_techniques:
            return Weight(FAMILY, 0.0, "the bundle does not say what techniques it uses")
        said = [t for t in visible if _statement(t, profile)]
        if not said:
            return Weight(
                FAMILY, 0.0, "these logs cannot show any technique that it is said to use"
            )
        seen = seen_by.get(campaign_id, {})
        bits = sum(_bits(t, profile, rates[t], shown=t in seen) for t in visible)
        return Weight(FAMILY, float(np.clip(bits, -CAP_BITS, CAP_BITS)), _reason(said, seen))

    return weigh


def _visible(engine: DuckDB) -> list[str]:
    """Return the techniques that these logs can show: they hold actions of that kind at all."""
    logged = {row[0] for row in engine.rows("SELECT DISTINCT action FROM tagged")}
    logged |= {row[0] for row in engine.rows("SELECT DISTINCT action FROM hostile")}
    shown = {rule.technique for rule in read_rules() if rule.actions & logged}
    return sorted(shown | {SPRAY})


def seen_techniques(engine: DuckDB) -> Mapping[str, Seen]:
    """Return the techniques that each campaign shows, and in how many events or sprays."""
    seen: dict[str, dict[str, int]] = {}
    for campaign_id, *kind, events in engine.rows(packaged_sql(__package__, "deeds")):
        found = seen.setdefault(campaign_id, {})
        for rule in read_rules():
            if rule.holds(*kind):
                found[rule.technique] = found.get(rule.technique, 0) + events
    values = {"accounts": SPRAY_ACCOUNTS, "tries": SPRAY_TRIES}
    for campaign_id, sprays in engine.rows(packaged_sql(__package__, "sprays"), values):
        seen.setdefault(campaign_id, {})[SPRAY] = sprays
    return seen


def _statement(technique: str, profile: ActorProfile) -> float:
    """Return 1 where the technique is stated, half where only its parent is, else 0.

    What earlier campaigns of the actor showed counts as stated, as far as that still holds.
    """
    if technique in profile.techniques:
        return 1.0
    parent = 0.5 if technique.partition(".")[0] in profile.techniques else 0.0
    return max([parent, *(hold for one, hold in profile.seen_techniques if one == technique)])


def _rate(technique: str, profile: ActorProfile) -> float:
    return UNSTATED + (STATED - UNSTATED) * _statement(technique, profile)


def _mean_rate(technique: str, profiles: Sequence[ActorProfile]) -> float:
    """Return how often an unknown group shows it: as any described actor, or one told in half."""
    told = [_rate(technique, p) for p in profiles if p.techniques or p.seen_techniques]
    return (sum(told) + (STATED + UNSTATED) / 2.0) / (len(told) + 1)


def _bits(technique: str, profile: ActorProfile, mean_rate: float, *, shown: bool) -> float:
    rate = _rate(technique, profile)
    return log2(rate / mean_rate) if shown else log2((1.0 - rate) / (1.0 - mean_rate))


def _reason(said: list[str], seen: Seen) -> str:
    both = [technique for technique in said if technique in seen]
    text = f"it is said to use {len(both)} of the {len(seen)} techniques seen here"
    text += f" ({listed(both)})" if both else ""
    other = [technique for technique in said if technique not in seen]
    return f"{text}; not seen though stated: {listed(other)}" if other else text
