"""Sigma rules against SQL of the same meaning by hand, and against a bare scan of their columns.

    python benchmarks/sigma_rules.py [--events 2000000] [--rounds 5]

Medians of rounds in which all queries take turns over the same Parquet file, in CPU seconds: what
else the machine does matters little then. Both kinds of query are counted, never fetched; before
they are timed, they have to find the same number of events.
"""

import argparse
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time

import duckdb
from sigma.collection import SigmaCollection

from rasid.detections.sigma import Column, DuckDBBackend, Source

MOST_OF_HAND = 1.5
MOST_OF_SCAN = {"set": 3.0, "window": 12.0}
FIELDS = ("account", "action", "outcome", "reason", "source_ip", "user_agent", "country")

PICK = "CREATE MACRO pick(i, salt, made) AS made[CAST(1 + hash(i, salt) % len(made) AS BIGINT)]"
EVENTS = """
COPY (
    SELECT
        'e' || i AS event_uid,
        TIMESTAMP '2026-01-01' + to_milliseconds(CAST(i * 2592e6 / {events} AS BIGINT)) AS time,
        'user' || (hash(i) % 20000) || '@contoso.example' AS account,
        pick(i, 1, ['signin', 'signin', 'signin', 'mfa', 'token', 'admin']) AS action,
        pick(i, 2, ['success', 'success', 'success', 'success', 'failure']) AS outcome,
        pick(i, 3, ['bad_password', 'locked', 'mfa_denied', 'no_such_account', NULL])
            AS reason,
        (hash(i, 4) % 223 + 1) || '.' || hash(i, 5) % 256 || '.' || hash(i, 6) % 256 || '.7'
            AS source_ip,
        pick(i, 7, ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/1', 'Outlook-iOS/2.',
            'BAV2ROPC/', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Safari/6'])
            || hash(i, 9) % 3000 AS user_agent,
        pick(i, 8, ['DE', 'FR', 'US', 'IR', 'GB']) AS country
    FROM range({events}) AS made(i)
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""

FAILED = """
title: failed
name: failed
logsource: {product: any}
detection:
    s: {action: signin, outcome: failure}
    condition: s
"""
ENTERED = FAILED.replace("failed", "entered").replace("failure", "success")
MANY = ", ".join(f"'user{n}@contoso.example'" for n in range(0, 5000, 100))
LATE = "RANGE BETWEEN INTERVAL 3600 SECOND PRECEDING AND CURRENT ROW"
NEXT = "RANGE BETWEEN CURRENT ROW AND INTERVAL 3600 SECOND FOLLOWING"
OF = "PARTITION BY lower(account) ORDER BY time"
FAILURES = "lower(action) = 'signin' AND lower(outcome) = 'failure'"


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule, the same by hand, and the columns that both read."""

    kind: str
    rule: str
    hand: str
    columns: tuple[str, ...]


def single(selection: str, condition: str = "s") -> str:
    """Return a rule of single events."""
    return (
        f"title: a rule\nlogsource: {{product: any}}\ndetection:\n    {selection}\n"
        f"    condition: {condition}\n"
    )


def together(kind: str, rules: str, condition: str) -> str:
    """Return a correlation over an hour."""
    return (
        f"title: together\ncorrelation:\n    type: {kind}\n    rules: {rules}\n"
        f"    group-by: account\n    timespan: 1h\n    {condition}\n"
    )


def hits(metric: str, where: str, limit: str, shown: str = "") -> str:
    """Return by hand the events in windows in which a metric fulfils a limit."""
    return (
        f"WITH found AS (SELECT *{shown} FROM events WHERE {where}), "
        f"measured AS (SELECT *, {metric} AS metric FROM found), "
        f"hit AS (SELECT *, CASE WHEN metric {limit} THEN time END AS late FROM measured), "
        f"told AS (SELECT *, min(late) OVER ({OF} {NEXT}) AS hit_at FROM hit) "
        f"SELECT event_uid FROM told WHERE hit_at IS NOT NULL"
    )


PAIRS: Mapping[str, Pair] = {
    "equal": Pair(
        "set",
        single("s: {action: signin, outcome: failure}"),
        f"SELECT event_uid FROM events WHERE {FAILURES}",
        ("action", "outcome"),
    ),
    "one of fifty": Pair(
        "set",
        single(f"s: {{account: [{MANY}]}}"),
        f"SELECT event_uid FROM events WHERE lower(account) IN ({MANY})",
        ("account",),
    ),
    "words within": Pair(
        "set",
        single("s: {user_agent|contains: [bav2ropc, azurehound, python-requests]}"),
        "SELECT event_uid FROM events WHERE contains(lower(user_agent), 'bav2ropc') "
        "OR contains(lower(user_agent), 'azurehound') "
        "OR contains(lower(user_agent), 'python-requests')",
        ("user_agent",),
    ),
    "and not": Pair(
        "set",
        single(
            "s: {action: signin}\n    f_1: {country: [DE, FR]}\n    f_2: {reason: null}",
            "s and not 1 of f_*",
        ),
        "SELECT event_uid FROM events WHERE lower(action) = 'signin' "
        "AND NOT (coalesce(lower(country) IN ('de', 'fr'), false) OR reason IS NULL)",
        ("action", "country", "reason"),
    ),
    "expression": Pair(
        "set",
        single("s: {user_agent|re: 'Chrome/1[0-9]{2}'}"),
        "SELECT event_uid FROM events WHERE regexp_matches(user_agent, 'Chrome/1[0-9]{2}')",
        ("user_agent",),
    ),
    "network": Pair(
        "set",
        single("s: {source_ip|cidr: 10.0.0.0/8}"),
        "SELECT event_uid FROM events WHERE starts_with(source_ip, '10.') "
        "OR starts_with(lower(source_ip), '::ffff:10.')",
        ("source_ip",),
    ),
    "event_count": Pair(
        "window",
        FAILED + "---\n" + together("event_count", "failed", "condition: {gte: 2}"),
        hits(f"count(*) OVER ({OF} {LATE})", FAILURES, ">= 2"),
        ("event_uid", "time", "account", "action", "outcome"),
    ),
    "value_count": Pair(
        "window",
        FAILED
        + "---\n"
        + together("value_count", "failed", "condition: {gte: 2, field: source_ip}"),
        hits(
            f"count(DISTINCT lower(source_ip)) OVER ({OF} {LATE})",
            f"{FAILURES} AND source_ip IS NOT NULL",
            ">= 2",
        ),
        ("event_uid", "time", "account", "action", "outcome", "source_ip"),
    ),
    "temporal_ordered": Pair(
        "window",
        FAILED
        + "---\n"
        + ENTERED
        + "---\n"
        + together("temporal_ordered", "[failed, entered]", ""),
        hits(
            f"CASE WHEN lower(outcome) = 'success' THEN max(failed) OVER ({OF} "
            "RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING) END",
            "lower(action) = 'signin' AND lower(outcome) IN ('failure', 'success')",
            ">= time - INTERVAL 1 HOUR",
            ", CASE WHEN lower(outcome) = 'failure' THEN time END AS failed",
        ),
        ("event_uid", "time", "account", "action", "outcome"),
    ),
}


def compiled(rule: str) -> str:
    """Return the SELECT of the last rule of a text."""
    columns = {name: Column(name) for name in FIELDS}
    source = Source("events", "time", ("event_uid",), columns.get)
    return str(DuckDBBackend(lambda _: source).convert(SigmaCollection.from_yaml(rule))[-1])


def spent() -> float:
    """Return the CPU seconds of this process so far."""
    return process_time()


def main() -> None:
    """Time all queries in turn, and print how they compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as engine:
        target = Path(folder) / "events.parquet"
        engine.execute(PICK)
        engine.execute(EVENTS.format(events=given.events, target=target))
        engine.execute(f"CREATE VIEW events AS FROM read_parquet('{target}')")
        queries: dict[tuple[str, str], str] = {}
        for name, pair in PAIRS.items():
            ours = f"SELECT count(*), bit_xor(hash(event_uid)) FROM ({compiled(pair.rule)})"
            columns = dict.fromkeys(("event_uid", *pair.columns))
            queries |= {
                (name, "sigma"): ours,
                (name, "hand"): f"SELECT count(*), bit_xor(hash(event_uid)) FROM ({pair.hand})",
                (name, "scan"): f"SELECT bit_xor(hash({', '.join(columns)})) FROM events",
            }
            found = {engine.execute(queries[name, how]).fetchone() for how in ("sigma", "hand")}
            # A benchmark of wrong results is none.
            assert len(found) == 1, (name, found)  # noqa: S101
        took: dict[tuple[str, str], list[float]] = {key: [] for key in queries}
        for _ in range(given.rounds):
            for key, query in queries.items():
                start = spent()
                engine.execute(query).fetchall()
                took[key].append(spent() - start)
        tell(took)


def tell(took: Mapping[tuple[str, str], list[float]]) -> None:
    """Print each rule's ratios, and the bounds that they are to keep."""
    print(f"{'rule':18}{'seconds':>9}{'by hand':>9}{'≤':>6}{'to a scan':>11}{'≤':>6}")
    for name, pair in PAIRS.items():
        mine, hand, scan = (median(took[name, how]) for how in ("sigma", "hand", "scan"))
        print(
            f"{name:18}{mine:9.2f}{mine / hand:8.2f} x{MOST_OF_HAND:6}"
            f"{mine / scan:10.2f} x{MOST_OF_SCAN[pair.kind]:6}"
        )


if __name__ == "__main__":
    main()
