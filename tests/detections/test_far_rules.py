"""Rules on another engine, several as one statement; DuckDB stands for it under another name."""

from pathlib import Path
from typing import Any

import pytest

from detections.rule_files import COLUMNS, run_on, sound, three_sign_ins, write_rule
from rasid.engines.duckdb import DuckDB
from sessions.logs import dicts

BROKEN = f"SELECT {COLUMNS} FROM events WHERE CAST(account AS INTEGER) = 1"


class Elsewhere:
    """Another engine than the one it is, which keeps the statements that find rows."""

    def __init__(self, engine: DuckDB) -> None:
        self._engine = engine
        self.found: list[str] = []

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the engine has
        return getattr(self._engine, name)

    def run(self, sql: str, parameters: Any = None) -> None:  # noqa: ANN401
        """Run a statement."""
        if "rule_found" in sql:
            self.found.append(sql)
        self._engine.run(sql, parameters)


@pytest.mark.parametrize("broken", [False, True])
def test_rules_run_as_one_or_each_by_itself(
    engine: DuckDB, tmp_path: Path, *, broken: bool
) -> None:
    """With the signals that they give here; one that cannot run takes no other with it."""
    rules = [sound(write_rule(tmp_path, name)) for name in ("first", "second")]
    if broken:
        rules.insert(1, sound(write_rule(tmp_path, "broken", BROKEN)))
    here = run_on(engine, three_sign_ins(), *rules)
    signals = dicts(engine, "signals", ("rule", "signal_id"))
    far = Elsewhere(engine)
    there = run_on(engine, three_sign_ins(), *rules, far=far)

    assert 4 == len(signals)
    assert signals == dicts(engine, "signals", ("rule", "signal_id"))
    assert [(one.rule, one.state, one.signals) for one in here] == [
        (one.rule, one.state, one.signals) for one in there
    ]
    assert (1 + len(rules) if broken else 1) == len(far.found)
