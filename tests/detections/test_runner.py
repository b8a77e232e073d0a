from datetime import UTC
from pathlib import Path

import pytest

from detections.rule_files import (
    COLUMNS,
    SELECT,
    run_on,
    sound,
    suppression,
    three_sign_ins,
    write_rule,
)
from rasid.clock import Window
from rasid.detections import Broken, Rules, run_rules
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from sessions.logs import MONTH, Log, at, dicts

JOINS = " ".join(
    f"JOIN events AS {one} ON {one}.time < {other}.time + $most"
    for one, other in zip("abcde", ["events", *"abcd"], strict=True)
)
OF_TEXTS = (
    "lag(action, 1, 'none') OVER (ORDER BY time) IN ('none', 'signin')",
    "coalesce(reason, client, 'none') <> ''",
    "greatest(action, 'zebra') = 'zebra'",
    "action || network LIKE 'signin%'",
    "action NOT IN ('mfa', 'no action')",
    "regexp_matches(action, '^sign')",
    "CASE WHEN outcome = 'success' THEN action ELSE 'none' END = 'signin'",
)
SLOW = f"SELECT {COLUMNS} FROM (SELECT events.* FROM events {JOINS}) AS found"


def test_rows_of_one_subject_are_one_signal(engine: DuckDB, tmp_path: Path) -> None:
    (run,) = run_on(engine, three_sign_ins(), sound(write_rule(tmp_path)))

    signals = dicts(engine, "signals", ("first_seen",))
    assert ("ran", 2, 3) == (run.state, run.signals, run.events)
    assert [("ada@example.org", None, 2), ("bo@example.org", "192.0.2.1", 1)] == [
        (one["account"], one["source_ip"], one["events"]) for one in signals
    ]
    assert [(at(1), at(2)), (at(3), at(3))] == [
        (one["first_seen"], one["last_seen"]) for one in signals
    ]
    assert {"u00000", "u00001", "u00002"} == {
        one["event_uid"] for one in dicts(engine, "signal_events")
    }


def test_ids_are_of_rule_and_events(engine: DuckDB, tmp_path: Path) -> None:
    """The same rule on the same events gives the same ids, whatever else is in the log."""
    rule = sound(write_rule(tmp_path))
    run_on(engine, three_sign_ins(), rule)
    before = {one["account"]: one["signal_id"] for one in dicts(engine, "signals")}
    longer = three_sign_ins()
    longer.add(at(4), "bo@example.org")
    run_on(engine, longer, rule)
    after = {one["account"]: one["signal_id"] for one in dicts(engine, "signals")}

    assert before["ada@example.org"] == after["ada@example.org"]
    assert before["bo@example.org"] != after["bo@example.org"]


def test_event_given_twice_counts_once(engine: DuckDB, tmp_path: Path) -> None:
    """A rule that gives events more than once stands beside one that does not."""
    doubled = "(SELECT * FROM events UNION ALL SELECT * FROM events) AS found"
    twice = sound(write_rule(tmp_path, "twice", f"SELECT {COLUMNS} FROM {doubled}"))
    once = sound(write_rule(tmp_path, "once"))

    runs = run_on(engine, three_sign_ins(), twice, once)

    assert [("twice", 2, 3), ("once", 2, 3)] == [(r.rule, r.signals, r.events) for r in runs]
    assert 6 == len(dicts(engine, "signal_events"))


def test_events_before_the_window_give_no_signal(engine: DuckDB, tmp_path: Path) -> None:
    log = three_sign_ins()
    run_on(engine, log, sound(write_rule(tmp_path)))
    late = Window(at(2, 12).replace(tzinfo=UTC), MONTH.end)
    run_rules(engine, Rules((sound(write_rule(tmp_path)),)), late)

    assert ["bo@example.org"] == [one["account"] for one in dicts(engine, "signals")]


def test_rule_that_takes_too_long_is_stopped_and_told(engine: DuckDB, tmp_path: Path) -> None:
    """Others run all the same, and the engine is well."""
    log = Log()
    for number in range(400):
        log.add(at(1, minute=number / 10), f"u{number}@example.org")
    slow = sound(write_rule(tmp_path, "slow", SLOW, parameter="most duration = 1d; a day"))
    quick = sound(write_rule(tmp_path, "quick"))

    runs = run_on(engine, log, slow, quick, seconds=0.5)

    assert [
        ("slow", "could not run", "it took more than 0.5 seconds", 0),
        ("quick", "ran", "", 400),
    ] == [(run.rule, run.state, run.why, run.signals) for run in runs]


def test_rule_that_needs_too_much_memory_is_told(tmp_path: Path) -> None:
    log = Log()
    for number in range(400):
        log.add(at(1, minute=number / 10), f"u{number}@example.org")
    big = "SELECT string_agg(a.account || b.account, '') FROM events a, events b, events c"
    path = write_rule(tmp_path, "big", f"{SELECT} WHERE account < ({big})")

    with DuckDB(Settings(memory_limit="200MB", threads=1), tmp_path) as engine:
        (run,) = run_on(engine, log, sound(path))

    assert ("could not run", "it needs more memory than `memory_limit` allows") == (
        run.state,
        run.why,
    )


def test_columns_of_few_values_are_texts_to_rules(engine: DuckDB, tmp_path: Path) -> None:
    """They are held as numbers, which no rule can tell."""
    said = " AND ".join(OF_TEXTS)
    select = f"SELECT {COLUMNS} FROM (SELECT *, {said} AS said FROM events) AS found WHERE said"

    (run,) = run_on(engine, three_sign_ins(), sound(write_rule(tmp_path, select=select)))

    assert ("ran", "", 3) == (run.state, run.why, run.events)


@pytest.mark.parametrize(
    ("select", "why"),
    [
        (SELECT.replace("1.0", "CAST(account AS DOUBLE)"), "Could not convert string"),
        (SELECT.replace("account,", "nosuch AS account,"), 'column "nosuch" not found'),
        (SELECT.replace("account AS subject", "NULL AS subject"), "3 of its rows have no subject"),
    ],
)
def test_error_is_told_and_never_silent(
    engine: DuckDB, tmp_path: Path, select: str, why: str
) -> None:
    path = write_rule(tmp_path, select=select)

    (run,) = run_on(engine, three_sign_ins(), sound(path))

    assert ("could not run", str(path), 10) == (run.state, run.file, run.line)
    assert why in run.why
    assert "\n" not in run.why
    assert [run.why] == [one["why"] for one in dicts(engine, "rule_runs")]


def test_rule_without_anything_to_read_is_told(engine: DuckDB, tmp_path: Path) -> None:
    path = write_rule(tmp_path, reads="events, protected")

    (run,) = run_on(engine, three_sign_ins(), sound(path))

    assert ("nothing to read", "nothing in protected") == (run.state, run.why)


def test_broken_files_are_counted(engine: DuckDB, tmp_path: Path) -> None:
    run_on(engine, three_sign_ins())
    broken = Broken("bad", tmp_path / "bad.sql", 3, "level: got 'x'; expected low.")

    (run,) = run_rules(engine, Rules((), (broken,)), MONTH)

    assert ("bad", "could not run", 3) == (run.rule, run.state, run.line)
    assert ["bad"] == [one["rule"] for one in dicts(engine, "rule_runs")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ["suppression 1 by Ada: known"] * 2),
        ({"account": "bo@example.org"}, [None, "suppression 1 by Ada: known"]),
        ({"source_ip": "192.0.2.1"}, [None, "suppression 1 by Ada: known"]),
        ({"source_ip": "192.0.2.2"}, [None, None]),
        ({"until": at(3, 0).replace(tzinfo=UTC)}, ["suppression 1 by Ada: known", None]),
        ({"rule": "other"}, [None, None]),
    ],
)
def test_suppressed_signals_stay_and_say_so(
    engine: DuckDB, tmp_path: Path, changes: dict[str, object], told: list[str | None]
) -> None:
    rule = sound(write_rule(tmp_path))

    run_on(engine, three_sign_ins(), rule, suppressed=(suppression(**changes),))

    assert told == [one["suppressed"] for one in dicts(engine, "signals", ("first_seen",))]


def test_strange_bytes_are_data(engine: DuckDB, tmp_path: Path) -> None:
    """What stands in a log is never a part of a statement."""
    log = Log()
    hostile = "'); DROP TABLE events; --\x1b[2J@example.org"
    log.add(at(1), hostile)

    run_on(engine, log, sound(write_rule(tmp_path)))

    assert [hostile] == [one["account"] for one in dicts(engine, "signals")]
