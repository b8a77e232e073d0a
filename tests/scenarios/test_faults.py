"""What goes wrong with a log, seen in its lines, its rows and its truth."""

import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from rasid.errors import UsageError
from rasid.scenarios import FAULTS, Simulated, simulate
from rasid.scenarios.faults import Faults, service_of
from rasid.scenarios.log import Act, Row, act, signin
from rasid.scenarios.simulate import imagine
from rasid.scenarios.world.build import World
from rasid.scenarios.writing import tell
from scenarios.written import Event, files, read_events, read_truth

SEEDS = range(40, 52)
SCALE = 0.04

Make = Callable[[str], Simulated]
Happened = tuple[World, list[Row]]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a maker of one small month with faults of some kinds."""

    @cache
    def made(faults: str) -> Simulated:
        wanted = faults.split()
        return simulate("patient", 7, tmp_path_factory.mktemp("month"), scale=SCALE, faults=wanted)

    return made


@pytest.fixture(scope="module")
def happened() -> Happened:
    story = imagine("patient", 7, SCALE)
    return story.world, story.rows


def by_uid(month: Simulated) -> dict[str, Event]:
    return {event["metadata"]["uid"]: event for event in read_events(month)}


def test_duplicates_are_exact_and_in_other_files(make: Make) -> None:
    """A record comes twice as it came once, in a file that tells of a second delivery."""
    month = make("duplicates")
    lines = Counter(json.dumps(event, sort_keys=True) for event in read_events(month))
    uids = Counter(event["metadata"]["uid"] for event in read_events(month))
    twice = sum(count == 2 for count in uids.values())

    assert len(lines) == len(uids) == month.events
    assert {1, 2} == set(uids.values())
    assert read_truth(month)["faults"]["duplicates"]["records"] == twice
    assert 0.015 < twice / month.events < 0.045
    assert any(".again." in path.name for path in month.logs.iterdir())
    assert 1 == max(Counter(e["metadata"]["uid"] for e in _events(month, ".again.")).values())


def _events(month: Simulated, part: str) -> list[Event]:
    paths = [path for path in month.logs.iterdir() if part in path.name and path.suffix != ".gz"]
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]


def test_some_come_again_days_later(happened: Happened) -> None:
    """Second deliveries come the same day or days later."""
    world, rows = happened

    assert {0, 1, 2, 3, 5, 9} == set(tell(world, rows, "ocsf", ["duplicates"]).again.values())


def test_losses_are_out_of_log_and_truth(make: Make) -> None:
    """What is lost is counted nowhere; what is left is as it would have been."""
    whole, month = make(""), make("losses")
    kept, before, truth = by_uid(month), by_uid(whole), read_truth(month)

    assert all(event["time"] == before[uid]["time"] for uid, event in kept.items())
    assert 0 < whole.events - month.events
    assert len(kept) == month.events
    assert truth["events"].keys() <= read_truth(whole)["events"].keys() & kept.keys()
    assert truth["background"].keys() <= kept.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_losses_are_a_few_and_perhaps_a_gap(happened: Happened, seed: int) -> None:
    """Half a record to three in a hundred are lost, and what falls into a gap."""
    world, rows = happened
    faults = Faults(seed, world.month, ["losses"])
    kept, uids = faults.lose(rows, [str(number) for number in range(len(rows))])
    said = faults.said["losses"]

    assert len(kept) == len(uids) < len(rows)
    assert all(rows[int(uid)] == row for row, uid in zip(kept, uids, strict=True))
    most = 0.035 if said["gap"] is None else 0.08
    assert 0.003 < 1 - len(kept) / len(rows) < most


def test_a_gap_is_empty(happened: Happened) -> None:
    """In a gap of all services there is nothing at all."""
    world, rows = happened
    for seed in range(60):
        faults = Faults(seed, world.month, ["losses"])
        kept, _ = faults.lose(rows, [""] * len(rows))
        gap = faults.said["losses"]["gap"]
        if isinstance(gap, dict) and gap["service"] is None:
            break
    longest = max(later.time - row.time for row, later in pairwise(kept))

    assert 3_600_000 <= longest


def test_opened_recovery_without_its_code_is_discovery(happened: Happened) -> None:
    """A recovery whose code was asked for in a lost record is told as what is left of it."""
    world, rows = happened
    asked = {"recovery.send_code", "recovery.verify", "password.reset"}
    left = [row for row in rows if row.act.operation not in asked]
    opened = [
        row.mark
        for row in tell(world, left, "ocsf", ["losses"]).rows
        if row.act.operation == "recovery.start" and row.mark in {"attack", "discover"}
    ]

    assert {"discover"} == set(opened)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_clock_is_off(happened: Happened, seed: int) -> None:
    """All records of one service are off by the same time, at most five minutes."""
    world, rows = happened
    faults = Faults(seed, world.month, ["skew"])
    off: dict[str, set[int]] = {}
    for before, after in zip(rows, faults.in_services(rows), strict=True):
        off.setdefault(service_of(before.act), set()).add(after.time - before.time)
    said = faults.said["skew"]
    seconds = said["seconds"]

    assert isinstance(seconds, float)
    assert 20 <= abs(seconds) <= 300
    assert {int(seconds * 1000)} == off.pop(str(said["service"]))
    assert {0} == set().union(*off.values())


def test_missing_fields_are_empty(make: Make) -> None:
    """What is missing is left out of the line; who and what and when is there."""
    whole, month = by_uid(make("")), by_uid(make("missing"))
    lost: Counter[str] = Counter()
    for uid, event in month.items():
        lost.update(whole[uid].keys() - event.keys())
        assert (whole[uid]["time"], whole[uid]["user"]) == (event["time"], event["user"])

    assert whole.keys() == month.keys()
    assert lost.keys() <= {"http_request", "ja4_fingerprint_list", "device", "session"}
    assert month != whole


@pytest.mark.parametrize("seed", SEEDS)
def test_fields_are_missing_in_a_share_or_a_service(happened: Happened, seed: int) -> None:
    """What the truth says is missing is missing as it says."""
    world, rows = happened
    faults = Faults(seed, world.month, ["missing"])
    spoiled = faults.in_services(rows)

    assert 1 <= len(faults.said["missing"]) <= 3
    for name, told in faults.said["missing"].items():
        assert isinstance(told, dict)
        ours = [
            (_value(name, before), _value(name, after))
            for before, after in zip(rows, spoiled, strict=True)
            if told["service"] in {None, service_of(before.act)} and _value(name, before)
        ]
        empty = sum(not after for _, after in ours)
        assert empty == pytest.approx(told["share"] * len(ours), abs=5 + 0.06 * len(ours))


def _value(name: str, row: Row) -> object:
    client = row.client
    return {
        "user agent": client.agent.user_agent,
        "fingerprint": client.agent.ja4,
        "device": client.device,
        "session": row.session,
        "asn": client.address.network.asn,
        "country": client.address.network.country,
    }[name]


def test_faults_come_together(make: Make) -> None:
    """All at once they spoil one month, and its truth keeps to what is in the log."""
    month = make(" ".join(FAULTS))
    truth, logged = read_truth(month), by_uid(month)

    assert set(FAULTS) == truth["faults"].keys()
    assert {*truth["events"], *truth["background"]} <= logged.keys()


def test_faults_come_again_from_the_same_seed(make: Make) -> None:
    """A spoiled month can be made again, byte for byte."""
    first, second = (make(" ".join(names)) for names in (FAULTS, [*FAULTS][::-1]))

    assert files(first.truth.parent) == files(second.truth.parent)


@pytest.mark.parametrize(
    ("done", "service"),
    [
        (signin(), "sign-in pages"),
        (signin("bad_password", "imap"), "mail server"),
        (act("recovery.verify", "wrong_code"), "recovery pages"),
        (act("account.lookup"), "recovery pages"),
        (act("mail_rule.create"), "mail server"),
        (act("recovery_contact.change"), "account settings"),
    ],
)
def test_each_act_has_its_service(done: Act, service: str) -> None:
    """Sign-in, recovery, mail and settings are services with clocks of their own."""
    assert service == service_of(done)


def test_unknown_choices_are_answered_with_the_known(tmp_path: Path) -> None:
    """A wrong fault or form is answered with the right ones."""
    with pytest.raises(UsageError, match=r"fault called 'fire'; the known ones are duplicates, "):
        simulate("quiet", 1, tmp_path, faults=["fire"])
    with pytest.raises(UsageError, match="form called 'fax'; the known ones are ocsf"):
        simulate("quiet", 1, tmp_path, form="fax")
