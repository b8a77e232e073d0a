"""Sigma rule files to rules that can run: each one SELECT of the events that take part."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from sigma.correlations import SigmaCorrelationRule
from sigma.rule import SigmaRule

from rasid.detections.header import MOST_BITS
from rasid.detections.rule import SPEAKS, Broken, Rule, Rules
from rasid.detections.sigma import Compiled, Placeholders, compile_rules, literal, read_rules
from rasid.detections.vendor.anything import anything
from rasid.detections.vendor.records import Imported
from rasid.detections.vendor.tables import LogTables
from rasid.engines.duckdb import DuckDB
from rasid.engines.engine import Engine
from rasid.findings import one_of

BITS = {"informational": 0.0, "low": 0.5, "medium": 1.0, "high": 2.0, "critical": 3.0}
"""What a match of somebody else's rule says at most, by its level: it was never measured here."""

READING = timedelta(minutes=10)
"""How long the records of one log source may be read, once for all rules on it."""

TOLD = {"false positives": "falsepositives", "blind spots": "blindspots", "triage": "triage"}
"""What else a rule's author says, by the keys of an SQL rule's header: Sigma's own key, and two
that its specification leaves to its users."""

_COLUMNS = "time, provider, tenant, event_uid, account, source_ip, session_id"

Either = SigmaRule | SigmaCorrelationRule


def stated_sigma(paths: Iterable[Path], placeholders: Placeholders | None = None) -> Rules:
    """Return what Sigma files state, whatever was imported; none of it can be run.

    Broken are those that could run on no records; idle those whose log source rasid never reads.
    """
    sound: list[Rule] = []
    broken: list[Broken] = []
    for one in compile_rules(read_rules(paths), anything, None, placeholders):
        if isinstance(one, Compiled):
            rule = _rule(one, "")
            if isinstance(rule, Broken):
                broken.append(rule)
            else:
                sound.append(rule)
        else:
            broken.append(Broken(one.file.stem, one.file, one.line, one.why, one.title, one.idle))
    return Rules(tuple(sound), tuple(broken))


def prepare_sigma(  # noqa: PLR0913 - what a site decides
    engine: DuckDB,
    paths: Iterable[Path],
    imported: Imported,
    *,
    far: Engine | None = None,
    only: frozenset[str] | None = None,
    limit: timedelta = READING,
    placeholders: Placeholders | None = None,
) -> Rules:
    """Compile Sigma rules and make the tables that they read, out of `events` and the records.

    The tables are made on `far`, if that is another engine than reads the records.
    `only` are the ids of the rules to run, all of them unless given. Where the engine holds the
    step `tagged`, events are told with their session. Rules whose records were not read within
    `limit` are broken.
    """
    tables = LogTables(far or engine, engine, imported)
    compiled: list[Compiled] = []
    broken: list[Broken] = []

    def wanted(rule: Either) -> bool:
        return only is None or _id(rule) in only

    for one in compile_rules(read_rules(paths), tables, wanted, placeholders):
        if isinstance(one, Compiled):
            compiled.append(one)
        else:
            broken.append(Broken(one.file.stem, one.file, one.line, one.why, one.title, one.idle))
    plans = [plan for one in compiled for plan in one.plans]
    unread = tables.fill(plans, limit)
    sound = []
    for one in compiled:
        rule = _ready(one, tables)
        if isinstance(rule, Broken):
            broken.append(rule)
            continue
        failed = [unread[name] for name in _relations(one) if name in unread]
        if failed:
            broken.append(Broken(rule.id, rule.path, rule.line, failed[0], rule.title))
        else:
            sound.append(rule)
    return Rules(tuple(sound), tuple(broken))


def _ready(one: Compiled, tables: LogTables) -> Rule | Broken:
    queries = " UNION ".join(f"({query})" for query in one.queries)
    correlated = isinstance(one.rule, SigmaCorrelationRule)
    subject = "nullif(occasion, '')" if correlated else "nullif(account, ''), source_ip, event_uid"
    title = literal(str(one.rule.title))
    select = (
        f"SELECT coalesce({subject}, {title}) AS subject, {_COLUMNS}, "
        f"CAST(NULL AS DOUBLE) AS value, {title} AS reason FROM ({queries}) AS found"
    )
    return _rule(one, select, _unknown(one, tables))


def _relations(one: Compiled) -> set[str]:
    return {plan.source.relation for plan in one.plans}


def _rule(one: Compiled, select: str, unknown: tuple[str, ...] = ()) -> Rule | Broken:
    # What has no records was refused when it was compiled: an empty relation means no match.
    rule = one.rule
    level = rule.level.name.lower() if rule.level else "medium"
    bits, speaks, wrong = _weight(rule, BITS[level])
    if wrong:
        return Broken(_id(rule), one.file, one.line, wrong, str(rule.title))
    return Rule(
        id=_id(rule),
        title=str(rule.title),
        level=level,
        attack=_attack(rule),
        bits=bits,
        path=one.file,
        line=one.line,
        relations=frozenset(),
        columns=frozenset(),
        select=select,
        speaks=speaks,
        told=_told(rule),
        unknown=unknown,
    )


def _weight(rule: Either, usual: float) -> tuple[float, str, str]:
    """Return a rule's bits, of what it speaks with them, and what is wrong with either.

    Only a rule whose author declares `bits` speaks: of the visits of its matches, unless `speaks`
    says of their accounts.
    """
    said = rule.custom_attributes
    if "bits" not in said:
        return usual, "", "`speaks` stands without `bits`" if "speaks" in said else ""
    bits, speaks = said["bits"], said.get("speaks", "visit")
    if isinstance(bits, bool) or not isinstance(bits, int | float) or not 0 <= bits <= MOST_BITS:
        return usual, "", f"got the bits {bits!a}; expected a number from 0 to {MOST_BITS:g}."
    if speaks not in SPEAKS:
        return usual, "", f"got speaks {speaks!a}; expected {one_of(SPEAKS, str(speaks))}."
    return float(bits), speaks, ""


def _id(rule: Either) -> str:
    """Return what a rule is called: its name, else its UUID, else its place."""
    if rule.name or rule.id:
        return str(rule.name or rule.id)
    source = rule.source
    return f"{source.path.stem}:{source.line or 1}" if source else str(rule.title)


def _told(rule: Either) -> Mapping[str, str]:
    said = {"falsepositives": rule.falsepositives, **rule.custom_attributes}
    told = {}
    for name, key in TOLD.items():
        listed = said.get(key) or ()
        told[name] = "; ".join(map(str, [listed] if isinstance(listed, str) else listed))
    return {name: text for name, text in told.items() if text}


def _attack(rule: Either) -> tuple[str, ...]:
    """Return the ids of the ATT&CK techniques that a rule is tagged with."""
    names = (tag.name for tag in rule.tags if tag.namespace == "attack")
    return tuple(name.upper() for name in names if name[:1] == "t" and name[1:2].isdigit())


def _unknown(one: Compiled, tables: LogTables) -> tuple[str, ...]:
    said = " ".join(plan.condition for plan in one.plans)
    words = set(said.replace("(", " ").replace(")", " ").replace(",", " ").split())
    names = _relations(one)
    return tuple(
        name
        for table in tables.tables.values()
        if table.name in names
        for key, name in table.unknown.items()
        if table.columns[key][0] in words
    )
