"""What an analysis says it changed: who came, grew, merged, split and went, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from rasid.campaigns.deciding.decisions import Decision
from rasid.campaigns.deciding.history import HISTORY, Run, tell_history
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import CAMPAIGNS, HOSTILE
from rasid.tables.decisions import DECISIONS
from rasid.tables.evidence import ATTRIBUTIONS, EVIDENCE
from rasid.tables.history import CAMPAIGN_HISTORY, PAST_ANALYSES
from sessions.logs import MONDAY, MONTH, Row, at, dicts, fill

Parts = Mapping[str, Sequence[int]]
FIRST = Run(MONTH.end, MONTH, "1.0")
AGAIN = Run(MONTH.end + timedelta(days=1), MONTH, "1.0", MONTH, ("logs",))
ONE, TWO = "C-1", "C-2"


def events(parts: Parts) -> list[Row]:
    """Return hostile events by campaign; each number is a minute, and a session for every two."""
    return [
        {
            "event_uid": f"u{minute:02d}",
            "campaign_id": campaign_id,
            "time": at(0, 9, minute),
            "session_id": f"s{minute // 2}",
            "account": "a",
            "stage": "attack",
        }
        for campaign_id, minutes in parts.items()
        for minute in minutes
    ]


def told(
    engine: DuckDB,
    before: Parts,
    now: Parts,
    run: Run = AGAIN,
    *,
    history: Sequence[Row] = (),
    respected: Sequence[Row] = (),
) -> list[tuple[str, str, str, int]]:
    """Return campaign, change, other campaign and events of what an analysis changed."""
    fill(engine, PAST_ANALYSES, [{"analysis": 1, "version": "1.0"}])
    fill(engine, CAMPAIGN_HISTORY, history)
    fill(engine, DECISIONS, respected)
    for parts, prefix in ((before, "previous_"), (now, "")):
        fill(engine, HOSTILE, events(parts), name=f"{prefix}hostile")
        fill(engine, CAMPAIGNS, [{"campaign_id": c} for c in parts], name=f"{prefix}campaigns")
        fill(engine, ATTRIBUTIONS, [], name=f"{prefix}attributions")
    fill(engine, EVIDENCE, [], name="actor_evidence")
    tell_history(engine, run, dict.fromkeys(now, "{}"))
    columns = "campaign_id, change, other_id, events"
    return [(*row,) for row in engine.rows(f"SELECT {columns} FROM told_changes ORDER BY ALL")]


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ({}, {ONE: [1, 2]}, [(ONE, "appeared", "", 2)]),
        ({ONE: [1]}, {ONE: [1, 2, 3]}, [(ONE, "grew", "", 2)]),
        ({ONE: [1, 2, 3]}, {ONE: [1]}, [(ONE, "shrank", "", 2)]),
        ({ONE: [1, 2]}, {ONE: [2, 3]}, [(ONE, "grew", "", 1), (ONE, "shrank", "", 1)]),
        ({ONE: [1, 2]}, {}, [(ONE, "withdrawn", "", 2)]),
        ({ONE: [1, 2], TWO: [3]}, {ONE: [1, 2, 3]}, [(TWO, "merged", ONE, 1)]),
        (
            {ONE: [1, 2, 3]},
            {ONE: [1], TWO: [2, 3]},
            [(ONE, "shrank", TWO, 2), (TWO, "split", ONE, 2)],
        ),
        (
            {ONE: [1, 2], TWO: [3, 4]},
            {ONE: [1, 2, 3], TWO: [4]},
            [(ONE, "grew", TWO, 1), (TWO, "shrank", ONE, 1)],
        ),
        (
            {ONE: [1, 2]},
            {ONE: [1], TWO: [2, 3, 4]},
            [(ONE, "shrank", TWO, 1), (TWO, "appeared", "", 3), (TWO, "grew", ONE, 1)],
        ),
    ],
    ids=[
        "new",
        "more",
        "less",
        "more and less",
        "gone",
        "two become one",
        "one becomes two",
        "an event moves",
        "a find that takes an event along",
    ],
)
def test_changes_are_told(
    engine: DuckDB, before: Parts, now: Parts, expected: list[tuple[str, str, str, int]]
) -> None:
    assert expected == told(engine, before, now)


def test_same_find_changes_nothing(engine: DuckDB) -> None:
    """Later, of another window, from other logs: what was found already is no news."""
    told(engine, {}, {ONE: [1, 2]}, FIRST)
    fill(engine, PAST_ANALYSES, [{"analysis": 1, "version": "1.0"}])
    for name in ("hostile", "campaigns", "attributions"):
        engine.run(f"CREATE OR REPLACE TEMP TABLE previous_{name} AS SELECT * FROM {name}")

    assert None is tell_history(engine, AGAIN, {ONE: "{}"})


def test_first_analysis_is_kept_even_if_nothing_is_found(engine: DuckDB) -> None:
    told(engine, {}, {})
    fill(engine, PAST_ANALYSES, [])

    assert 1 == tell_history(engine, FIRST, {})
    assert 1 == len(dicts(engine, "new_past_analyses"))


def test_reason_says_what_was_not_analysed_before(engine: DuckDB) -> None:
    """New events are those of new days, or old ones that are judged otherwise."""
    start = MONDAY.replace(tzinfo=MONTH.start.tzinfo)
    nine = start + timedelta(hours=9)
    before = type(MONTH)(start, nine + timedelta(minutes=3))
    told(engine, {ONE: [1]}, {ONE: [1, 2, 3, 4]}, Run(MONTH.end, MONTH, "1.0", before, ("logs",)))
    ((reason,),) = engine.rows("SELECT reason FROM told_changes")

    assert (
        "3 events of 2 sessions more: 2 lie outside the window analysed before, "
        "1 were judged anew; changed since the analysis before: logs" == reason
    )


def test_reason_names_a_new_version(engine: DuckDB) -> None:
    told(engine, {ONE: [1]}, {ONE: [1, 2]}, Run(MONTH.end, MONTH, "2.0", MONTH))
    ((reason,),) = engine.rows("SELECT reason FROM told_changes")

    assert reason.endswith("changed since the analysis before: rasid (now 2.0)")


@pytest.mark.parametrize(
    ("kind", "before", "now", "expected"),
    [
        ("merge", {ONE: [1], TWO: [2]}, {ONE: [1, 2]}, "decision 1 by ada: told"),
        ("split", {ONE: [1, 2, 3]}, {ONE: [1], TWO: [2, 3]}, "decision 1 by ada: told"),
        ("innocent", {ONE: [1, 2]}, {ONE: [1]}, "; decision 1 by ada: told"),
        ("confirm", {ONE: [1, 2]}, {}, "; confirmed by decision 1 by ada: told"),
    ],
)
def test_decision_is_the_reason(
    engine: DuckDB, kind: str, before: Parts, now: Parts, expected: str
) -> None:
    """Of what it moved, left out, or could not keep."""
    made = Decision(1, MONTH.end, "ada", kind, "told", campaign_id=ONE, other_id=TWO)
    run = replace(AGAIN, changed=("decisions",), decisions=(made,))
    row = {"decision": 1, "campaign_id": ONE, "kind": kind, "made_by": "ada"}
    told(engine, before, now, run, respected=[row])
    reasons = [row[0] for row in engine.rows("SELECT reason FROM told_changes")]

    assert all(reason.endswith(expected) for reason in reasons)
    assert reasons


def test_undone_decision_is_the_reason_too(engine: DuckDB) -> None:
    made = Decision(1, MONTH.end, "ada", "merge", "told", campaign_id=ONE, other_id=TWO)
    undone = Decision(2, MONTH.end, "bo", "undo", "wrong", undoes=1)
    run = replace(AGAIN, changed=("decisions",), decisions=(made, undone))
    told(engine, {ONE: [1, 2, 3]}, {ONE: [1], TWO: [2, 3]}, run)
    reasons = {row[0] for row in engine.rows("SELECT reason FROM told_changes")}

    assert {"decision 1 was undone by decision 2 by bo: wrong"} == reasons


def test_campaign_that_was_withdrawn_is_found_again(engine: DuckDB) -> None:
    known = [{"analysis": 1, "campaign_id": ONE, "change": "withdrawn", "other_id": ""}]
    told(engine, {}, {ONE: [1]}, history=known)
    ((reason,),) = engine.rows("SELECT reason FROM told_changes")

    assert reason.startswith("found again, with 1 event of 1 session;")


def test_history_keeps_its_contracts(engine: DuckDB) -> None:
    """Each table that grows gets every declared column, and each key once."""
    told(engine, {ONE: [1, 2, 3], TWO: [4, 5]}, {ONE: [1, 4], "C-3": [2, 3, 9]})
    for table in HISTORY:
        rows = dicts(engine, f"new_{table.name}")
        keys = {tuple(row[name] for name in table.key) for row in rows}

        assert set(table.column_names) == set(rows[0]) if rows else True
        assert len(rows) == len(keys)
        assert {2} >= {row["analysis"] for row in rows}
