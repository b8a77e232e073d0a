import gzip
from datetime import UTC, datetime
from itertools import pairwise

from rasid.scenarios import Simulated
from scenarios.written import account, act, read_events, read_truth

CLASSES = {3001: "Account Change", 3002: "Authentication", 6003: "API Activity"}


def test_classes_agree_with_themselves(patient: Simulated) -> None:
    """Class, category, activity and type ids are those of OCSF."""
    for event in read_events(patient):
        uid = event["class_uid"]
        assert CLASSES[uid] == event["class_name"]
        assert uid * 100 + event["activity_id"] == event["type_uid"]
        assert uid // 1000 == event["category_uid"]


def test_status_says_why_it_failed(patient: Simulated) -> None:
    """A failure has its reason, a success has none."""
    for event in read_events(patient):
        failed = "status_detail" in event
        assert ({True: 2, False: 1}[failed]) == event["status_id"]
        assert failed == ("status_code" in event)


def test_unknown_accounts_have_no_id(patient: Simulated) -> None:
    """Only what exists has an id, and one id only."""
    ids: dict[str, str] = {}
    for event in read_events(patient):
        uid = event["user"].get("uid")
        missing = event.get("status_detail") == "no_such_account"
        assert missing == (uid is None)
        if uid:
            assert uid == ids.setdefault(account(event), uid)


def test_events_stay_in_the_month(patient: Simulated) -> None:
    """The window is half-open and holds every event."""
    first, end = (int(at.timestamp() * 1000) for at in (patient.window.start, patient.window.end))

    times = [event["time"] for event in read_events(patient)]
    assert first <= min(times) <= max(times) < end


def test_lines_come_nearly_in_order(patient: Simulated) -> None:
    """A log is written as events arrive: some are late, most are not."""
    times = [event["time"] for event in read_events(patient)]
    behind = sum(later < earlier for earlier, later in pairwise(times))

    assert 0 < behind < 0.1 * len(times)


def test_a_file_a_day_and_some_compressed(patient: Simulated) -> None:
    """Thirty days make thirty files; a few are gzip with no clock in them."""
    names = sorted(path.name for path in patient.logs.iterdir())
    packed = [path for path in patient.logs.iterdir() if path.suffix == ".gz"]

    assert 30 == len(names)
    assert f"mail-{patient.window.start:%Y-%m-%d}.ndjson" == names[0]
    assert len(packed) in (2, 3)
    assert all(gzip.decompress(path.read_bytes()) for path in packed)
    assert all(b"\0\0\0\0" == path.read_bytes()[4:8] for path in packed)


def test_devices_are_known_ones(patient: Simulated) -> None:
    """A page that nobody is signed in to yet does not know the device."""
    for event in read_events(patient):
        if act(event).startswith(("account.lookup", "recovery.start")):
            assert "device" not in event


def test_truth_is_not_in_the_logs(patient: Simulated) -> None:
    """No field of a line tells a hostile event from an honest one by its name."""
    hostile = read_truth(patient)["events"]
    keys: dict[bool, set[str]] = {True: set(), False: set()}
    for event in read_events(patient):
        keys[event["metadata"]["uid"] in hostile] |= event.keys()

    assert keys[True] <= keys[False]


def test_days_are_utc(patient: Simulated) -> None:
    """A file holds its own UTC day, and late arrivals of the day before."""
    path = sorted(patient.logs.iterdir())[3]
    day = path.name[5:15]
    seen = {
        f"{datetime.fromtimestamp(event['time'] / 1000, UTC):%Y-%m-%d}"
        for event in read_events(patient)
    }

    assert day in seen
    assert 30 == len(seen)
