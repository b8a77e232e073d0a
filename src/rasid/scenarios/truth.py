"""What really happened: for each hostile event its group and stage, and the numbers of it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasid.scenarios.log import STAGES, Row
from rasid.scenarios.parameters import Parameters
from rasid.scenarios.story import Story
from rasid.scenarios.world.build import World
from rasid.scenarios.writing import Told


def write_truth(story: Story, kind: str, told: Told) -> str:
    """Return the truth of a month as JSON, as far as its log tells of it.

    `groups` has the numbers of each group, and its actor, null where no bundle tells of one;
    `numbers` are those of all together. Accounts that groups were after, that their events concern,
    and that no roster lists are the `unlisted_targets`.
    """
    world, actors = story.world, story.names
    dated = list(zip(told.rows, told.uids, strict=True))
    hostile = [(row, uid) for row, uid in dated if row.mark in STAGES]
    names = [
        actor or f"a group that no bundle tells of{f' ({number + 1})' * (number > 0)}"
        for number, actor in enumerate(actors)
    ]
    content = {
        "kind": kind,
        "seed": world.parameters.seed,
        "simulated": True,
        "form": told.form,
        "faults": told.faults,
        "window": _window(world.parameters),
        "parts": story.parts,
        "actor": actors[0] if actors else None,
        "numbers": _numbers(world, [row for row, _ in hostile]),
        "groups": {
            name: {
                "actor": actor,
                "numbers": _numbers(world, [row for row, _ in hostile if row.group == number]),
            }
            for number, (name, actor) in enumerate(zip(names, actors, strict=True))
        },
        "unlisted_targets": _unlisted(story, [row for row, _ in hostile]),
        "events": {uid: {"group": names[row.group], "stage": row.mark} for row, uid in hostile},
        "background": {uid: row.mark for row, uid in dated if row.mark and row.mark not in STAGES},
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _unlisted(story: Story, rows: Iterable[Row]) -> list[str]:
    listed = {mailbox.account.address for _, mailbox in story.world.protected()}
    return sorted((story.targets & {row.account for row in rows}) - listed)


def _window(parameters: Parameters) -> list[str]:
    month = parameters.month
    return [month.start.isoformat(), month.date_of(month.days).isoformat()]


def _numbers(world: World, rows: Iterable[Row]) -> dict[str, Any]:
    """Count the funnel, and count it again for each category."""
    categories = {mailbox.account.address: person.category for person, mailbox in world.protected()}
    accounts: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    attempts: dict[str, int] = defaultdict(int)
    for row in rows:
        account = row.account.strip().lower()
        category = categories.get(account, "unlisted")
        attempts[category] += row.mark == "discover"
        for number in _reached(row):
            accounts[category][number].add(account)
    by_category = {
        category: {"attempts": attempts[category]}
        | {number: len(accounts[category][number]) for number in _NUMBERS}
        for category in sorted(attempts)
    }
    total = {
        number: sum(counts[number] for counts in by_category.values())
        for number in ("attempts", *_NUMBERS)
    }
    return total | {"by_category": by_category}


_NUMBERS = ("identified", "attacked", "compromised")


def _reached(row: Row) -> tuple[str, ...]:
    """Return the numbers of the funnel that an event counts its account for."""
    if row.mark == "discover":
        return () if row.act.detail else ("identified",)
    return ("attacked",) if row.mark == "attack" else ("attacked", "compromised")
