from dataclasses import replace

import numpy as np
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.baselines.clusters import Day, clusters, distances, read_days
from rasid.tables.events import EVENTS
from sessions.logs import Log, at, fill

BOT = Day(("u1", "u2"), (3, 3, 4), ("zz9@x.example", "qq7@x.example"), 1.0, ("curl",), "64500")
HUMAN = Day(("u3",), (9, 10), ("anna.berg@y.example",), 0.9, ("Mozilla",), "64501")


def test_equal_days_are_no_distance_apart() -> None:
    assert [[0.0, 0.0], [0.0, 0.0]] == pytest.approx(distances([BOT, BOT]))


@pytest.mark.parametrize(
    ("change", "apart"),
    [
        ({"network": "64509"}, 1.0),
        ({"user_agents": ("wget",)}, 1.0),
        ({"user_agents": ("curl", "wget")}, 0.5),
        ({"failure_share": 0.9}, 0.1),
        ({"hours": (5, 5, 6)}, 1.0),
        ({"hours": (3, 3, 5)}, 1 / 3),
        ({"accounts": ("bb@x.example", "cc@x.example")}, 1.0),
        ({"accounts": ("zz9@x.example", "qq7@x.example", "a@x", "b@x")}, 1.0),
    ],
)
def test_each_thing_counts_for_a_sixth(change: dict[str, object], apart: float) -> None:
    """Twice the accounts is the whole range here, so that it is as far as can be."""
    told = distances([BOT, replace(BOT, **change)])  # type: ignore[arg-type]

    assert apart / 6 == pytest.approx(told[0, 1])
    assert told[0, 1] == told[1, 0]


def test_days_alike_are_one_cluster() -> None:
    again = replace(BOT, events=("u8", "u9"), failure_share=0.95)
    told = clusters([BOT, HUMAN, again], (0.2,))[0.2]

    assert {frozenset({"u1", "u2", "u8", "u9"}), frozenset({"u3"})} == set(told)


@pytest.mark.parametrize("days", [[], [BOT]])
def test_few_days_stand_alone(days: list[Day]) -> None:
    assert {0.2: [frozenset(day.events) for day in days]} == clusters(days, (0.2,))


def test_distances_are_within_bounds() -> None:
    told = distances([BOT, HUMAN, replace(HUMAN, accounts=("a@x",) * 40)])

    assert np.all((told >= 0.0) & (told <= 1.0))


@pytest.mark.parametrize(
    ("failures", "successes", "days"), [(8, 0, 1), (7, 0, 0), (9, 2, 1), (8, 2, 0)]
)
def test_day_counts_if_it_is_busy_and_fails(
    engine: DuckDB, failures: int, successes: int, days: int
) -> None:
    """More than seven requests, of which more than four in five fail."""
    log = Log()
    for n in range(failures):
        log.add(at(0, 9, n), f"a{n}@example.org", outcome="failure")
    for n in range(successes):
        log.add(at(0, 10, n), f"a{n}@example.org")
    fill(engine, EVENTS, log.events)

    assert days == len(read_days(engine))
