"""From what was asked for to what leaves, campaign by campaign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.sharing.facts import Facts, Technique, campaign_ids, read_facts
from rasid.sharing.guard import Guard
from rasid.sharing.keys import Key
from rasid.sharing.plan import People, Plan, plan
from rasid.sharing.rules import EVERYTHING, Rules

_NAMED = "SELECT any_value(name), max(consent) FROM roster WHERE person_id = $person"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What leaves of each campaign, and what would at most, so that what is gone can be told."""

    plans: tuple[Plan, ...]
    fullest: tuple[Plan, ...]
    campaign_ids: frozenset[str]
    all_campaigns: bool


@dataclass(frozen=True, slots=True)
class Private:
    """What hides people: the home's key, and who is or was on the roster."""

    key: Key
    guard: Guard


def choose(
    engine: DuckDB,
    private: Private,
    rules: Rules,
    wanted: Sequence[str],
    techniques: Mapping[str, Sequence[Technique]],
) -> Chosen:
    """Plan what leaves of the wanted campaigns, of all where none is named.

    Raises UsageError for an unknown campaign, and for a person who must not be named.
    """
    ids = list(dict.fromkeys(wanted)) or campaign_ids(engine)
    found = [read_facts(engine, one, techniques.get(one, ())) for one in ids]
    people = People(
        private.key.people({person for facts in found for person in facts.people}),
        {person: _name(engine, person, found) for person in sorted(rules.named)},
    )
    fullest = replace(EVERYTHING, form=rules.form)
    return Chosen(
        plans=tuple(plan(facts, rules, private.guard, people) for facts in found),
        fullest=tuple(plan(facts, fullest, private.guard, people) for facts in found),
        campaign_ids=frozenset(ids),
        all_campaigns=not wanted,
    )


def _name(engine: DuckDB, person_id: str, found: Sequence[Facts]) -> str:
    """Return the name of a person who may be named."""
    ((name, consent),) = engine.rows(_NAMED, {"person": person_id})
    if name is None:
        raise UsageError(f"--name-person got {person_id!r}, who is not on the roster.")
    if consent == "no":
        raise UsageError(f"--name-person got {person_id!r}, who has not consented to be named.")
    if all(person_id not in facts.people for facts in found):
        message = f"--name-person got {person_id!r}, whom no chosen campaign went after."
        raise UsageError(message)
    return str(name)
