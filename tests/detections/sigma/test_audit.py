"""Nothing of Sigma is left out: every modifier, and every kind and option of a correlation."""

import re
from pathlib import Path
from random import Random

import pytest
from sigma.correlations import SigmaCorrelationConditionOperator, SigmaCorrelationType
from sigma.modifiers import modifier_mapping

from detections.sigma.corpus import (
    Record,
    compiled,
    engine_of,
    matches,
    occasions,
    records,
    rule,
    source_of,
    sqlite_matches,
    sqlite_occasions,
)
from detections.sigma.test_conditions import CASES, ROWS
from detections.sigma.test_correlations import (
    ASKED,
    COUNT,
    ENTERED,
    FAILED,
    correlation,
    with_rules,
)
from rasid.detections.sigma import Compiled, compile_rules, read_rules

SEEDS = range(6)


def test_every_modifier_is_asked() -> None:
    """The cases of modifiers leave out none that the library knows; `expand` is asked below."""
    asked = {name for _, text, _ in CASES for name in re.findall(r"\|([a-z0-9]+)", text)}

    assert {"expand"} == set(modifier_mapping) - asked


def test_every_kind_of_correlation_is_asked() -> None:
    """The cases that SQLite is asked too leave out no type and no comparison."""
    text = "\n".join(ASKED.values())
    kinds = [f"type: {kind.name.lower()}\n" for kind in SigmaCorrelationType]
    comparisons = [f" {one.name.lower()}: " for one in SigmaCorrelationConditionOperator]

    assert [] == [one for one in [*kinds, *comparisons] if one not in text]


@pytest.mark.parametrize("condition", ["s", "not s"])
def test_placeholders_are_the_values_that_are_given(tmp_path: Path, condition: str) -> None:
    """`expand` finds what the values themselves find, and so does SQLite's backend."""
    path = tmp_path / "expand.yml"
    path.write_text(rule(f"s:\n    user|expand: '%admins%'\ncondition: {condition}"))
    values = ("BCDEFG", "amal@mail.example")
    listed = "\n".join(f"        - {value}" for value in values)
    plain = rule(f"s:\n    user:\n{listed}\ncondition: {condition}")

    (one,) = compile_rules(
        read_rules([path]), lambda _: source_of(ROWS), placeholders={"admins": values}
    )

    assert isinstance(one, Compiled)
    with engine_of(ROWS) as engine:
        found = engine.execute(f"SELECT DISTINCT id FROM ({one.queries[0]}) ORDER BY id")
        assert sqlite_matches(plain, ROWS) == [event for (event,) in found.fetchall()]


def named_otherwise(seed: int) -> list[Record]:
    """Return an hour of acts in which entries name the user in another field."""
    draw = Random(seed)
    seconds = sorted(draw.sample(range(3600), 50))
    rows = []
    for second in seconds:
        command = draw.choice(["fail", "fail", "enter"])
        field = "user" if command == "fail" else "other"
        who = draw.choice(["a", "b", None])
        row: Record = {"at": float(second), "command": command, field: who}
        rows.append(row)
    return records(*rows)


ALIASES = """
group-by: who
timespan: 10m
aliases:
    who:
        {}: user
        entered: other
"""
RENAMED = {
    "both": "type: temporal\nrules:\n    - failed\n    - entered" + ALIASES.format("failed"),
    "in order": "type: temporal_ordered\nrules:\n    - failed\n    - entered"
    + ALIASES.format("failed"),
    "count": "type: event_count\nrules:\n    - failed\n    - entered"
    + ALIASES.format("failed")
    + "condition:\n    gte: 4",
}


@pytest.mark.parametrize("asked", RENAMED.values(), ids=RENAMED.keys())
@pytest.mark.parametrize("seed", SEEDS)
def test_aliases_join_what_fields_call_otherwise(asked: str, seed: int) -> None:
    """What one rule calls `user` and another `other` is one group, as SQLite's backend has it."""
    text, rows = with_rules(asked), named_otherwise(seed)

    assert occasions(text, rows) == sqlite_occasions(text, rows)
    assert occasions(text, rows)


def chained(kind: str) -> str:
    """Return a chain: many failures of a user, and what another field calls that user."""
    last = f"type: {kind}\nrules:\n    - many\n    - entered" + ALIASES.format("many")
    return "\n---\n".join([FAILED, ENTERED, correlation(COUNT, "many"), correlation(last)])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", ["temporal", "temporal_ordered"])
def test_a_chain_with_aliases(kind: str, seed: int) -> None:
    """A correlation of a correlation renames its groups too, as a plain loop finds."""
    rows = named_otherwise(seed)
    found: set[tuple[str, float]] = set()
    for user in "ab":
        failed = [float(str(r["at"])) for r in rows if r.get("user") == user]
        hits = [end for end in failed if sum(end - 300 <= at <= end for at in failed) >= 3]
        entered = [float(str(r["at"])) for r in rows if r.get("other") == user]
        ends = [
            end
            for end in sorted({*entered, *(hits if kind == "temporal" else [])})
            if any(end - 600 <= hit <= end for hit in hits)
            and any(end - 600 <= at <= end for at in entered)
        ]
        found |= {(user, ends[0])} if ends else set()

    assert found == occasions(chained(kind), rows)


@pytest.mark.parametrize(
    ("unit", "seconds"), [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)]
)
def test_units_of_a_timespan(unit: str, seconds: int) -> None:
    """Two of a unit hold what is two units apart, and not what is a second more."""
    text = with_rules(COUNT.replace("5m", f"2{unit}").replace("gte: 3", "gte: 2"))
    for more, expected in ((0, 2), (1, 0)):
        rows = records(
            {"at": 0.0, "user": "a", "command": "fail"},
            {"at": 2.0 * seconds + more, "user": "a", "command": "fail"},
        )

        assert expected == len(matches(text, rows))


def test_generate_keeps_the_rules_themselves() -> None:
    """With `generate`, the rule that is correlated has its own output too."""
    rows = records(*({"user": "a", "command": "fail"} for _ in range(2)))
    quiet, loud = with_rules(COUNT), with_rules(COUNT + "generate: true")

    assert (1, 2) == (len(compiled(quiet, rows)), len(compiled(loud, rows)))
    assert ([], ["e000", "e001"]) == (matches(quiet, rows), matches(loud, rows))
