"""What makes each kind of month what it is, looked for in the logs by way of the truth."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from rasid.scenarios import KINDS, Simulated, simulate
from rasid.scenarios.log import STAGES
from rasid.scenarios.parameters import draw_parameters
from rasid.scenarios.sizes import draw_large
from rasid.scenarios.story import make_story
from scenarios.written import Event, account, act, read_events, read_lines, read_roster, read_truth

Maker = Callable[[str, int], Simulated]
Told = tuple[str, Event]
SEEDS = (11, pytest.param(12, marks=pytest.mark.long))
WITH_GROUPS = [name for name, kind in KINDS.items() if kind.groups and name != "large"]


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


@pytest.mark.parametrize("seed", SEEDS)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_homes_are_used_once(make_month: Maker, seed: int) -> None:
    """Every sitting comes from another home; programs are popular ones."""
    month = make_month("residential", seed)
    events = of_group(month)
    runs = sittings(events)
    agents = {event["http_request"]["user_agent"] for _, event in events if "http_request" in event}

    assert len(addresses(events)) >= 0.95 * len(runs) > 10
    assert all("Mozilla" in agent for agent in agents)


@pytest.mark.parametrize("seed", SEEDS)
def test_decoys_are_strangers(make_month: Maker, seed: int) -> None:
    """Under cover, most of those asked for and tried are nobody's targets."""
    month = make_month("cover", seed)
    protected = {row["account"].lower() for row in read_roster(month)}
    open_work, covered = (
        attacked(of_group(make_month(kind, seed))) for kind in ("patient", "cover")
    )

    assert len(covered - protected) > len(covered & protected)
    assert 2 * len(open_work) < len(covered) < 7 * len(open_work)


@pytest.mark.parametrize("seed", SEEDS)
def test_half_of_the_targets_are_listed(make_month: Maker, seed: int) -> None:
    """The work is that of a patient month; half of the roster's persons are left out of it."""
    whole, half = (make_month(kind, seed) for kind in ("patient", "half-roster"))
    persons = [len({row["person_id"] for row in read_roster(month)}) for month in (whole, half)]
    counted = [truth_of(month)["numbers"] for month in (whole, half)]
    unlisted = [set(truth_of(month)["unlisted_targets"]) for month in (whole, half)]

    assert 0.4 < persons[1] / persons[0] < 0.6
    assert counted[0]["attacked"] == counted[1]["attacked"]
    assert unlisted[0] < unlisted[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_imitation_is_fast_and_mixed(make_month: Maker, seed: int) -> None:
    """Many accounts a run, at a bot's pace; up to three in five of them are strangers."""
    month = make_month("imitating", seed)
    protected = {row["account"].lower() for row in read_roster(month)}
    runs = [run for run in sittings(of_group(month)) if len({account(e) for e in run}) >= 15]
    tried = attacked(of_group(month))

    assert runs
    assert all((run[-1]["time"] - run[0]["time"]) / len(run) < 30_000 for run in runs)
    assert 0.25 < len(tried - protected) / len(tried) < 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_spray_is_slow_and_by_mail(make_month: Maker, seed: int) -> None:
    """An account sees a password or two, over mail protocols, in weeks, and nothing is asked."""
    events = of_group(make_month("slow-spray", seed))
    tries = Counter(account(event) for stage, event in events if stage == "attack")
    protocols = {e["auth_protocol"] for stage, e in events if stage == "attack"}
    days = (events[-1][1]["time"] - events[0][1]["time"]) / 86_400_000

    assert {"attack"} <= {stage for stage, _ in events} <= {"attack", "compromise", "exploit"}
    assert protocols <= {"imap", "pop3", "smtp"}
    assert max(tries.values()) <= 2
    assert days > 14


@pytest.mark.parametrize("seed", SEEDS)
def test_return_is_from_elsewhere(make_month: Maker, seed: int) -> None:
    """After a week or more without work, no old address is used, but browsers are."""
    events = of_group(make_month("returning", seed))
    times = [event["time"] for _, event in events]
    gap, position = max((after - at, n) for n, (at, after) in enumerate(pairwise(times)))
    before, after = events[: position + 1], events[position + 1 :]

    assert 7 * 86_400_000 <= gap < 16 * 86_400_000
    assert not addresses(before) & addresses(after)
    assert {program(e) for _, e in before} & {program(e) for _, e in after}
    assert attacked(before) & attacked(after)


def program(event: Event) -> str:
    return str(event.get("http_request", {}).get("user_agent", ""))


@pytest.mark.parametrize("seed", SEEDS)
def test_most_entries_are_resets(make_month: Maker, seed: int) -> None:
    """Accounts are entered by a reset, after the mailbox that gets the code or with none."""
    month = make_month("recovery-chain", seed)
    recovers = {row["account"].lower(): row["recovers"] for row in read_roster(month)}
    entered: dict[str, set[str]] = defaultdict(set)
    for stage, event in of_group(month):
        if stage == "compromise":
            entered[account(event)].add(act(event))
    reset = {name for name, done in entered.items() if "Password Reset success" in done}
    mailboxes = {name for name in entered if recovers.get(name)}

    assert len(reset | mailboxes) >= 0.8 * len(entered) >= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_phished_passwords_meet_factors(make_month: Maker, seed: int) -> None:
    """Most tries have the right password and no second factor; nearly nothing is asked."""
    events = of_group(make_month("phished", seed))
    stages = Counter(stage for stage, _ in events)
    stopped = [event for _, event in events if str(event.get("status_detail")).startswith("mfa")]

    assert len(stopped) > 0.4 * stages["attack"]
    assert stages["discover"] < 0.5 * stages["attack"]


def test_clicks_are_logged_in_some_seeds(make_month: Maker) -> None:
    """Links followed are in the logs of some providers, those of harmless mails among them."""
    clicks = [
        [
            event
            for event in read_events(make_month("phished", seed))
            if act(event) == "link.click success"
        ]
        for seed in (11, 12, 13, 14)
    ]

    assert [] in clicks
    assert all(len(found) > 100 for found in clicks if found)
    assert any(clicks)


def beyond_quiet(make_month: Maker, kind: str, seed: int) -> Counter[str]:
    """Count what a kind without a group has more of than the quiet month of its seed."""
    done = [Counter(map(act, read_events(make_month(name, seed)))) for name in (kind, "quiet")]
    assert {} == truth_of(make_month(kind, seed))["events"]
    return done[0] - done[1]


def test_summit_shares_an_address(make_month: Maker) -> None:
    """Protected people who were never there before sign in from one address, and ask around."""
    month = make_month("newsroom", 11)
    protected = {row["account"].lower() for row in read_roster(month)}
    behind: dict[str, set[str]] = defaultdict(set)
    for event in read_events(month):
        if (
            "Hospitality" in (name := event["src_endpoint"]["autonomous_system"]["name"])
            or "Guest" in name
        ):
            behind[event["src_endpoint"]["ip"]].add(account(event))

    assert max(len(accounts & protected) for accounts in behind.values()) >= 8
    more = beyond_quiet(make_month, "newsroom", 11)
    assert more["Logon mfa_timeout"] > 0 < more["account.lookup success"]


def test_move_resets_and_locks_out(make_month: Maker) -> None:
    """A move causes resets, wrong passwords, recoveries and look-ups in a weekend."""
    more = beyond_quiet(make_month, "migration", 11)

    assert {"Password Reset success", "Logon bad_password", "account.lookup success"} <= set(more)


def test_study_asks_daily(make_month: Maker) -> None:
    """A few addresses ask for much that is not there, on most days."""
    month = make_month("scanner", 11)
    days: dict[str, set[int]] = defaultdict(set)
    for event in read_events(month):
        if act(event) == "account.lookup no_such_account":
            days[event["src_endpoint"]["ip"]].add(event["time"] // 86_400_000)

    assert beyond_quiet(make_month, "scanner", 11)["account.lookup no_such_account"] > 200
    assert max(map(len, days.values())) >= 5


@pytest.mark.parametrize("kind", ["stuffing", "harvesting"])
def test_crime_is_heavier(make_month: Maker, kind: str) -> None:
    """There is at least half as much again of it, and it is marked as what it is."""
    here, quiet = (
        Counter(truth_of(make_month(name, 11))["background"].values()) for name in (kind, "quiet")
    )

    assert here[kind] > 1.5 * quiet[kind]
    assert sum(beyond_quiet(make_month, kind, 11).values()) >= here[kind] - quiet[kind]


@pytest.mark.parametrize("kind", ["tiny", "tiny-quiet"])
def test_tenant_is_tiny(make_month: Maker, kind: str) -> None:
    """Some forty accounts, nearly all of one domain, are seen for a week, whatever the scale."""
    month = make_month(kind, 11)
    domains = Counter(account(event).partition("@")[2] for event in read_events(month))

    assert 7 == (month.window.end - month.window.start).days
    assert 36 <= month.accounts <= 46
    assert 6 <= len(read_roster(month)) <= 12
    assert domains.most_common(1)[0][1] > 0.5 * domains.total()
    assert bool(hostile(month)) == (kind == "tiny")


def test_ambiguous_weeks_differ() -> None:
    """In about half of them a group is at work, with others who look like one or without them."""
    stories = [make_story(KINDS["ambiguous"], seed, 1.0) for seed in range(24)]
    kinds = Counter((bool(story.names), bool(story.parts)) for story in stories)
    sizes = {sum(row.mark in STAGES for row in story.rows) for story in stories if story.names}

    assert {(True, False), (True, True), (False, True)} == set(kinds)
    assert 6 <= kinds[True, False] + kinds[True, True] <= 18
    assert 0 < min(sizes) < 30 < max(sizes)


def test_group_may_go_for_nobody(tmp_path: Path) -> None:
    """In this ambiguous week a group is drawn that has nobody to go for; it does nothing."""
    month = simulate("ambiguous", 71129, tmp_path, scale=0.3)

    assert {} == read_truth(month)["events"]


def test_large_month_hides_a_middling_funnel() -> None:
    """Accounts grow, what the group does to them does not."""
    middling, large = draw_parameters(11), draw_large(11, 1.0)

    assert 200_000 == large.accounts
    assert (middling.funnel, middling.roster) == (large.funnel, large.roster)
    assert middling.visits / middling.accounts == pytest.approx(large.visits / large.accounts)


def test_large_month_can_be_made_smaller(tmp_path: Path) -> None:
    """Its scale is one of accounts; the funnel gives way where it would not fit any more."""
    month = simulate("large", 11, tmp_path, scale=0.03)

    assert 6_000 <= month.accounts < 6_010
    assert len(read_roster(month)) <= 0.02 * month.accounts
    assert read_truth(month)["numbers"]["attacked"] >= 8
