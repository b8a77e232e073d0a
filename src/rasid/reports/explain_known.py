"""By what the account of each visit asked about is known: its own sign-ins, colleagues, doers."""

from collections.abc import Collection
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB

_AGREEING = """
SELECT
    asked.session_id,
    asked.account,
    sign(date_diff('day', own.first_at::DATE, asked.first_at::DATE)) AS side,
    count(*),
    count(*) FILTER (own.source_ip = asked.source_ip AND own.source_ip <> ''),
    count(*) FILTER (own.network = asked.network AND own.network <> ''),
    count(*) FILTER (own.country = asked.country AND own.country <> ''),
    count(*) FILTER (own.fingerprint = asked.fingerprint AND own.fingerprint <> ''),
    count(*) FILTER (own.device = asked.device AND own.device <> '')
FROM asked
JOIN stays_asked AS own ON asked.account = own.account
WHERE own.signin_successes + own.follow_ups > 0 AND NOT own.hostile
GROUP BY asked.session_id, asked.account, side
"""

_COLLEAGUES = """
SELECT asked.session_id, asked.account, count(*)
FROM asked
JOIN (
    SELECT split_part(account, '@', 2) AS domain, source_ip, account
    FROM places
    WHERE signs_in
        AND contains(account, '@')
        AND source_ip <> ''
        AND source_ip IN (SELECT source_ip FROM asked)
) AS residents
    ON asked.source_ip = residents.source_ip
    AND split_part(asked.account, '@', 2) = residents.domain
    AND asked.account <> residents.account
GROUP BY asked.session_id, asked.account
"""

_DOERS = """
SELECT asked.session_id, asked.account, min(events.actor_account)
FROM asked
JOIN events_asked AS events
    ON asked.account = events.account
    AND asked.source_ip = coalesce(events.source_ip, '')
    AND events.time BETWEEN asked.first_at AND asked.last_at
GROUP BY asked.session_id, asked.account
HAVING bool_and(coalesce(events.actor_account, '') NOT IN ('', events.account))
"""

_EARLIER, _LATER = 1, -1
_Counts = tuple[int, int, int, int, int, int]
_NONE = (0, 0, 0, 0, 0, 0)

Pair = tuple[str, str]
"""A visit, by its session and account."""


@dataclass(frozen=True, slots=True)
class KnownBy:
    """How many of an account's own sign-ins on other days agree with a visit in what.

    They are of earlier days, or of later ones where the logs hold none (`earlier` is false).
    `colleagues` are other accounts of its mail domain that sign in at the same address; `done_by`
    is who did to it what was done, where that was somebody else who was signed in.
    """

    earlier: bool
    signins: int
    address: int
    network: int
    country: int
    client: int
    device: int
    colleagues: int
    done_by: str


def read_known(engine: DuckDB, visits: Collection[Pair]) -> dict[Pair, KnownBy]:
    """Return by what each visit of `asked` is known, out of `stays_asked` and `events_asked`.

    Three plain questions: to plan them as one takes the engine longer than to answer all.
    """
    own: dict[Pair, dict[int, _Counts]] = {}
    for session_id, account, side, signins, *agreeing in engine.rows(_AGREEING):
        address, network, country, client, device = agreeing
        counts = signins, address, network, country, client, device
        own.setdefault((session_id, account), {})[side] = counts
    colleagues = {(one, account): n for one, account, n in engine.rows(_COLLEAGUES)}
    doers = {(one, account): who for one, account, who in engine.rows(_DOERS)}
    known = {}
    for visit in visits:
        sides = own.get(visit, {})
        earlier = _EARLIER in sides or not sides
        counts = sides.get(_EARLIER if earlier else _LATER, _NONE)
        known[visit] = KnownBy(earlier, *counts, colleagues.get(visit, 0), doers.get(visit, ""))
    return known
