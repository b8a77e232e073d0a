"""What a command asks to be decided, resolved against the last analysis' tables."""

import re
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from rasid.campaigns.deciding.decisions import About, MarkedSession
from rasid.campaigns.deciding.identity import new_id
from rasid.campaigns.deciding.marking import find_marked
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError

_AUTONOMOUS_SYSTEM = re.compile(r"AS[1-9]\d{0,9}", re.ASCII)

_SESSIONS = """
SELECT session_id, provider, source_ip, fingerprint, device,
    CAST(start_at AS VARCHAR), CAST(end_at AS VARCHAR)
FROM sessions WHERE session_id IN (SELECT unnest($asked)) ORDER BY session_id
"""

_PART = """
SELECT
    count(*) FILTER (apart), count(*) FILTER (NOT apart),
    min(time) FILTER (apart), arg_min(event_uid, (time, event_uid)) FILTER (apart)
FROM (
    SELECT
        event_uid,
        time,
        session_id IN (SELECT unnest($sessions)) OR account IN (SELECT unnest($accounts)) AS apart
    FROM hostile WHERE campaign_id = $campaign
)
"""

_TAKEN = """
SELECT campaign_id FROM campaigns UNION SELECT campaign_id FROM campaign_history
UNION SELECT campaign_id FROM lineage
"""


def asked_source(
    engine: DuckDB,
    *,
    address: str = "",
    network: str = "",
    fingerprint: str = "",
    session: str = "",
) -> About:
    """Return the one source that was asked for; raises UsageError unless it is just one."""
    given = [text for text in (address, network, fingerprint, session) if text]
    if len(given) != 1:
        raise UsageError(
            "expected one of --address, --network, --fingerprint, --session; "
            f"got {len(given) or 'none'}."
        )
    if session:
        return About(sessions=asked_sessions(engine, [session]))
    if address:
        return About(address=_address(address))
    return About(network=_network(network)) if network else About(fingerprint=fingerprint)


def asked_sessions(engine: DuckDB, asked: Sequence[str]) -> tuple[MarkedSession, ...]:
    """Return sessions by their ids; raises UsageError where one is not known."""
    rows = engine.rows(_SESSIONS, {"asked": list(asked)}) if asked else []
    found = tuple(MarkedSession(*row) for row in rows)
    for name in asked:
        if name not in {one.session_id for one in found}:
            raise UsageError(f"there is no session {name!r} in the last analysis.")
    return found


def asked_split(
    engine: DuckDB, campaign_id: str, sessions: Sequence[str], accounts: Sequence[str]
) -> tuple[About, str]:
    """Return what is to be split off a campaign and the id that it gets.

    Raises UsageError where that is nothing, or everything.
    """
    about = About(
        sessions=asked_sessions(engine, sessions),
        accounts=tuple(account.strip().lower() for account in accounts),
    )
    if not (sessions or accounts):
        raise UsageError("expected --session or --account: what is to be split off.")
    ((apart, rest, first_seen, event_uid),) = engine.rows(
        _PART,
        {
            "campaign": campaign_id,
            "sessions": [one.session_id for one in about.sessions],
            "accounts": list(about.accounts),
        },
    )
    if not apart:
        raise UsageError(f"campaign {campaign_id} has no event of what is to be split off.")
    if not rest:
        raise UsageError(f"nothing of campaign {campaign_id} would be left.")
    return about, new_id(first_seen, event_uid, {row[0] for row in engine.rows(_TAKEN)})


def sessions_of(engine: DuckDB, about: About) -> int:
    """Return how many sessions of the last analysis a source has."""
    find_marked(engine, {0: about})
    ((sessions,),) = engine.rows("SELECT count(*) FROM marked_sessions")
    return int(sessions)


def _address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        message = f"--address got {text!r}, expected an address such as 192.0.2.1."
        raise UsageError(message) from None


def _network(text: str) -> str:
    asked = text.strip().upper()
    if _AUTONOMOUS_SYSTEM.fullmatch(asked):
        return asked
    try:
        if "/" in asked:
            return str(ip_network(asked))
    except ValueError:
        pass
    raise UsageError(f"--network got {text!r}, expected AS64500 or 192.0.2.0/24.")
