"""What is known of an organisation's people within a window, each number counted from tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from rapidfuzz.process import extractOne

from rasid.answers.seeing import Blindness, blindness
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.naming import campaign_namings

Verdict = Literal["hit", "not seen", "gaps", "cannot say"]
KINDS = ("work", "personal", "recovery")


@dataclass(frozen=True, slots=True)
class AccountsOf:
    """Accounts of one kind: how many are on the roster, and how many any log has ever told of."""

    kind: str
    listed: int
    seen: int


@dataclass(frozen=True, slots=True)
class LogsOf:
    """One provider's logs within the window: its events, its days, and days without an event."""

    provider: str
    events: int
    days: int
    silent: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What one campaign did to the organisation's own accounts within the window.

    `probability` is that of the campaign, in thousandths; `actor` is None where none is likely
    enough, and its probability in thousandths too. The counts are of the kinds of account.
    """

    campaign_id: str
    probability: int
    actor: str | None
    actor_probability: int
    first: datetime
    last: datetime
    attempts: int
    identified: int
    attacked: int
    compromised: int
    exploited: int
    attacked_by_kind: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that an answer says; nothing in it is of another organisation."""

    organisation: str
    window: Window
    people: int
    accounts: tuple[AccountsOf, ...]
    logs: tuple[LogsOf, ...]
    hits: tuple[Hit, ...]
    blind: tuple[Blindness, ...]

    @property
    def verdict(self) -> Verdict:
        """Which of the four things is said: a no needs logs of every day and accounts in them."""
        if self.hits:
            return "hit"
        if not any(one.seen for one in self.accounts):
            return "cannot say"
        return "gaps" if self.gaps else "not seen"

    @property
    def gaps(self) -> tuple[date, ...]:
        """The days on which a provider that tells of these accounts logged nothing."""
        return tuple(sorted({day for one in self.logs for day in one.silent}))

    @property
    def unseen(self) -> int:
        """How many of the accounts no log has ever told of."""
        return sum(one.listed - one.seen for one in self.accounts)


_ORGANISATIONS = "SELECT DISTINCT trim(organisation) FROM roster WHERE trim(organisation) <> ''"

_OWN = """
CREATE OR REPLACE TEMP TABLE own_accounts AS
SELECT DISTINCT person_id, account, account_kind
FROM roster
WHERE lower(trim(organisation)) = $organisation
    AND (listed_from = '' OR CAST(listed_from AS TIMESTAMP) < $end)
    AND (listed_until = '' OR CAST(listed_until AS TIMESTAMP) > $start)
"""

_ACCOUNTS = """
SELECT account_kind, count(*),
    count(*) FILTER (WHERE account IN (SELECT account FROM events))
FROM own_accounts GROUP BY account_kind
"""

_DAYS = """
WITH telling AS (
    SELECT DISTINCT provider FROM events WHERE account IN (SELECT account FROM own_accounts)
)
SELECT provider, CAST(time AS DATE) AS day, count(*)
FROM events
WHERE time >= $start AND time < $end AND provider IN (SELECT provider FROM telling)
GROUP BY ALL ORDER BY ALL
"""

_TELLING = """
SELECT DISTINCT provider FROM events WHERE account IN (SELECT account FROM own_accounts)
ORDER BY provider
"""

_HITS = """
SELECT hostile.campaign_id, round(1000 * any_value(campaign_probability)), min(time), max(time),
    count(DISTINCT event_uid) FILTER (WHERE stage = 'discover'),
    count(DISTINCT account) FILTER (WHERE stage = 'discover' AND account_exists),
    count(DISTINCT account) FILTER (WHERE stage <> 'discover'),
    count(DISTINCT account) FILTER (WHERE stage IN ('compromise', 'exploit')),
    count(DISTINCT account) FILTER (WHERE stage = 'exploit')
FROM hostile
JOIN campaigns ON campaigns.campaign_id = hostile.campaign_id
WHERE time >= $start AND time < $end AND account IN (SELECT account FROM own_accounts)
GROUP BY hostile.campaign_id ORDER BY min(time), hostile.campaign_id
"""

_ATTACKED = """
SELECT campaign_id, account_kind, count(DISTINCT hostile.account)
FROM hostile JOIN own_accounts ON own_accounts.account = hostile.account
WHERE time >= $start AND time < $end AND stage <> 'discover'
GROUP BY campaign_id, account_kind
"""


def find_answer(engine: DuckDB, organisation: str, window: Window, judged: Window | None) -> Answer:
    """Gather what is known of an organisation in a window.

    `judged` is the window of the last analysis. Raises UsageError for an organisation that is not
    on the roster, and for days that nothing has judged.
    """
    name = _known(engine, organisation)
    _require_judged(window, judged)
    bounds: dict[str, object] = {
        "start": window.start.replace(tzinfo=None),
        "end": window.end.replace(tzinfo=None),
    }
    engine.run(_OWN, {**bounds, "organisation": name.lower()})
    ((people,),) = engine.rows("SELECT count(DISTINCT person_id) FROM own_accounts")
    counts = {kind: (listed, seen) for kind, listed, seen in engine.rows(_ACCOUNTS)}
    return Answer(
        organisation=name,
        window=window,
        people=people,
        accounts=tuple(AccountsOf(kind, *counts[kind]) for kind in KINDS if kind in counts),
        logs=_logs(engine, window, bounds),
        hits=_hits(engine, bounds),
        blind=blindness(engine, bounds),
    )


def _known(engine: DuckDB, organisation: str) -> str:
    names: list[str] = [row[0] for row in engine.rows(_ORGANISATIONS)]
    asked = organisation.strip().lower()
    found = next((name for name in names if name.lower() == asked), None)
    if found is None:
        near = extractOne(organisation, names, score_cutoff=70)
        hint = f"; {near[0]!r}, perhaps" if near else ""
        raise UsageError(f"no organisation {organisation!r} is on the roster{hint}.")
    return found


def _require_judged(window: Window, judged: Window | None) -> None:
    if judged is None:
        raise UsageError("nothing has been analysed yet; `rasid analyse` does it.")
    if window.start < judged.start or window.end > judged.end:
        raise UsageError(
            f"from {window.start:%F} to {window.end:%F} was asked, and from {judged.start:%F} to "
            f"{judged.end:%F} was analysed; of other days nothing can be said."
        )


def _logs(engine: DuckDB, window: Window, bounds: dict[str, object]) -> tuple[LogsOf, ...]:
    asked: Sequence[date] = list(window.days())
    days: dict[str, dict[date, int]] = {row[0]: {} for row in engine.rows(_TELLING)}
    for provider, day, events in engine.rows(_DAYS, bounds):
        days[provider][day] = events
    return tuple(
        LogsOf(
            provider,
            sum(found.values()),
            len(found),
            tuple(day for day in asked if day not in found),
        )
        for provider, found in days.items()
    )


def _hits(engine: DuckDB, bounds: dict[str, object]) -> tuple[Hit, ...]:
    namings = campaign_namings(engine)
    kinds: dict[str, dict[str, int]] = {}
    for campaign_id, kind, count in engine.rows(_ATTACKED, bounds):
        kinds.setdefault(campaign_id, {})[kind] = count
    hits = []
    for row in engine.rows(_HITS, bounds):
        campaign_id = row[0]
        naming = namings.get(campaign_id)
        actor = naming.actor if naming else None
        leader = naming.leader if naming and actor else None
        hits.append(
            Hit(
                campaign_id=campaign_id,
                probability=int(row[1]),
                actor=actor,
                actor_probability=round(1000 * leader.probability) if leader else 0,
                first=row[2],
                last=row[3],
                attempts=row[4],
                identified=row[5],
                attacked=row[6],
                compromised=row[7],
                exploited=row[8],
                attacked_by_kind=tuple(
                    (kind, kinds.get(campaign_id, {}).get(kind, 0)) for kind in KINDS
                ),
            )
        )
    return tuple(hits)
