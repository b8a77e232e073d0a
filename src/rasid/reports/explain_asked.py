"""The visits of an account, a session or an address, and what became of each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.explain_known import KnownBy, Pair, read_known
from rasid.reports.explain_turning import Turning, turning
from rasid.reports.reasons import Reason, Step, in_steps
from rasid.tables.events import EVENTS
from rasid.tables.sessions import HOME_BITS

Span = tuple[datetime, datetime]

STEPS = (
    "member",
    "unlikely",
    "weighed",
    "unsought",
    "unsampled",
    "crime",
    "innocent",
    "slip",
    "quiet",
    "home",
)
"""What can become of a visit: those of the table `judged`, untargeted crime, and what never was a
suspect: it is `quiet`, or at `home`."""

_NEAR = {
    "account": "SELECT $account AS account",
    "address": "SELECT DISTINCT account FROM places WHERE source_ip = $address",
    "session": """SELECT DISTINCT account FROM places WHERE source_ip IN (
        SELECT coalesce(source_ip, '') FROM sessions WHERE session_id = $session
    )""",
}
"""The accounts of which visits may be asked about: visits lie in the order of accounts."""

_CHOSEN = {
    "account": "account = $account",
    "address": "source_ip = $address",
    "session": "session_id = $session",
}

_MAKE = "CREATE OR REPLACE TEMP TABLE {name} AS "
_OF_ACCOUNTS = "SELECT * FROM stays WHERE account IN (SELECT account FROM {of})"

_FEW = 1000
"""The visits of so many accounts are read with all that is told of each."""

_EVENTS = """
SELECT
    event_uid, time, provider, action, outcome, reason, account, actor_account, source_ip,
    fingerprint, device, raw_file, raw_line
FROM {events}
WHERE ({when})
    AND account {of}
    AND coalesce(source_ip, '') IN (SELECT source_ip FROM asked)
"""

_OF_ONE, _OF_SEVERAL = "= $account", "IN (SELECT account FROM asked)"
"""One that is named is looked for in the pages that may have it."""

_AT_ONCE = "time IN (SELECT first_at FROM asked WHERE first_at = last_at)"
"""Many moments are found in the pages that may have them; spans are compared with every time."""

_MOST_SPANS = 25
"""Each moment that is read costs its pages, and each span a comparison of every one of them."""

_VISITS = """
SELECT session_id, account, first_at, last_at, events, source_ip, home_bits FROM asked
"""

_JUDGED = """
SELECT
    session_id, account, step, coalesce(tactic, ''), coalesce(protected, false), chance,
    coalesce(candidate, ''), bits, needed, coalesce(source, ''), decision, coalesce(meant, '')
FROM judged
WHERE account IN (SELECT account FROM asked) AND session_id IN (SELECT session_id FROM asked)
"""

_OF_MEMBERS = """
SELECT session_id, account, family, bits, reason FROM evidence
WHERE subject = 'visit' AND campaign_id IN (SELECT unnest($candidates))
    AND session_id IN (SELECT session_id FROM asked)
"""

_OF_OTHERS = """
SELECT session_id, account, family, bits, reason FROM left_out
WHERE subject = 'visit' AND candidate IN (SELECT unnest($candidates))
    AND account IN (SELECT account FROM asked)
    AND session_id IN (SELECT session_id FROM asked)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about; what is null does not narrow it."""

    account: str | None = None
    session: str | None = None
    address: str | None = None

    def describe(self) -> str:
        """Say it in words, for messages and headings."""
        named = (("account", self.account), ("session", self.session), ("address", self.address))
        return ", ".join(f"{kind} {value}" for kind, value in named if value is not None)


@dataclass(frozen=True, slots=True)
class _Judged:
    """What was judged of a visit; of what was no suspect, nothing."""

    step: str = ""
    tactic: str = ""
    protected: bool = False
    chance: float | None = None
    candidate: str = ""
    bits: float | None = None
    needed: float | None = None
    source: str = ""
    decision: int | None = None
    meant: str = ""

    @property
    def lacking(self) -> float:
        """How many bits it lacks to be a member; 0 where it was not weighed."""
        return 0.0 if self.bits is None or self.needed is None else self.needed - self.bits


@dataclass(frozen=True, slots=True)
class AskedVisit:
    """One account in one session, and what became of it; `step` is one of STEPS.

    `candidate` is the campaign that it speaks for most, `bits` and `turning` are for that one and
    null where nothing was weighed; `chance` is null where it was no stranger's try.
    """

    session_id: str
    account: str
    first_at: datetime
    last_at: datetime
    events: int
    source_ip: str
    step: str
    home_bits: float
    tactic: str
    protected: bool
    chance: float | None
    candidate: str
    bits: float | None
    turning: Turning | None
    source: str
    decision: int | None
    meant: str
    known: KnownBy
    reasons: tuple[Step, ...]


def read_asked(engine: DuckDB, asked: Asked) -> tuple[AskedVisit, ...]:
    """Return the visits asked about; make the steps `asked` of them, and `events_asked`.

    What is worth looking at comes first: members, then what was weighed, the nearest first. Raises
    UsageError where there is none.
    """
    _choose(engine, asked)
    seen = {(session_id, account): more for session_id, account, *more in engine.rows(_VISITS)}
    if not seen:
        raise UsageError(f"no visit in the analysed time fits: {asked.describe()}.")
    _find_events(engine, asked, {(first_at, last_at) for first_at, last_at, *_ in seen.values()})
    judged = dict.fromkeys(seen, _Judged())
    for session_id, account, *told in engine.rows(_JUDGED):
        if (session_id, account) in judged:
            judged[session_id, account] = _Judged(*told)
    known, reasons = read_known(engine, seen), _told(engine, judged)
    visits = (_visit(pair, seen[pair], judged[pair], known[pair], reasons[pair]) for pair in judged)
    order = {pair: one.lacking for pair, one in judged.items()}

    def worth(one: AskedVisit) -> tuple[int, float, datetime, str, str]:
        pair = one.session_id, one.account
        return STEPS.index(one.step), order[pair], one.first_at, *pair

    return tuple(sorted(visits, key=worth))


def _choose(engine: DuckDB, asked: Asked) -> None:
    """Find the visits asked about, and `stays_asked`, those of their accounts and of some more.

    Where many were at a session's address, its own visits are found first.
    """
    wanted = {"account": asked.account, "session": asked.session, "address": asked.address}
    bound = {name: value for name, value in wanted.items() if value is not None}
    chosen = " AND ".join(_CHOSEN[name] for name in bound)
    engine.run(_MAKE.format(name="near_asked") + " INTERSECT ".join(_NEAR[n] for n in bound), bound)
    theirs, visits = _MAKE.format(name="stays_asked"), _MAKE.format(name="asked")
    if asked.session is None or _are_few(engine):
        engine.run(theirs + _OF_ACCOUNTS.format(of="near_asked"))
        engine.run(f"{visits} SELECT * FROM stays_asked WHERE {chosen}", bound)
    else:
        engine.run(f"{visits} {_OF_ACCOUNTS.format(of='near_asked')} AND {chosen}", bound)
        engine.run(theirs + _OF_ACCOUNTS.format(of="asked"))


def _are_few(engine: DuckDB) -> bool:
    ((near,),) = engine.rows("SELECT count(*) FROM near_asked")
    return int(near) <= _FEW


def _told(engine: DuckDB, judged: Mapping[Pair, _Judged]) -> dict[Pair, list[Reason]]:
    """Return why each visit is a campaign's, or none's."""
    candidates = {one.candidate for one in judged.values() if one.candidate}
    steps = {one.step == "member" for one in judged.values() if one.candidate}
    reasons: dict[Pair, list[Reason]] = {visit: [] for visit in judged}
    for is_member, query in ((True, _OF_MEMBERS), (False, _OF_OTHERS)):
        rows = engine.rows(query, {"candidates": sorted(candidates)}) if is_member in steps else ()
        for session_id, account, *reason in rows:
            if (session_id, account) in reasons:
                reasons[session_id, account].append(Reason(*reason))
    for found in reasons.values():
        found.sort(key=lambda reason: reason.family)
    return reasons


def _find_events(engine: DuckDB, asked: Asked, visits: Collection[Span]) -> None:
    """Find the events of visits in the parts of the times that those were at."""
    times = sorted(visits)
    longer = [(start, end) for start, end in times if start != end]
    is_apart = len(times) > _MOST_SPANS and len(longer) < len(times)
    spans = joined(longer if is_apart else times, _MOST_SPANS)
    bound: dict[str, object] = {
        f"{side}_{n}": at
        for n, span in enumerate(spans)
        for side, at in zip(("from", "until"), span, strict=True)
    }
    of = _OF_SEVERAL
    if asked.account is not None:
        of, bound["account"] = _OF_ONE, asked.account
    within = " OR ".join(f"time BETWEEN $from_{n} AND $until_{n}" for n in range(len(spans)))
    events = engine.of_days(EVENTS, days_of(times))
    whens = [when for when in (_AT_ONCE if is_apart else "", within) if when]
    found = " UNION ".join(_EVENTS.format(events=events, when=when, of=of) for when in whens)
    engine.run(f"{_MAKE.format(name='events_asked')}{found}", bound)


def days_of(spans: Iterable[Span]) -> set[date]:
    """Return the days that spans of time touch."""
    return {
        start.date() + timedelta(days=n)
        for start, end in spans
        for n in range((end.date() - start.date()).days + 1)
    }


def joined(spans: Iterable[Span], most: int) -> list[Span]:
    """Return spans of time, in their order, of which the nearest are made one: so many at most."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    gaps = sorted(range(1, len(found)), key=lambda n: found[n - 1][1] - found[n][0])
    kept = sorted([0, *gaps[: most - 1]]) if found else []
    return [(found[n][0], found[end - 1][1]) for n, end in pairwise([*kept, len(found)])]


def _visit(
    pair: Pair,
    seen: Sequence[Any],
    judged: _Judged,
    known: KnownBy,
    reasons: list[Reason],
) -> AskedVisit:
    (session_id, account), (first_at, last_at, events, source_ip, home_bits) = pair, seen
    is_weighed = judged.needed is not None and reasons
    return AskedVisit(
        session_id,
        account,
        first_at,
        last_at,
        events,
        source_ip,
        _step(judged, home_bits),
        home_bits,
        judged.tactic,
        judged.protected,
        judged.chance,
        judged.candidate,
        judged.bits,
        turning(reasons, judged.needed or 0.0) if is_weighed else None,
        judged.source,
        judged.decision,
        judged.meant,
        known,
        in_steps(reasons),
    )


def _step(judged: _Judged, home_bits: float) -> str:
    """Return what became of a visit: what is not among the judged was no suspect."""
    if judged.source and judged.step in ("weighed", "unsought"):
        return "crime"
    return judged.step or ("home" if home_bits >= HOME_BITS else "quiet")


def read_address(text: str) -> str:
    """Return an address as logs are kept with it; raises UsageError for what is none."""
    try:
        return str(ip_address(text.strip()))
    except ValueError as error:
        message = f"--address got {text!r}, expected an address such as 192.0.2.1."
        raise UsageError(message) from error
