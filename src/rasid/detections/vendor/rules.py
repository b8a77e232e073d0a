"""Sigma rule files to rules that can run: each one SELECT of the events that take part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from rasid.detections.sigma import Compiled, compile_rules, literal, read_rules
from rasid.detections.vendor.records import Records
from rasid.detections.vendor.tables import LogTables
from rasid.engines.duckdb import DuckDB

BITS = {"informational": 0.0, "low": 0.5, "medium": 1.0, "high": 2.0, "critical": 3.0}
"""What a match of somebody else's rule says at most, by its level: it was never measured here."""

_COLUMNS = "time, provider, tenant, event_uid, account, source_ip, session_id"


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule that can run.

    `select` gives subject, time, provider, tenant, event_uid, account, source_ip, session_id, value
    and reason, a row for each event that takes part. `unknown` are fields that it names and that no
    record has that was looked at: what is asked of them is never true.
    """

    id: str
    title: str
    level: str
    attack: tuple[str, ...]
    bits: float
    path: Path
    line: int
    relations: frozenset[str]
    select: str
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Idle:
    """A rule or a file that does not run, and why; `broken` unless it only has nothing to read."""

    title: str
    path: Path
    line: int
    why: str
    broken: bool


def prepare_sigma(
    engine: DuckDB, paths: Iterable[Path], records: Sequence[Records]
) -> tuple[list[Ready], list[Idle]]:
    """Compile Sigma rules and make the tables that they read, out of `events` and the records.

    Where the engine holds the step `tagged`, events are told with their session.
    """
    tables = LogTables(engine, records)
    ready: list[Ready] = []
    idle: list[Idle] = []
    conditions: list[tuple[str, str]] = []
    for one in compile_rules(read_rules(paths), tables):
        if isinstance(one, Compiled):
            conditions += ((plan.source.relation, plan.condition) for plan in one.plans)
            ready.append(_ready(one, tables))
        else:
            idle.append(Idle(one.title, one.file, one.line, one.why, not one.idle))
    tables.fill(conditions)
    return ready, idle


def _ready(one: Compiled, tables: LogTables) -> Ready:
    rule = one.rule
    queries = " UNION ".join(f"({query})" for query in one.queries)
    correlated = isinstance(rule, SigmaCorrelationRule)
    subject = "nullif(occasion, '')" if correlated else "nullif(account, ''), source_ip, event_uid"
    subject = f"coalesce({subject}, {literal(str(rule.title))})"
    level = rule.level.name.lower() if rule.level else "medium"
    relations = frozenset(plan.source.relation for plan in one.plans)
    return Ready(
        id=str(rule.id or rule.name or f"{one.file.stem}:{one.line}"),
        title=str(rule.title),
        level=level,
        attack=_attack(rule),
        bits=BITS[level],
        path=one.file,
        line=one.line,
        relations=relations,
        select=(
            f"SELECT {subject} AS subject, {_COLUMNS}, CAST(NULL AS DOUBLE) AS value, "
            f"{literal(str(rule.title))} AS reason FROM ({queries}) AS found"
        ),
        unknown=_unknown(one, tables),
    )


def _attack(rule: SigmaRule | SigmaCorrelationRule) -> tuple[str, ...]:
    """Return the ids of the ATT&CK techniques that a rule is tagged with."""
    names = (tag.name for tag in rule.tags if tag.namespace == "attack")
    return tuple(name.upper() for name in names if name[:1] == "t" and name[1:2].isdigit())


def _unknown(one: Compiled, tables: LogTables) -> tuple[str, ...]:
    said = " ".join(plan.condition for plan in one.plans)
    words = set(said.replace("(", " ").replace(")", " ").replace(",", " ").split())
    names = {plan.source.relation for plan in one.plans}
    return tuple(
        name
        for table in tables.tables.values()
        if table.name in names
        for key, name in table.unknown.items()
        if table.columns[key][0] in words
    )
