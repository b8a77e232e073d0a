"""Accounts that a campaign entered by a recovery, and over what."""

from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB

_CHAINS = """
SELECT person_id, mailbox_event, mailbox_at, account_event, account_at, kind, reason
FROM chains
WHERE campaign_id = $campaign
    AND ($account IS NULL OR account = $account OR mailbox = $account)
ORDER BY account_at, account
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """One recovery; the mailbox is null where none was entered before. No address is told."""

    person_id: str
    mailbox_event: str
    mailbox_at: datetime | None
    account_event: str
    account_at: datetime
    kind: str
    reason: str


def chains_of(engine: DuckDB, campaign_id: str, account: str | None = None) -> tuple[Chain, ...]:
    """Return a campaign's chains, or those that an account is the mailbox or the end of."""
    wanted = {"campaign": campaign_id, "account": account}
    return tuple(Chain(*row) for row in engine.rows(_CHAINS, wanted))
