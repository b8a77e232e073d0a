"""The accounts that a campaign attacked or entered, and what was done to each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

STANDINGS = ("exploited", "compromised", "attacked")
"""From the worst on; each is attacked too."""

_PROVIDERS = """
SELECT account, array_agg(DISTINCT provider ORDER BY provider)
FROM services
WHERE account IN (SELECT account FROM hostile WHERE campaign_id = $campaign)
GROUP BY account
"""

_RECOVERY = """
SELECT DISTINCT recovers, account FROM roster
WHERE account_kind = 'recovery' AND recovers <> '' ORDER BY recovers, account
"""

_ATTACKED = """
CREATE OR REPLACE TEMP TABLE attacked AS
SELECT account, min(time) AS first_at
FROM hostile
WHERE campaign_id = $campaign AND stage <> 'discover'
GROUP BY account
"""

_ABSENT = """
SELECT count(*) FROM (
    SELECT account FROM hostile WHERE campaign_id = $campaign GROUP BY account
    HAVING count(*) FILTER (WHERE stage <> 'discover') > 0
        AND NOT (bool_or(account_exists) OR count(account_exists) = 0)
)
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """One hostile event; `detail` is the vendor's own text, as hostile as any of a log.

    `bits` are the evidence that its visit belongs to the campaign; with more than `needed` it does.
    `stage` is empty for what no campaign is told to have done.
    """

    event_uid: str
    time: datetime
    stage: str
    action: str
    outcome: str
    source_ip: str
    session_id: str
    provider: str
    detail: str
    bits: float
    needed: float | None


@dataclass(frozen=True, slots=True)
class Affected:
    """One account, in the order of time what was done to it, and who logs anything of it.

    `mailboxes` are those that recover it, by the roster. `unexplained` is what was changed in it
    after the attack from where it is not at home: by an intruder, or by its owner on the way.
    """

    account: str
    person_id: str
    category: str
    deeds: tuple[Deed, ...]
    providers: tuple[str, ...]
    mailboxes: tuple[str, ...]
    unexplained: tuple[Deed, ...] = ()

    @property
    def standing(self) -> str:
        """How far the campaign came, one of STANDINGS."""
        stages = {deed.stage for deed in self.deeds}
        if "exploit" in stages:
            return "exploited"
        return "compromised" if "compromise" in stages else "attacked"

    @property
    def entries(self) -> tuple[Deed, ...]:
        """What was done in it, from the entry on."""
        return tuple(deed for deed in self.deeds if deed.stage in ("compromise", "exploit"))

    @property
    def surest(self) -> Deed:
        """One of the visit that says most surely how far the campaign came."""
        return max(self.entries or self.attacks, key=lambda deed: deed.bits)

    @property
    def attacks(self) -> tuple[Deed, ...]:
        """The tries to enter it."""
        return tuple(deed for deed in self.deeds if deed.stage == "attack")


def affected(engine: DuckDB, campaign_id: str) -> tuple[Affected, ...]:
    """Return the accounts to act on, those that were entered first, in the order to act in.

    A mailbox that recovers another account comes before it; what holds unexplained changes comes
    before what was only attacked. Addresses that do not exist are none.
    """
    bound = {"campaign": campaign_id}
    providers = dict(engine.rows(_PROVIDERS, bound))
    mailboxes: dict[str, list[str]] = {}
    for recovered, mailbox in engine.rows(_RECOVERY):
        mailboxes.setdefault(recovered, []).append(mailbox)
    unexplained = _unexplained(engine, campaign_id)
    rows = engine.rows(packaged_sql("rasid.responding", "affected"), bound)
    found = [
        Affected(
            account,
            person_id,
            category,
            tuple(Deed(*row[3:]) for row in of_account),
            tuple(providers.get(account, ())),
            tuple(mailboxes.get(account, ())),
            tuple(unexplained.get(account, ())),
        )
        for (account, person_id, category), of_account in groupby(rows, key=lambda row: row[:3])
    ]
    return _in_order(_one_each(found))


def absent(engine: DuckDB, campaign_id: str) -> int:
    """Return how many addresses were attacked that do not exist."""
    return int(engine.rows(_ABSENT, {"campaign": campaign_id})[0][0])


def _unexplained(engine: DuckDB, campaign_id: str) -> Mapping[str, list[Deed]]:
    bound = {"campaign": campaign_id, "home_bits": HOME_BITS}
    engine.run(_ATTACKED, {"campaign": campaign_id})
    found: dict[str, list[Deed]] = {}
    for account, *row in engine.rows(packaged_sql("rasid.responding", "unexplained"), bound):
        found.setdefault(account, []).append(Deed(*row))
    return found


def _one_each(found: Iterable[Affected]) -> list[Affected]:
    """Join what was done to an account before and after it was put on the roster."""
    joined: dict[str, Affected] = {}
    for one in found:
        known = joined.get(one.account)
        if known is not None:
            deeds = tuple(sorted((*known.deeds, *one.deeds), key=lambda d: (d.time, d.event_uid)))
            named = one if one.person_id else known
            one = replace(named, deeds=deeds)  # noqa: PLW2901 - the same account, whole
        joined[one.account] = one
    return list(joined.values())


def _in_order(found: list[Affected]) -> tuple[Affected, ...]:
    by_account = {one.account: one for one in found}
    ordered: dict[str, Affected] = {}

    def put(one: Affected, waiting: frozenset[str]) -> None:
        for mailbox in one.mailboxes:
            before = by_account.get(mailbox)
            if before and mailbox not in ordered and mailbox not in waiting and _entered(before):
                put(before, waiting | {mailbox})
        ordered.setdefault(one.account, one)

    for one in sorted(found, key=_urgency):
        put(one, frozenset({one.account}))
    return tuple(ordered.values())


def _urgency(one: Affected) -> tuple[bool, bool, datetime, str]:
    first = (one.entries or one.deeds)[0].time
    return not _entered(one), not one.unexplained, first, one.account


def _entered(one: Affected) -> bool:
    return one.standing != "attacked"
