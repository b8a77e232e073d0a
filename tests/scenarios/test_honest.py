from collections import Counter, defaultdict
from collections.abc import Callable

from rasid.scenarios import Simulated
from scenarios.written import account, act, read_events, read_roster, read_truth

Maker = Callable[[str, int], Simulated]


def test_honest_people_do_what_intruders_do(make_month: Maker) -> None:
    """No kind of event gives intruders away: over a few months, others cause each of them."""
    honest: Counter[str] = Counter()
    hostile: set[str] = set()
    for seed in (11, 12, 13):
        month = make_month("patient", seed)
        truth = read_truth(month)
        for event in read_events(month):
            uid = event["metadata"]["uid"]
            if uid in truth["events"]:
                hostile.add(act(event))
            elif uid not in truth["background"]:
                honest[act(event)] += 1

    assert set() == {name for name in hostile if honest[name] < 3}


def test_most_accounts_are_quiet(quiet: Simulated) -> None:
    """Many accounts are hardly used, a few very much."""
    truth = read_truth(quiet)
    seen = Counter(
        account(event)
        for event in read_events(quiet)
        if event["metadata"]["uid"] not in truth["background"] and event["status"] == "Success"
    )

    assert len(seen) < 0.9 * quiet.accounts
    assert sum(count for _, count in seen.most_common(quiet.accounts // 10)) > 0.3 * seen.total()


def test_colleagues_share_a_gateway(quiet: Simulated) -> None:
    """Many protected people sign in from one address: their office."""
    protected = {row["account"].lower() for row in read_roster(quiet)}
    behind = defaultdict(set)
    for event in read_events(quiet):
        if account(event) in protected and act(event) == "Logon success":
            behind[event["src_endpoint"]["ip"]].add(account(event))

    assert max(map(len, behind.values())) >= 3


def test_popular_browsers_are_shared(quiet: Simulated) -> None:
    """A few fingerprints are everybody's, most are few people's."""
    using = defaultdict(set)
    for event in read_events(quiet):
        for fingerprint in event.get("ja4_fingerprint_list", ()):
            using[fingerprint["value"]].add(account(event))
    sizes = sorted(map(len, using.values()))

    assert sizes[-1] > 0.1 * quiet.accounts
    assert sizes[len(sizes) // 2] < 0.02 * quiet.accounts


def test_strangers_look_protected_people_up(quiet: Simulated) -> None:
    """Readers, colleagues and help desks ask for protected people, honestly."""
    protected = {row["account"].lower() for row in read_roster(quiet)}
    askers = {
        event["src_endpoint"]["ip"]
        for event in read_events(quiet)
        if act(event) == "account.lookup success" and account(event) in protected
    }

    assert len(askers) > 20
