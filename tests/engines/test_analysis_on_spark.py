"""A whole analysis, with what reads all events on Spark: the tables that DuckDB alone gives."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.either_engine import differing_tables, rows_of
from rasid import pipeline
from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.clock import utc_now
from rasid.detecting import rules_of
from rasid.detections import Rules
from rasid.detections.content import load_rules
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import RESULT
from rasid.engines.spark_sql import as_spark
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.scenarios.kinds import KINDS
from rasid.settings import Home
from rasid.sources import import_logs
from rasid.tables.campaigns import HOSTILE
from rasid.tables.signals import SIGNALS

pytestmark = [pytest.mark.slow, pytest.mark.spark]

THREE = {"patient": 0.01, "stuffing": 0.005, "newsroom": 0.005}
"""A group, a wave of leaked passwords, and honest people who look alike, all in one case."""

FINDING = {
    *("account_discovery", "credential_stuffing", "delegation", "factor_fatigue"),
    *("factor_fatigue_yes", "factor_refused", "foothold_after_entry", "forwarding_by_stranger"),
    *("mail_export", "mailbox_opened_to_others", "old_protocol_sign_in", "password_guessing"),
    *("password_spray_slow", "recovery_abuse", "reset_by_stranger", "tracked_address"),
}
"""Rules that find something there; of the others `test_rules_on_spark.py` compares the cases."""

RULE = SIGNALS.column_names.index("rule")

SMALL = 0.02
"""The size of the provider where every kind of month is compared."""


def imported(kinds: dict[str, float], folder: Path) -> Home:
    """Return a home with the logs, people and actors of some months."""
    home = Home(folder / "near")
    home.create()
    for seed, (kind, scale) in enumerate(kinds.items(), 11):
        month = simulate(kind, seed, folder / kind, scale=scale)
        with open_case(home, write=True) as case, open_ledger(home) as ledger:
            logs = [str(month.logs)]
            import_logs(logs, home=home, store=case.store, engine=case.engine, now=utc_now())
            import_people(month.roster, ledger)
            import_actors(folder / kind / "actors.json", ledger, utc_now())
    return home


@pytest.mark.usefixtures("spark")
def test_analysis_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table that an analysis writes, of three months."""

    def finding(*asked: Any) -> Any:  # noqa: ANN401 - whatever an analysis asks with
        known = rules_of(*asked)
        return replace(known, rules=Rules(tuple(r for r in known.rules.sound if r.id in FINDING)))

    monkeypatch.setattr(pipeline, "rules_of", finding)
    home = imported(THREE, tmp_path)

    assert {} == differing_tables(home, tmp_path)
    assert set() == FINDING - {row[RULE] for row in rows_of(home, SIGNALS)}
    assert rows_of(home, HOSTILE)


def test_every_rule_runs(spark: Any) -> None:  # noqa: ANN401 - pyspark may be absent
    """Where there is nothing to find."""
    for table in RELATIONS.values():
        nothing = ", ".join(f"CAST(NULL AS {c.type}) AS {c.name}" for c in table.columns)
        empty = spark.sql(as_spark(f"SELECT {nothing} WHERE false"))
        empty.createOrReplaceTempView(table.name)
    rules = load_rules([]).sound
    asked = {
        rule.id: as_spark(f"SELECT {', '.join(RESULT)} FROM ({rule.select}) AS found")
        for rule in rules
    }

    assert {rule: [] for rule in asked} == {
        rule: spark.sql(select).collect() for rule, select in asked.items()
    }


@pytest.mark.long
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "large"])
def test_every_kind_of_month_is_the_same(kind: str, tmp_path: Path) -> None:
    """At a fiftieth of its size: `scripts/spark`."""
    small = {} if KINDS[kind].variants or kind.startswith("tiny") else {"scale": SMALL}
    home = imported({kind: small.get("scale", 1.0)}, tmp_path)

    assert {} == differing_tables(home, tmp_path)
