"""From a number back to its lines: the evidence, the events and the raw log records."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError, UsageError
from rasid.raw_record import RawLines
from rasid.reports.bounds import campaign_bounds
from rasid.reports.chains import Chain, chains_of
from rasid.reports.decisions import Respected, decisions_of
from rasid.reports.explain_actor import ActorTurning, actor_turning
from rasid.reports.explain_asked import read_address
from rasid.reports.explain_number import Firmness, firmness
from rasid.reports.explain_records import Record, look_up
from rasid.reports.explain_turning import Turning, turning
from rasid.reports.funnel import campaign_funnel
from rasid.reports.history import require_campaign
from rasid.reports.let_go import LetGo, let_go_of
from rasid.reports.naming import campaign_naming
from rasid.reports.reasons import Reason, Step, in_steps, reasons_of

NUMBERS = {
    "attempts": "stage = 'discover'",
    "identified": "stage = 'discover' AND account_exists",
    "attacked": "stage IN ('attack', 'compromise', 'exploit')",
    "compromised": "stage IN ('compromise', 'exploit')",
}
"""Which hostile events stand behind each of the four numbers."""

_EVENTS = """
SELECT
    hostile.event_uid, hostile.time, hostile.stage, hostile.action, hostile.outcome,
    hostile.account, hostile.person_id, hostile.category, hostile.source_ip, hostile.session_id,
    hostile.bits, hostile.reason, coalesce(imports.name, ''), hostile.raw_file, hostile.raw_line
FROM hostile LEFT JOIN imports ON hostile.raw_file = imports.raw_file
WHERE {chosen}
ORDER BY hostile.campaign_id, hostile.time, hostile.event_uid
"""

_SELECTED = """
hostile.campaign_id = $campaign
    AND ($account IS NULL OR hostile.account = $account)
    AND ($session IS NULL OR hostile.session_id = $session)
    AND ($address IS NULL OR hostile.source_ip = $address)
    AND {number}
"""

_OF_PERSON = """
hostile.person_id = $person AND hostile.campaign_id IN (SELECT unnest($campaigns))
"""

_COUNTED_OF_PERSON = """
SELECT campaign_id, count(*)
FROM hostile
WHERE person_id = $person AND campaign_id IN (
    SELECT unnest(campaigns) FROM touched WHERE person_id = $person
)
GROUP BY campaign_id
ORDER BY campaign_id
"""

_VISITS = """
WITH visits AS MATERIALIZED (
    SELECT DISTINCT hostile.session_id, hostile.account, traces.needed
    FROM hostile
    JOIN traces ON hostile.event_uid = traces.event_uid
    WHERE {chosen} AND traces.campaign_id = $campaign
)

SELECT
    evidence.session_id, evidence.account, visits.needed,
    evidence.family, evidence.bits, evidence.reason
FROM evidence
JOIN visits
    ON evidence.session_id = visits.session_id AND evidence.account = visits.account
WHERE evidence.campaign_id = $campaign AND evidence.subject = 'visit'
ORDER BY evidence.session_id, evidence.account, evidence.family
"""


@dataclass(frozen=True, slots=True)
class ExplainedEvent:
    """One hostile event and its raw record."""

    event_uid: str
    time: datetime
    stage: str
    action: str
    outcome: str
    account: str
    person_id: str
    category: str
    source_ip: str
    session_id: str
    bits: float
    reason: str
    record: Record


@dataclass(frozen=True, slots=True)
class Visit:
    """Why one account's events in one session are the campaign's; `bits` is the reasons' sum.

    `turning` says what would turn that; it is null where no threshold was kept.
    """

    session_id: str
    account: str
    bits: float
    reasons: tuple[Step, ...]
    turning: Turning | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which of a campaign's events are asked about; what is null does not narrow it."""

    campaign_id: str
    account: str | None = None
    session: str | None = None
    number: str | None = None
    address: str | None = None

    @property
    def whole(self) -> bool:
        """Whether it is of the whole campaign."""
        return self.account is None and self.session is None and self.address is None

    def describe(self) -> str:
        """Say the selection in words, for messages and headings."""
        narrowed = (
            f"account {self.account}" if self.account else "",
            f"session {self.session}" if self.session else "",
            f"address {self.address}" if self.address else "",
            f"number {self.number}" if self.number else "",
        )
        return ", ".join([f"campaign {self.campaign_id}", *(part for part in narrowed if part)])


@dataclass(frozen=True, slots=True)
class Explanation:
    """The selected events, each once, and the evidence for each visit among them.

    `count` is what was asked for: accounts for the three numbers of accounts, else events.
    `reasons`, `turning`, `actor_reasons`, `actor` and `decisions` are of the whole campaign;
    `bounds` and `firmness` are null unless one of its numbers is asked for; `chains` are the
    recoveries that the account asked about was the end or the mailbox of, of the whole campaign
    if none was. `let_go` is what retentions removed of the campaign.
    """

    selection: Selection
    count: int
    accounts: int
    reasons: tuple[Step, ...]
    turning: Turning
    actor_reasons: Mapping[str, tuple[Step, ...]]
    actor: ActorTurning | None
    visits: tuple[Visit, ...]
    events: tuple[ExplainedEvent, ...]
    decisions: tuple[Respected, ...]
    chains: tuple[Chain, ...]
    bounds: tuple[int, int] | None
    firmness: Firmness | None
    let_go: tuple[LetGo, ...]


def explain(  # noqa: PLR0913 - the options of the command
    engine: DuckDB,
    campaign_id: str,
    *,
    raw_lines: RawLines,
    account: str | None = None,
    session: str | None = None,
    address: str | None = None,
    number: str | None = None,
    most_lines: int | None = None,
) -> Explanation:
    """Return what stands behind a campaign, a part of it, or one of its numbers.

    At most `most_lines` raw records are looked up (None: all of them). Raises UsageError where
    the campaign, number, or what narrows it is not known.
    """
    require_campaign(engine, campaign_id)
    if number is not None and number not in NUMBERS:
        raise UsageError(f"--number got {number!r}, expected one of: {', '.join(NUMBERS)}.")
    wanted = account.strip().lower() if account else None
    place = read_address(address) if address is not None else None
    selection = Selection(campaign_id, wanted, session, number, place)
    events = _behind(engine, selection)
    accounts = len({event.account for event in events})
    count = len(events) if number in (None, "attempts") else accounts
    of_whole = number if selection.whole else None
    why = reasons_of(engine, campaign_id)
    naming = campaign_naming(engine, campaign_id)
    return Explanation(
        selection=selection,
        count=count,
        accounts=accounts,
        reasons=in_steps(why.campaign),
        turning=turning(why.campaign),
        actor_reasons={actor: in_steps(told) for actor, told in why.actors.items()},
        actor=actor_turning(naming, why.actors),
        visits=_visits(engine, selection, events),
        events=_with_text(events, raw_lines, most_lines),
        decisions=decisions_of(engine, campaign_id),
        chains=chains_of(engine, campaign_id, wanted),
        bounds=campaign_bounds(engine)[campaign_id][of_whole] if of_whole else None,
        firmness=firmness(engine, campaign_id, of_whole) if of_whole else None,
        let_go=let_go_of(engine, campaign_id),
    )


def events_behind(
    engine: DuckDB, campaign_id: str, number: str | None = None
) -> tuple[ExplainedEvent, ...]:
    """Return the events behind a campaign or one of its numbers, without what judged them.

    Raises UsageError for an unknown campaign, as `explain` does.
    """
    require_campaign(engine, campaign_id)
    return tuple(_behind(engine, Selection(campaign_id, number=number)))


def part_behind(
    engine: DuckDB, selection: Selection
) -> tuple[tuple[ExplainedEvent, ...], tuple[Visit, ...]]:
    """Return the events of a part of a campaign and what judged their visits, and no more.

    Raises UsageError for an unknown campaign and where no event fits, as `explain` does.
    """
    require_campaign(engine, selection.campaign_id)
    events = _behind(engine, selection)
    return tuple(events), _visits(engine, selection, events)


def events_of_person(
    engine: DuckDB, person_id: str, campaigns: Iterable[str]
) -> tuple[ExplainedEvent, ...]:
    """Return the hostile events of one person's accounts, one campaign after the other."""
    return tuple(_read(engine, _OF_PERSON, {"person": person_id, "campaigns": [*campaigns]}))


def count_of_person(engine: DuckDB, person_id: str) -> dict[str, int]:
    """Return how many hostile events of a person each campaign has, in the same order."""
    return dict(engine.rows(_COUNTED_OF_PERSON, {"person": person_id}))


def _behind(engine: DuckDB, selection: Selection) -> list[ExplainedEvent]:
    """Return the events of a selection that was found sound."""
    events = _read(engine, *_chosen(selection))
    counts_events = selection.number in (None, "attempts")
    count = len(events if counts_events else {event.account for event in events})
    _require_sound(engine, selection, count)
    return events


def _chosen(selection: Selection) -> tuple[str, dict[str, str | None]]:
    """Return which hostile events are selected, as SQL and what it binds."""
    return _SELECTED.format(number=NUMBERS.get(selection.number or "", "true")), {
        "campaign": selection.campaign_id,
        "account": selection.account,
        "session": selection.session,
        "address": selection.address,
    }


def _read(engine: DuckDB, chosen: str, bound: Mapping[str, object]) -> list[ExplainedEvent]:
    return [
        ExplainedEvent(*[*event, Record(file, raw_file, line)])
        for *event, file, raw_file, line in engine.rows(_EVENTS.format(chosen=chosen), bound)
    ]


def _require_sound(engine: DuckDB, selection: Selection, count: int) -> None:
    """Refuse a selection of nothing, and a number that differs from the one on the pages."""
    if not count and not selection.whole:
        hint = "without the campaign, `rasid explain` says why"
        raise UsageError(f"no hostile event fits: {selection.describe()}; {hint}.")
    if selection.whole and selection.number:
        total = campaign_funnel(engine, selection.campaign_id).total
        stated: int = getattr(total, selection.number)
        if stated != count:
            message = f"{selection.describe()}: {count} behind it, but {stated} was counted."
            raise IntegrityError(message)


def _visits(
    engine: DuckDB, selection: Selection, events: Sequence[ExplainedEvent]
) -> tuple[Visit, ...]:
    """Return the visits of these events, in the order of their first event."""
    reasons: dict[tuple[str, str], list[Reason]] = {}
    needed: dict[tuple[str, str], float | None] = {}
    chosen, bound = _chosen(selection)
    for session_id, account, threshold, *reason in engine.rows(
        _VISITS.format(chosen=chosen), bound
    ):
        reasons.setdefault((session_id, account), []).append(Reason(*reason))
        needed[session_id, account] = threshold
    in_order = dict.fromkeys((event.session_id, event.account) for event in events)
    return tuple(
        _visit(visit, reasons[visit], needed[visit]) for visit in in_order if visit in reasons
    )


def _visit(key: tuple[str, str], reasons: Sequence[Reason], needed: float | None) -> Visit:
    return Visit(
        *key,
        bits=sum(reason.bits for reason in reasons),
        reasons=in_steps(reasons),
        turning=None if needed is None else turning(reasons, needed),
    )


def _with_text(
    events: Sequence[ExplainedEvent], raw_lines: RawLines, most: int | None
) -> tuple[ExplainedEvent, ...]:
    records = look_up([(event.event_uid, event.record) for event in events], raw_lines, most)
    return tuple(replace(e, record=record) for e, record in zip(events, records, strict=True))
