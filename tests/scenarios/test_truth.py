from collections import Counter, defaultdict

from rasid.scenarios import Simulated
from rasid.tables.campaigns import STAGES
from scenarios.written import account, act, read_events, read_roster, read_truth

ENTRIES = {"Logon success", "Password Reset success"}
TRIES = {"recovery.start", "recovery.send_code", "recovery.verify", "Logon"}


def test_each_event_is_logged_once(patient: Simulated) -> None:
    """Every id of the truth is on exactly one line of the logs."""
    truth = read_truth(patient)
    logged = Counter(event["metadata"]["uid"] for event in read_events(patient))

    assert {1} == set(logged.values())
    assert {*truth["events"], *truth["background"]} <= logged.keys()
    assert not truth["events"].keys() & truth["background"].keys()


def test_numbers_follow_from_events(patient: Simulated) -> None:
    """The funnel can be counted again from the logs by the definitions of the four words."""
    truth = read_truth(patient)
    reached = defaultdict(set)
    attempts = 0
    for event in read_events(patient):
        stage = truth["events"].get(event["metadata"]["uid"], {}).get("stage")
        attempts += stage == "discover"
        reached[stage, event["status"]].add(account(event))
    identified = reached["discover", "Success"]
    entered = reached["compromise", "Success"] | reached["exploit", "Success"]
    attacked = reached["attack", "Success"] | reached["attack", "Failure"] | entered

    counted = (attempts, len(identified), len(attacked), len(entered))
    numbers = truth["numbers"]
    assert counted == tuple(
        numbers[name] for name in ("attempts", "identified", "attacked", "compromised")
    )


def test_categories_add_up(patient: Simulated) -> None:
    """Each number is the sum of its categories, which are the roster's or `unlisted`."""
    numbers = read_truth(patient)["numbers"]
    by_category = numbers.pop("by_category")

    sums = {name: sum(of[name] for of in by_category.values()) for name in numbers}
    assert numbers == sums
    assert by_category.keys() <= {row["category"] for row in read_roster(patient)} | {"unlisted"}


def test_stages_fit_what_was_done(patient: Simulated) -> None:
    """A stage says what an event is, as the words are defined."""
    stages = {uid: entry["stage"] for uid, entry in read_truth(patient)["events"].items()}
    done = defaultdict(set)
    for event in read_events(patient):
        if stage := stages.get(event["metadata"]["uid"]):
            done[stage].add(act(event))

    assert set(STAGES) >= set(done)
    assert {"account.lookup", "recovery.start"} >= {name.split()[0] for name in done["discover"]}
    assert TRIES >= {name.split()[0] for name in done["attack"]}
    assert ENTRIES >= done["compromise"]
    assert not ENTRIES & (done["attack"] | done["exploit"])


def test_opened_page_is_no_attack(patient: Simulated) -> None:
    """A recovery page counts as an attempt only where no code was asked for within hours."""
    stages = {uid: entry["stage"] for uid, entry in read_truth(patient)["events"].items()}
    opened, sent = [], defaultdict(list)
    for event in read_events(patient):
        stage = stages.get(event["metadata"]["uid"])
        if stage == "discover" and act(event).startswith("recovery.start"):
            opened.append((account(event), event["time"]))
        if stage == "attack" and act(event) == "recovery.send_code success":
            sent[account(event)].append(event["time"])

    near = [one for one, at in opened for other in sent[one] if abs(at - other) < 6 * 3_600_000]
    assert [] == near


def test_quiet_month_has_no_group(quiet: Simulated) -> None:
    """Without a group there is nothing to find but crime that is not targeted."""
    truth = read_truth(quiet)

    assert {} == truth["events"]
    assert truth["actor"] is None
    assert 0 == truth["numbers"]["attempts"] == truth["numbers"]["compromised"]
    assert {"stuffing", "harvesting", "recovery_abuse"} == set(truth["background"].values())
