"""Rules written by hand, and a small log to run them on."""

from datetime import UTC, datetime
from pathlib import Path

from rasid.clock import Window
from rasid.detecting import make_sessions
from rasid.detections import Rule, RuleRun, Rules, Suppression, prepare_relations, run_rules
from rasid.detections.content import read_rule
from rasid.detections.runner import LIMIT
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import Engine
from rasid.tables.roster import ROSTER
from sessions.logs import MONTH, Log, at, fill

HEADER = {
    "title": "Something",
    "reads": "events",
    "lookback": "1d",
    "level": "low",
    "bits": "2",
    "attack": "T1078",
    "false positives": "many",
    "blind spots": "more",
    "triage": "look",
}
COLUMNS = (
    "account AS subject, time, provider, tenant, event_uid, account, source_ip, session_id, "
    "1.0 AS value, 'why' AS reason"
)
SELECT = f"SELECT {COLUMNS} FROM events"


def rule_text(select: str = SELECT, **changes: str | None) -> str:
    """Return a rule's file; a change of None leaves the key out, others replace or add it."""
    header = {**HEADER, **{key.replace("_", " "): said for key, said in changes.items()}}
    lines = [f"-- {key}: {said}" for key, said in header.items() if said is not None]
    return "\n".join([*lines, select, ""])


def write_rule(folder: Path, name: str = "mine", select: str = SELECT, **changes: str) -> Path:
    """Write a rule's file into a folder."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.sql"
    path.write_text(rule_text(select, **changes), encoding="utf-8")
    return path


def sound(path: Path) -> Rule:
    """Read a rule that has nothing wrong."""
    rule, findings = read_rule(path)
    assert [] == findings
    assert rule is not None
    return rule


def run_on(
    engine: DuckDB,
    log: Log,
    *rules: Rule,
    window: Window = MONTH,
    suppressed: tuple[Suppression, ...] = (),
    seconds: float | None = None,
    far: Engine | None = None,
) -> list[RuleRun]:
    """Run rules on a log, sessions and all."""
    fill(engine, ROSTER, [])
    log.open(engine, window)
    make_sessions(engine, window)
    prepare_relations(engine, rules)
    limit = LIMIT if seconds is None else LIMIT / LIMIT.total_seconds() * seconds
    return run_rules(engine, Rules(rules), window, far=far, limit=limit, suppressed=suppressed)


def three_sign_ins() -> Log:
    """Return a log in which ada signs in twice and bo once, from two addresses."""
    log = Log()
    log.add(at(1), "ada@example.org")
    log.add(at(2), "ada@example.org", source_ip="192.0.2.2")
    log.add(at(3), "bo@example.org")
    return log


def suppression(**changes: object) -> Suppression:
    """Return a suppression of the rule `mine`, with these changes."""
    held = {
        "number": 1,
        "made_at": datetime(2026, 4, 1, tzinfo=UTC),
        "made_by": "Ada",
        "rule": "mine",
        "account": "",
        "source_ip": "",
        "until": datetime(2026, 5, 1, tzinfo=UTC),
        "why": "known",
    }
    return Suppression(**{**held, **changes})  # type: ignore[arg-type]
