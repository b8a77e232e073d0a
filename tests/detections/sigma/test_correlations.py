"""Counts and orders over sliding windows, on a real engine, and against another's backend."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sigma.exceptions import SigmaError

from detections.sigma.corpus import (
    Record,
    compiled,
    engine_of,
    matches,
    occasions,
    records,
    rule,
    source_of,
    sqlite_occasions,
)
from rasid.detections.sigma import Compiled, compile_rules, read_rules

FAILED = rule("s:\n    command: fail\ncondition: s", name="failed")
ENTERED = rule("s:\n    command: enter\ncondition: s", name="entered")
RULED = rule("s:\n    command: rule\ncondition: s", name="ruled")
RULES = {"failed": FAILED, "entered": ENTERED, "ruled": RULED}


def correlation(asked: str, name: str = "") -> str:
    """Return the YAML of a correlation; `asked` are its lines, unindented."""
    lines = "\n".join("    " + line for line in asked.strip().splitlines())
    return f"title: together\n{f'name: {name}' if name else ''}\ncorrelation:\n{lines}\n"


def with_rules(asked: str) -> str:
    """Return a correlation with the rules that it refers to."""
    named = [text for name, text in RULES.items() if name in asked]
    return "\n---\n".join([*named, correlation(asked)])


def row(minute: float, user: str, command: str) -> Record:
    """Return a record of a minute."""
    return {"at": minute * 60.0, "user": user, "command": command}


COUNT = """
type: event_count
rules: failed
group-by: user
timespan: 5m
condition:
    gte: 3
"""
COUNT_OF = COUNT.replace("event_count", "{}").replace("gte: 3", "{}\n    field: {}")


def test_window_slides() -> None:
    """Three in five minutes hit wherever they begin; only what is in such a window is told."""
    rows = records(
        row(0, "a", "fail"),
        row(4, "a", "fail"),
        row(6, "a", "fail"),
        row(8, "A", "fail"),
        row(14, "a", "fail"),
        row(6, "b", "fail"),
        row(7, "b", "fail"),
        row(8, "b", "enter"),
    )

    assert ["e001", "e002", "e003"] == matches(with_rules(COUNT), rows)
    assert {("a", 480.0)} == occasions(with_rules(COUNT), rows)


def test_window_holds_both_its_ends() -> None:
    """What is exactly a timespan apart is together; a second more is not."""
    rows = records(row(0, "a", "fail"), row(2, "a", "fail"), row(5, "a", "fail"))
    late = [*rows[:2], {**rows[2], "at": 301.0}]

    assert 3 == len(matches(with_rules(COUNT), rows))
    assert [] == matches(with_rules(COUNT), late)


MANY = """
type: {}
rules:
    - failed
    - entered
group-by:
    - user
timespan: 10m
"""
THREE = MANY.replace("    - entered", "    - entered\n    - ruled")
ASKED = {
    "count": COUNT,
    "count of several": MANY.format("event_count") + "condition:\n    gt: 4",
    "few": COUNT.replace("gte: 3", "lte: 1"),
    "fewer": COUNT.replace("gte: 3", "lt: 2"),
    "exactly": COUNT.replace("gte: 3", "eq: 2"),
    "not so many": COUNT.replace("gte: 3", "neq: 2"),
    "values": MANY.format("value_count") + "condition:\n    gte: 3\n    field: address",
    "sum": MANY.format("value_sum") + "condition:\n    gte: 20\n    field: number",
    "average": MANY.format("value_avg") + "condition:\n    gt: 6.5\n    field: number",
    "median": MANY.format("value_median") + "condition:\n    gte: 7\n    field: number",
    "percentile": MANY.format("value_percentile")
    + "condition:\n    gte: 8\n    field: number\n    percentile: 75",
    "both": MANY.format("temporal"),
    "any": MANY.format("temporal") + "condition:\n    gte: 1",
    "in order": MANY.format("temporal_ordered"),
    "three in order": THREE.format("temporal_ordered"),
    "two of three in order": THREE.format("temporal_ordered") + "condition:\n    gte: 2",
    "this or that": THREE.format("temporal") + "condition: failed and (entered or ruled)",
    "this and that not": MANY.format("temporal") + "condition: failed and not entered",
    "by nothing": COUNT.replace("group-by: user\n", ""),
    "by two": COUNT.replace("group-by: user", "group-by:\n    - user\n    - address"),
    "by another name": COUNT.replace(
        "group-by: user", "group-by: who\naliases:\n    who:\n        failed: user"
    ),
}


def drawn(seed: int) -> list[Record]:
    """Return an hour of a few people's acts, some fields empty."""
    draw = Random(seed)
    seconds = sorted(draw.sample(range(3600), 60))
    return records(
        *(
            {
                "at": float(second),
                "user": draw.choice(["a", "b", "B", None]),
                "command": draw.choice(["fail", "enter", "rule", "other"]),
                "address": draw.choice(["x", "y", "z", "Z", None]),
                "number": draw.choice([1, 5, 7, 9, None]),
            }
            for second in seconds
        )
    )


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("seed", range(8))
def test_sqlite_hits_at_the_same_times(asked: str, seed: int) -> None:
    """In every group, another's backend has its first alert at the same second."""
    text, rows = with_rules(asked), drawn(seed)

    assert sqlite_occasions(text, rows) == occasions(text, rows)


@pytest.mark.parametrize(
    ("pipe", "asked"),
    [
        ("count() by user >= 3", COUNT),
        ("count(address) by user > 1", COUNT_OF.format("value_count", "gt: 1", "address")),
        ("sum(number) by user > 9", COUNT_OF.format("value_sum", "gt: 9", "number")),
        ("avg( number ) by user<6", COUNT_OF.format("value_avg", "lt: 6", "number")),
        ("count() >= 3", COUNT.replace("group-by: user\n", "")),
    ],
)
def test_a_count_by_a_pipe_is_a_correlation(tmp_path: Path, pipe: str, asked: str) -> None:
    """What Sigma wrote before it had correlations tells the same events under the same name."""
    old = f"s:\n    command: fail\ncondition: s | {pipe}\ntimeframe: 5m"
    path = tmp_path / "old.yml"
    path.write_text(rule(old, name="old"), encoding="utf-8")
    rows = drawn(3)

    (one,) = compile_rules(read_rules([path]), lambda _: source_of(rows))

    assert isinstance(one, Compiled)
    assert ("old", "a rule") == (one.rule.name, one.rule.title)
    with engine_of(rows) as engine:
        found = engine.execute(f"SELECT DISTINCT id FROM ({one.queries[0]}) ORDER BY id")
        assert matches(with_rules(asked), rows) == [event for (event,) in found.fetchall()]


NIGHT = records(
    row(0, "a", "fail"),
    row(1, "a", "fail"),
    row(2, "a", "fail"),
    row(3, "a", "enter"),
    row(0, "b", "enter"),
    row(1, "b", "fail"),
    row(2, "b", "fail"),
    row(3, "b", "fail"),
    row(9, "c", "enter"),
)
CHAINED = "\n---\n".join(
    [
        FAILED,
        ENTERED,
        correlation(COUNT, "many"),
        correlation(
            "type: temporal_ordered\nrules:\n    - many\n    - entered\ngroup-by: user\n"
            "timespan: 10m"
        ),
    ]
)


def test_correlation_of_a_correlation_tells_its_events() -> None:
    """Many failures, then an entry: the failures are told too."""
    assert ["e000", "e001", "e002", "e003"] == matches(CHAINED, NIGHT)


@pytest.mark.parametrize("seed", range(6))
def test_sqlite_chains_the_same(seed: int) -> None:
    """A chain hits first at the same second."""
    assert sqlite_occasions(CHAINED, drawn(seed)) == occasions(CHAINED, drawn(seed))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from("abc"), st.sampled_from("fe")), max_size=25
    ),
    st.integers(1, 4),
    st.integers(1, 12),
)
def test_counts_are_those_of_a_plain_loop(
    acts: list[tuple[int, str, str]], least: int, span: int
) -> None:
    """The events told are those of every window in which enough happened."""
    rows = records(*(row(m, u, {"f": "fail", "e": "enter"}[c]) for m, u, c in acts))
    asked = COUNT.replace("gte: 3", f"gte: {least}").replace("5m", f"{span}m")
    failed = [(n, m, u) for n, (m, u, c) in enumerate(acts) if c == "f"]
    expected = set()
    for _, end, user in failed:
        inside = [n for n, m, u in failed if u == user and end - span <= m <= end]
        if len(inside) >= least:
            expected |= set(inside)

    assert sorted(f"e{n:03d}" for n in expected) == matches(with_rules(asked), rows)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from("ab"), st.sampled_from("ffe")), max_size=25
    ),
)
def test_chains_tell_what_a_plain_loop_finds(acts: list[tuple[int, str, str]]) -> None:
    """Of each chain: what lies in its window, and what lies in the windows of the hits there."""
    rows = records(*(row(m, u, {"f": "fail", "e": "enter"}[c]) for m, u, c in acts))
    told = set()
    for user in "ab":
        own = [(n, m, c) for n, (m, u, c) in enumerate(acts) if u == user]
        failed = {n: m for n, m, c in own if c == "f"}
        entered = {n: m for n, m, c in own if c == "e"}
        hits = {
            end: window
            for end in failed.values()
            if len(window := [n for n, m in failed.items() if end - 5 <= m <= end]) >= 3
        }
        for end in entered.values():
            if any(end - 10 <= hit < end for hit in hits):
                told |= {n for n, m in entered.items() if end - 10 <= m <= end}
                told |= {n for hit in hits if end - 10 <= hit <= end for n in hits[hit]}

    assert sorted(f"e{n:03d}" for n in told) == matches(CHAINED, rows)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (COUNT.replace("user", "nobody"), "the field `nobody` is none"),
        (MANY.format("temporal") + "condition: not failed and not entered", "what must not happen"),
        (MANY.format("temporal_ordered") + "condition: failed and not entered", "an order"),
        (
            MANY.format("value_percentile") + "condition:\n    gt: 1\n    field: number",
            "percentile",
        ),
        (COUNT.replace("failed", "missing"), "missing"),
        (COUNT.replace("5m", "5 minutes"), "5 minutes"),
    ],
)
def test_what_cannot_be_run_says_why(asked: str, said: str) -> None:
    """A correlation is refused in a sentence that names what is wrong."""
    with pytest.raises(SigmaError, match=said):
        compiled(with_rules(asked), NIGHT)
