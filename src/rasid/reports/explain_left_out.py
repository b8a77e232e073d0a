"""Why something was not called hostile: an account, a session or an address, visit by visit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.errors import UsageError
from rasid.raw_record import RawLines
from rasid.reports.decisions import Respected
from rasid.reports.explain_asked import (
    STEPS,
    Asked,
    AskedVisit,
    read_address,
    read_asked,
)
from rasid.reports.explain_records import Record, look_up
from rasid.reports.explain_turning import Turning, turning
from rasid.reports.reasons import Reason, Step, in_steps

_CRIMES = """
SELECT source, kind, sessions, accounts, protected, expected_protected, entered
FROM background WHERE source IN (SELECT unnest($sources)) ORDER BY source
"""

_VERDICTS = """
SELECT candidate, family, bits, reason
FROM left_out
WHERE subject = 'candidate' AND account = ''
    AND candidate IN (SELECT unnest($candidates))
ORDER BY candidate, family
"""

_DECISIONS = """
SELECT decision, kind, any_value(made_at), any_value(made_by), any_value(decided),
    any_value(why), sum(sessions)::BIGINT, string_agg(effect, '; ' ORDER BY campaign_id)
FROM decisions
WHERE decision IN (SELECT unnest($decisions))
GROUP BY decision, kind
ORDER BY decision
"""


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many of what was asked about ended at a step."""

    step: str
    sessions: int
    visits: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Of the accounts that strangers' tries went for: how many are protected.

    `expected` is how many would be by chance, were they such tries as others make.
    """

    tried: int
    protected: int
    expected: float


@dataclass(frozen=True, slots=True)
class HomeCrowd:
    """By what the accounts of visits at home are known, counted in visits, each by all that fits.

    `colleagues` are visits at whose address others of their mail domain sign in; `done_by_others`
    are those in which somebody else was signed in and did all of it.
    """

    visits: int
    device: int
    client: int
    address: int
    network: int
    country: int
    colleagues: int
    done_by_others: int


@dataclass(frozen=True, slots=True)
class Crime:
    """The untargeted crime that visits are part of, whole."""

    source: str
    kind: str
    sessions: int
    accounts: int
    protected: int
    expected_protected: float
    entered: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a candidate is no campaign."""

    candidate: str
    reasons: tuple[Step, ...]
    turning: Turning


@dataclass(frozen=True, slots=True)
class AskedEvent:
    """One event of what was asked about and its raw record."""

    event_uid: str
    time: datetime
    action: str
    outcome: str
    reason: str
    account: str
    source_ip: str
    session_id: str
    record: Record


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What became of everything that was asked about, and why.

    `campaigns` are those that some of its visits are of, however few; `steps` are in the order in
    which `visits` are, what is worth looking at first.
    """

    asked: Asked
    sessions: int
    accounts: int
    first_at: datetime
    last_at: datetime
    campaigns: tuple[str, ...]
    steps: tuple[StepCount, ...]
    home: HomeCrowd
    crowd: Crowd
    crimes: tuple[Crime, ...]
    verdicts: tuple[Verdict, ...]
    decisions: tuple[Respected, ...]
    visits: tuple[AskedVisit, ...]
    events: tuple[AskedEvent, ...]


def explain_left_out(  # noqa: PLR0913 - the options of the command
    engine: DuckDB,
    *,
    raw_lines: RawLines,
    account: str | None = None,
    session: str | None = None,
    address: str | None = None,
    most_lines: int | None = None,
) -> LeftOut:
    """Return what became of an account, a session or an address.

    At most `most_lines` raw records are looked up (None: all of them). Raises UsageError where
    nothing is asked about, or what is was never seen.
    """
    if account is None and session is None and address is None:
        message = "nothing to explain: a CAMPAIGN is missing, or --account, --session or --address."
        raise UsageError(message)
    wanted = account.strip().lower() if account is not None else None
    place = read_address(address) if address is not None else None
    asked = Asked(wanted, session, place)
    visits = read_asked(engine, asked)
    return LeftOut(
        asked=asked,
        sessions=len({visit.session_id for visit in visits}),
        accounts=len({visit.account for visit in visits}),
        first_at=min(visit.first_at for visit in visits),
        last_at=max(visit.last_at for visit in visits),
        campaigns=tuple(sorted({v.candidate for v in visits if v.step == "member"})),
        steps=_steps(visits),
        home=_home(visits),
        crowd=_crowd(visits),
        crimes=_crimes(engine, visits),
        verdicts=_verdicts(engine, visits),
        decisions=_decisions(engine, visits),
        visits=visits,
        events=_events(engine, raw_lines, most_lines),
    )


def _steps(visits: Sequence[AskedVisit]) -> tuple[StepCount, ...]:
    found = []
    for step in STEPS:
        mine = [visit for visit in visits if visit.step == step]
        sessions, accounts = {v.session_id for v in mine}, {v.account for v in mine}
        found.append(StepCount(step, len(sessions), len(mine), len(accounts)))
    return tuple(count for count in found if count.visits)


def _home(visits: Sequence[AskedVisit]) -> HomeCrowd:
    known = [visit.known for visit in visits if visit.step == "home"]
    return HomeCrowd(
        visits=len(known),
        device=sum(one.device > 0 for one in known),
        client=sum(one.client > 0 for one in known),
        address=sum(one.address > 0 for one in known),
        network=sum(one.network > 0 for one in known),
        country=sum(one.country > 0 for one in known),
        colleagues=sum(one.colleagues > 0 for one in known),
        done_by_others=sum(one.done_by != "" for one in known),
    )


def _crowd(visits: Sequence[AskedVisit]) -> Crowd:
    """Count each account once, as analyses do."""
    tried = {visit.account: visit for visit in reversed(visits) if visit.chance is not None}
    return Crowd(
        len(tried),
        sum(visit.protected for visit in tried.values()),
        sum(visit.chance or 0.0 for visit in tried.values()),
    )


def _crimes(engine: DuckDB, visits: Sequence[AskedVisit]) -> tuple[Crime, ...]:
    sources = sorted({visit.source for visit in visits if visit.source})
    rows = engine.rows(_CRIMES, {"sources": sources}) if sources else ()
    return tuple(Crime(*row) for row in rows)


def _decisions(engine: DuckDB, visits: Sequence[AskedVisit]) -> tuple[Respected, ...]:
    decisions = sorted({visit.decision for visit in visits if visit.decision is not None})
    rows = engine.rows(_DECISIONS, {"decisions": decisions}) if decisions else ()
    return tuple(Respected(*row) for row in rows)


def _verdicts(engine: DuckDB, visits: Sequence[AskedVisit]) -> tuple[Verdict, ...]:
    found: dict[str, list[Reason]] = {}
    candidates = sorted({visit.candidate for visit in visits if visit.step == "unlikely"})
    rows = engine.rows(_VERDICTS, {"candidates": candidates}) if candidates else ()
    for candidate, *reason in rows:
        found.setdefault(candidate, []).append(Reason(*reason))
    return tuple(Verdict(name, in_steps(why), turning(why)) for name, why in found.items())


def _events(engine: DuckDB, raw_lines: RawLines, most: int | None) -> tuple[AskedEvent, ...]:
    rows = engine.rows(packaged_sql(__package__, "explain_events"))
    events = [
        AskedEvent(*[*event, Record(file, raw_file, line)]) for *event, file, raw_file, line in rows
    ]
    asked = [(event.event_uid, event.record) for event in events]
    records = look_up(asked, raw_lines, most)
    return tuple(replace(e, record=record) for e, record in zip(events, records, strict=True))
