from collections import Counter, defaultdict
from datetime import UTC, datetime

from rasid.scenarios import Simulated
from scenarios.written import Event, account, read_events, read_roster, read_truth


def hostile(month: Simulated) -> list[tuple[str, Event]]:
    """Return the group's events, each with its stage."""
    stages = {uid: entry["stage"] for uid, entry in read_truth(month)["events"].items()}
    return [
        (stage, event)
        for event in read_events(month)
        if (stage := stages.get(event["metadata"]["uid"]))
    ]


def test_group_is_slow(patient: Simulated) -> None:
    """Attempts are spread over the month: no quarter of an hour holds a burst of them."""
    starts = Counter(event["time"] // 900_000 for _, event in hostile(patient))
    days = {quarter // 96 for quarter in starts}

    assert max(starts.values()) < 60
    assert len(days) >= 15


def test_group_keeps_hours(patient: Simulated) -> None:
    """Nearly all of the work falls into eleven hours in a row."""
    hours = Counter(
        datetime.fromtimestamp(event["time"] / 1000, UTC).hour for _, event in hostile(patient)
    )
    best = max(sum(hours[(first + step) % 24] for step in range(11)) for first in range(24))

    assert best > 0.85 * hours.total()


def test_victims_and_looked_up_differ(patient: Simulated) -> None:
    """Some victims are never looked up, and some who are looked up are never attacked."""
    of_stage = defaultdict(set)
    for stage, event in hostile(patient):
        of_stage[stage].add(account(event))
    exists = {account(e) for _, e in hostile(patient) if "uid" in e["user"]}

    assert of_stage["attack"] - of_stage["discover"]
    assert (of_stage["discover"] & exists) - of_stage["attack"]


def test_group_makes_mistakes(patient: Simulated) -> None:
    """A few of those attacked are not on the roster; most are."""
    protected = {row["account"].lower() for row in read_roster(patient)}
    attacked = {account(event) for stage, event in hostile(patient) if stage == "attack"}

    assert 0 < len(attacked - protected) <= 0.3 * len(attacked)


def test_group_hides_among_others(patient: Simulated) -> None:
    """Its browsers and some of its addresses are other people's too."""
    mine = {event["metadata"]["uid"] for _, event in hostile(patient)}
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for event in read_events(patient):
        seen[event["metadata"]["uid"] in mine] |= {
            event["src_endpoint"]["ip"],
            event.get("http_request", {}).get("user_agent", ""),
        }

    shared = seen[True] & seen[False]
    assert any("Mozilla" in one for one in shared)
    assert any(one[:1].isdigit() for one in shared)
