"""Events to sessions: who is one source, and where a pause ends it."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.sessions.build import SESSION_GAP
from sessions.logs import MONTH, Log, at, dicts, groups, tables

ADA, BEN = "ada@mail.example", "ben@mail.example"


@pytest.mark.parametrize(
    ("pause", "sessions"),
    [
        (timedelta(), 1),
        (timedelta(minutes=29, seconds=59), 1),
        (SESSION_GAP, 1),
        (SESSION_GAP + timedelta(milliseconds=1), 2),
        (timedelta(days=2), 2),
    ],
)
def test_longer_pause_ends_a_session(engine: DuckDB, pause: timedelta, sessions: int) -> None:
    """Half an hour without an event is still a session, a moment more is not."""
    log = Log()
    log.add(at(0), ADA)
    log.add(at(0) + pause, ADA)

    assert sessions == len(groups(log.open(engine)))


def test_session_outlasts_its_gap(engine: DuckDB) -> None:
    """What counts is the pause between two events, not the length of the whole."""
    log = Log()
    for minute in range(0, 300, 25):
        log.add(at(0, 9, minute), ADA)

    assert 1 == len(groups(log.open(engine)))


@pytest.mark.parametrize(
    "other",
    [
        {"source_ip": "192.0.2.2"},
        {"source_ip": None},
        {"user_agent": "curl/8"},
        {"fingerprint": "t13d-other"},
        {"device": "laptop-2"},
        {"provider": "another"},
    ],
)
def test_sources_are_told_apart(engine: DuckDB, other: dict[str, Any]) -> None:
    """Address, client, device and provider make a source."""
    seen: dict[str, Any] = {"fingerprint": "t13d-one", "device": "laptop-1"}
    log = Log()
    log.add(at(0), ADA, **seen)
    log.add(at(0), ADA, **seen | other)
    if "user_agent" in other:
        log.events[1]["fingerprint"] = log.events[0]["fingerprint"] = None

    assert 2 == len(groups(log.open(engine)))


def test_accounts_share_a_source(engine: DuckDB) -> None:
    """A session is of a source, whoever the events are about."""
    log = Log()
    uids = {log.add(at(0), ADA), log.add(at(0, 9, 5), BEN, "lookup")}

    assert {frozenset(uids)} == groups(log.open(engine))


def test_sole_fingerprint_names_its_user_agent(engine: DuckDB) -> None:
    """Records without a fingerprint join the one that their address and user agent have."""
    log = Log()
    uids = {log.add(at(0), ADA, fingerprint="t13d-one"), log.add(at(0, 9, 1), ADA)}

    assert {frozenset(uids)} == groups(log.open(engine))
    assert ["t13d-one"] == [row["fingerprint"] for row in dicts(engine, "sessions")]


def test_two_fingerprints_leave_a_doubt(engine: DuckDB) -> None:
    """Where two clients call themselves the same, a record without a fingerprint is neither."""
    log = Log()
    log.add(at(0), ADA, fingerprint="t13d-one")
    log.add(at(0), BEN, fingerprint="t13d-two")
    log.add(at(0), BEN)

    assert 3 == len(groups(log.open(engine)))


def test_fingerprint_of_another_address_is_no_help(engine: DuckDB) -> None:
    """The same user agent elsewhere may be another client."""
    log = Log()
    log.add(at(0), ADA, fingerprint="t13d-one", source_ip="192.0.2.2")
    log.add(at(0), ADA)

    found = {row["fingerprint"] for row in dicts(log.open(engine), "sessions")}
    assert {"t13d-one", "Mozilla/5.0"} == found


def test_window_is_half_open(engine: DuckDB) -> None:
    """The first moment is in it, the last is not."""
    log = Log()
    start, end = (moment.replace(tzinfo=None) for moment in (MONTH.start, MONTH.end))
    moment = timedelta(microseconds=1)
    kept = [log.add(start, ADA), log.add(end - moment, ADA)]
    log.add(start - moment, ADA)
    log.add(end, ADA)

    tagged = dicts(log.open(engine), "tagged", ["time"])
    assert kept == [row["event_uid"] for row in tagged]


def test_halves_make_the_whole(engine: DuckDB) -> None:
    """Two windows that meet hold each event once."""
    log = Log()
    for hour in range(0, 48, 3):
        log.add(at(0, hour), ADA)
    middle = MONTH.start + timedelta(days=1)
    halves = [Window(MONTH.start, middle), Window(middle, MONTH.end)]
    found = [uid for half in halves for one in groups(log.open(engine, half)) for uid in one]

    assert sorted(row["event_uid"] for row in log.events) == sorted(found)


@pytest.mark.parametrize("account", [None, ""])
def test_event_of_nobody_is_left_out(engine: DuckDB, account: str | None) -> None:
    """Without an account there is no visit."""
    log = Log()
    log.add(at(0), ADA)
    log.add(at(0), ADA, account_exists=True)
    log.events[1]["account"] = account

    assert 1 == len(dicts(log.open(engine), "tagged"))


def test_no_event_makes_empty_tables(engine: DuckDB) -> None:
    """A window without events is no failure."""
    assert {"sessions": [], "visits": []} == tables(Log().open(engine))


@pytest.mark.parametrize(
    ("source", "network"),
    [
        ({"source_ip": "198.51.100.77", "asn": 64500}, "AS64500"),
        ({"source_ip": "198.51.100.77"}, "198.51.0.0/16"),
        ({"source_ip": "2001:db8:7:1::9"}, "2001:db8:7::/48"),
        ({"source_ip": None}, ""),
        ({"source_ip": ""}, ""),
    ],
)
def test_network_is_as_near_as_known(engine: DuckDB, source: dict[str, Any], network: str) -> None:
    """The announcing network is best; without it the address's neighbourhood serves."""
    log = Log()
    log.add(at(0), ADA, **source)

    assert [network] == [row["network"] for row in dicts(log.open(engine), "sessions")]


@pytest.mark.parametrize(
    ("provider", "network"), [("example", "198.51.100.0/24"), ("other", "198.51.0.0/16")]
)
def test_networks_that_a_provider_names_are_told_apart(
    engine: DuckDB, provider: str, network: str
) -> None:
    """Where some are known, a neighbourhood is small: a large one would lump them together."""
    log = Log()
    log.add(at(0), ADA, source_ip="203.0.113.9", asn=64500, provider=provider)
    log.add(at(0), ADA, source_ip="198.51.100.77")

    assert {"AS64500", network} == {row["network"] for row in dicts(log.open(engine), "sessions")}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_session_knows_what_any_record_knows(engine: DuckDB, order: tuple[int, int]) -> None:
    """Some records of a provider have the network's number and the country, and others not."""
    log = Log()
    known: tuple[dict[str, Any], ...] = ({"asn": 64500, "country": "XA"}, {})
    for minute, place in zip(order, known, strict=True):
        log.add(at(0, 9, minute), ADA, **place)

    (row,) = dicts(log.open(engine), "sessions")
    assert ("AS64500", "XA") == (row["network"], row["country"])


def test_who_acts_on_oneself_is_no_doer(engine: DuckDB) -> None:
    """Some providers name the actor always; only another one than the account is one."""
    log = Log()
    log.add(at(0), ADA, actor_account=ADA)
    log.add(at(0), ADA, actor_account=BEN)
    log.add(at(0), ADA, actor_account=None)

    tagged = dicts(log.open(engine), "tagged", ["event_uid"])
    assert ["", BEN, ""] == [row["actor_account"] for row in tagged]


def test_same_window_gives_the_same_tables(engine: DuckDB) -> None:
    """Ids are made of what was seen and of nothing else."""
    first = tables(a_busy_log(5).open(engine))

    assert first["sessions"]
    assert first == tables(a_busy_log(5).open(engine))


@settings(max_examples=15)
@given(seed=st.integers(0, 99), shuffle=st.randoms(use_true_random=False))
def test_order_of_events_changes_nothing(engine: DuckDB, seed: int, shuffle: Random) -> None:
    """Logs come in any order, and so do the rows of a file."""
    log = a_busy_log(seed)
    before = tables(log.open(engine))
    shuffle.shuffle(log.events)

    assert before == tables(log.open(engine))


def test_sessions_count_what_they_hold(engine: DuckDB) -> None:
    """Each session tells its first and last event, and how many and how many accounts."""
    log = Log()
    for minute, account in enumerate((ADA, BEN, ADA)):
        log.add(at(0, 9, minute), account, country="XA", device="laptop-1")

    (row,) = dicts(log.open(engine), "sessions")
    assert (at(0), at(0, 9, 2), 3, 2) == tuple(
        row[name] for name in ("start_at", "end_at", "events", "accounts")
    )
    assert ("example", "192.0.2.1", "XA", "laptop-1") == tuple(
        row[name] for name in ("provider", "source_ip", "country", "device")
    )


def a_busy_log(seed: int) -> Log:
    """Return some sixty events of a few accounts, addresses and clients over some days."""
    draw = Random(seed)
    log = Log()
    people = [f"p{n}@mail.example" for n in range(5)]
    for _ in range(60):
        log.add(
            at(draw.randrange(5), 9, draw.randrange(240)),
            draw.choice(people),
            draw.choice(["signin", "lookup", "mfa", "recovery_send"]),
            draw.choice(["success", "failure"]),
            actor_account=draw.choice(["", "", *people]),
            source_ip=f"192.0.2.{draw.randrange(4)}",
            fingerprint=draw.choice([None, "t13d-one", "t13d-two"]),
            device=draw.choice(["", "laptop"]),
            asn=draw.choice([64500, None]),
            country=draw.choice(["XA", None]),
        )
    return log
