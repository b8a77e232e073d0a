from rasid.scenarios import Simulated
from scenarios.written import account, read_events, read_roster, read_truth


def test_crime_meets_protected_people_by_chance(quiet: Simulated) -> None:
    """Of the accounts that criminals touch, about as many are protected as of all accounts."""
    background = read_truth(quiet)["background"]
    protected = {row["account"].lower() for row in read_roster(quiet)}
    touched = {
        account(event)
        for event in read_events(quiet)
        if event["metadata"]["uid"] in background and "uid" in event["user"]
    }

    share = len(touched & protected) / len(touched)
    assert 0.3 < share / (len(protected) / quiet.accounts) < 2.0


def test_crime_asks_for_missing_accounts(quiet: Simulated) -> None:
    """Lists are old and guesses are wrong: a large part of what criminals try is not there."""
    background = read_truth(quiet)["background"]
    missing = [
        event.get("status_detail") == "no_such_account"
        for event in read_events(quiet)
        if event["metadata"]["uid"] in background
    ]

    assert 0.2 < sum(missing) / len(missing) < 0.8
