"""What a rule needs before it can find anything: no rule that was not run would have found it."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from detections.rule_files import COLUMNS, run_on, sound, three_sign_ins, write_rule
from rasid.detecting import make_sessions
from rasid.detections import RuleRun, Rules, prepare_relations, run_rules
from rasid.detections.allowed import FUNCTIONS, NAMED
from rasid.detections.case_runs import window_of_case
from rasid.detections.content import load_rules, read_rule
from rasid.detections.files import packaged_folder
from rasid.detections.needs import needs_of
from rasid.detections.rule import Needs
from rasid.detections.safety import DIALECT, checked_select
from rasid.engines.duckdb import DuckDB
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER
from scenarios.imported import write_and_import
from sessions.logs import fill

RULES = load_rules([]).sound
PARTS = 2
"""How often a month is looked at with some of its actions left out."""

A, B = frozenset({"a"}), frozenset({"b"})
AB = A | B
STEP = "WITH step AS (SELECT * FROM events WHERE action = 'a')"
COUNTED = "WITH step AS (SELECT count(*) AS n FROM events WHERE action = 'a')"


@pytest.mark.parametrize(
    ("select", "needs"),
    [
        ("SELECT * FROM events WHERE action = 'a'", (A,)),
        ("SELECT * FROM events WHERE 'a' = action", ()),
        ("SELECT * FROM events WHERE action IN ('a', 'b') AND outcome = 'success'", (AB,)),
        ("SELECT * FROM events WHERE (action = 'a' AND time > $t) OR (action IN ('b'))", (AB,)),
        ("SELECT * FROM events WHERE action = 'a' OR outcome = 'success'", ()),
        ("SELECT * FROM events WHERE NOT action = 'a'", ()),
        ("SELECT * FROM events WHERE action NOT IN ('a')", ()),
        ("SELECT * FROM events WHERE action IS NULL", ()),
        ("SELECT * FROM events WHERE action IN ('a', outcome)", ()),
        ("SELECT * FROM events WHERE outcome = 'a'", ()),
        ("SELECT * FROM events WHERE ACTION = 'a' AND events.action = 'b'", (A, B)),
        ("SELECT * FROM visits WHERE action = 'a'", ()),
        # what is counted of nothing is a row
        ("SELECT count(*) FROM events WHERE action = 'a'", ()),
        ("SELECT 1 FROM events WHERE action = 'a' HAVING count(*) = 0", ()),
        ("SELECT max(n) FROM (SELECT 1 AS n FROM events WHERE action = 'a')", ()),
        ("SELECT sum(count(*)) OVER () FROM events WHERE action = 'a'", ()),
        ("SELECT count(*) FROM events WHERE action = 'a' GROUP BY ALL", ()),
        ("SELECT count(*) FROM events WHERE action = 'a' GROUP BY ()", ()),
        (f"{COUNTED} SELECT * FROM step", ()),
        ("SELECT count(*) FROM events WHERE action = 'a' GROUP BY account", (A,)),
        ("SELECT count(*) OVER (), lag(time) OVER () FROM events WHERE action = 'a'", (A,)),
        # sources
        (f"{STEP} SELECT * FROM step", (A,)),
        (f"{STEP} SELECT * FROM STEP AS s WHERE action = 'b'", (A,)),
        (f"{STEP} SELECT * FROM events JOIN step USING (time) WHERE events.action = 'b'", (A, B)),
        (f"{STEP} SELECT * FROM events JOIN step USING (time) WHERE action = 'b'", (A,)),
        (f"{STEP} SELECT * FROM events, step WHERE step.action = 'b'", (A,)),
        (f"{STEP} SELECT * FROM events LEFT JOIN step USING (time)", ()),
        (f"{STEP} SELECT * FROM step LEFT JOIN events USING (time)", (A,)),
        (f"{STEP} SELECT * FROM step RIGHT JOIN events USING (time)", ()),
        (f"{STEP} SELECT * FROM step FULL JOIN events USING (time)", ()),
        (f"{STEP} SELECT * FROM step JOIN events USING (time) RIGHT JOIN visits USING (time)", ()),
        ("SELECT * FROM events AS e WHERE e.action = 'a' AND events.action = 'b'", (A,)),
        ("SELECT * FROM (SELECT * FROM events WHERE action = 'a') AS e", (A,)),
        (f"{STEP} SELECT * FROM step UNION ALL SELECT * FROM events WHERE action = 'b'", (AB,)),
        (f"{STEP} SELECT * FROM step UNION ALL SELECT * FROM events", ()),
        ("SELECT * FROM events WHERE time IN (SELECT time FROM events WHERE action = 'a')", ()),
        ("SELECT 1", ()),
    ],
)
def test_what_is_needed(select: str, needs: Needs) -> None:
    """Of what stands at the top, whether or not a rule may say it."""
    tree = sqlglot.parse_one(select, dialect=DIALECT)

    assert needs == needs_of(tree)


def test_functions_of_all_rows_are_known_as_such(engine: DuckDB) -> None:
    """The parser has a class for each that gives a row of no rows."""
    others = [getattr(exp, name) for name in FUNCTIONS if hasattr(exp, name)]
    plain = [one for one in others if not issubclass(one, exp.AggFunc)]
    names = {name.lower() for one in plain for name in one.sql_names()} | NAMED
    query = "SELECT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"

    assert names
    assert set() == names & {name for (name,) in engine.rows(query)}


def test_rule_without_the_actions_that_it_needs_is_told(engine: DuckDB) -> None:
    rules = {rule.id: rule for rule in RULES}

    asked = [rules[name] for name in ("delegation", "device_after_entry", "factor_removed")]

    runs = run_on(engine, three_sign_ins(), *asked, rules["password_guessing"])

    assert [
        ("nothing to read", "no event of delegate"),
        ("nothing to read", "no event of admin"),
        ("nothing to read", "no event of admin or mfa_change"),
        ("ran", ""),
    ] == [(run.state, run.why) for run in runs]


def test_rule_that_may_be_broken_is_run(engine: DuckDB, tmp_path: Path) -> None:
    """A site's own, and one with a threshold of the site's, are not known to run."""
    select = f"SELECT {COLUMNS} FROM events WHERE action = 'admin' AND nosuch = 1"
    assert (frozenset({"admin"}),) == checked_select(select, ("events",), {}).needs

    (run,) = run_on(engine, three_sign_ins(), sound(write_rule(tmp_path, select=select)))
    path = packaged_folder() / "account_revived.sql"
    changed, _ = read_rule(path, {"wanted": "(((("})

    assert "could not run" == run.state
    assert changed is not None
    assert () == changed.needs != sound(path).needs


def test_needs_are_of_most_packaged_rules() -> None:
    """All but those that ask what address an event came from, or who holds a session."""
    assert {"session_replay", "tracked_address"} == {rule.id for rule in RULES if not rule.needs}


def months(folder: Path, kind: str) -> list[list[dict[str, Any]]]:
    """Return a month's events, and what is left of them without some of the actions."""
    month = write_and_import(kind, "ocsf", 7, folder, scale=1.0)
    events, chance = list(month.events.values()), Random(7)
    actions = sorted({event["action"] for event in events})
    chosen = [set(chance.sample(actions, len(actions) // 2)) for _ in range(PARTS)]
    return [events, *([one for one in events if one["action"] in some] for some in chosen)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tiny", "ambiguous"])
def test_what_was_not_run_finds_nothing(engine: DuckDB, kind: str, tmp_path: Path) -> None:
    """Of small months, whole and in part."""
    idle = [_not_run_found(engine, events) for events in months(tmp_path, kind)]

    assert all(idle)
    assert {0} == {run.signals for runs in idle for run in runs}
    assert {"ran"} == {run.state for runs in idle for run in runs}


def _not_run_found(engine: DuckDB, events: list[dict[str, Any]]) -> list[RuleRun]:
    """Return what the rules find that were not run, once they are."""
    fill(engine, EVENTS, events)
    fill(engine, ROSTER, [])
    window = window_of_case(engine)
    make_sessions(engine, window)
    prepare_relations(engine, RULES)
    runs = run_rules(engine, Rules(RULES), window)
    why = {run.rule: run.why for run in runs if run.state == "nothing to read"}
    idle = [rule for rule in RULES if why.get(rule.id, "").startswith("no event of ")]
    return run_rules(engine, Rules(tuple(replace(rule, needs=()) for rule in idle)), window)
