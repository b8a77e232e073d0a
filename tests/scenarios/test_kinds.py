"""What makes each kind of month what it is, looked for in the logs by way of the truth."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from rasid.scenarios import KINDS, Simulated
from scenarios.written import Event, account, read_lines, read_roster, read_truth

Maker = Callable[[str, int], Simulated]
Told = tuple[str, Event]
WITH_GROUPS = [name for name, kind in KINDS.items() if kind.groups]


@cache
def truth_of(month: Simulated) -> dict[str, Any]:
    return read_truth(month)


@cache
def hostile(month: Simulated) -> list[tuple[str, str, Event]]:
    """Return all groups' events in order of time, each with its group and stage."""
    told = truth_of(month)["events"]
    found = []
    for line in read_lines(month):
        uid = line.partition(b'"uid":"')[2].partition(b'"')[0].decode()
        if uid in told:
            found.append((told[uid]["group"], told[uid]["stage"], json.loads(line)))
    return sorted(found, key=lambda one: one[2]["time"])


def of_group(month: Simulated, number: int = 0) -> list[Told]:
    """Return one group's events, each with its stage."""
    name = list(truth_of(month)["groups"])[number]
    return [(stage, event) for group, stage, event in hostile(month) if group == name]


def addresses(events: Iterable[Told]) -> set[str]:
    return {event["src_endpoint"]["ip"] for _, event in events}


def attacked(events: Iterable[Told]) -> set[str]:
    return {account(event) for stage, event in events if stage != "discover"}


def sittings(events: list[Told]) -> list[list[Event]]:
    """Cut events into runs from one address with no gap of half an hour."""
    runs: list[list[Event]] = []
    last: dict[str, list[Event]] = {}
    for _, event in events:
        run = last.get(event["src_endpoint"]["ip"])
        if run is None or event["time"] - run[-1]["time"] > 1_800_000:
            runs.append([])
        else:
            runs.append(runs.pop(runs.index(run)))
        runs[-1].append(event)
        last[event["src_endpoint"]["ip"]] = runs[-1]
    return runs


@pytest.mark.parametrize("kind", WITH_GROUPS)
def test_numbers_are_those_of_the_groups(make_month: Maker, kind: str) -> None:
    """Each group's numbers can be counted again from its events in the log."""
    month = make_month(kind, 11)
    for number, told in enumerate(truth_of(month)["groups"].values()):
        events = of_group(month, number)
        entered = {account(e) for stage, e in events if stage in {"compromise", "exploit"}}
        counted = {
            "attempts": sum(stage == "discover" for stage, _ in events),
            "attacked": len(attacked(events)),
            "compromised": len(entered),
        }

        assert counted == {name: told["numbers"][name] for name in counted}
        assert counted["attacked"] > 0


@pytest.mark.parametrize("kind", WITH_GROUPS)
def test_unlisted_targets_are_targets(make_month: Maker, kind: str) -> None:
    """They are accounts that the group touched and the roster does not have."""
    month = make_month(kind, 11)
    unlisted = set(truth_of(month)["unlisted_targets"])
    touched = {account(event) for _, _, event in hostile(month)}

    assert unlisted <= touched
    assert not unlisted & {row["account"].lower() for row in read_roster(month)}


@pytest.mark.parametrize("seed", [11, 12])
def test_two_groups_are_apart(make_month: Maker, seed: int) -> None:
    """Their servers are their own, their hours differ, and a few victims are both groups'."""
    month = make_month("two-groups", seed)
    first, second = (of_group(month, number) for number in (0, 1))
    hours = [
        Counter(datetime.fromtimestamp(e["time"] / 1000, UTC).hour for _, e in one)
        for one in (first, second)
    ]

    assert len(addresses(first) & addresses(second)) <= 3
    assert sum((hours[0] & hours[1]).values()) < 0.75 * min(hour.total() for hour in hours)
    assert set(truth_of(month)["groups"]) <= set(names_of_actors(month))


def names_of_actors(month: Simulated) -> list[str]:
    bundle = json.loads(month.actors.read_text("utf-8"))
    return [one["name"] for one in bundle["objects"] if one["type"] == "intrusion-set"]


@pytest.mark.parametrize("seed", [11, 12])
def test_homes_are_used_once(make_month: Maker, seed: int) -> None:
    """Every sitting comes from another home; programs are popular ones."""
    month = make_month("residential", seed)
    events = of_group(month)
    runs = sittings(events)
    agents = {event["http_request"]["user_agent"] for _, event in events if "http_request" in event}

    assert len(addresses(events)) >= 0.95 * len(runs) > 10
    assert all("Mozilla" in agent for agent in agents)
