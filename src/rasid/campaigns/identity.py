"""Ids that stay: a campaign keeps the id under which most of its events were known before."""

import hashlib
from collections.abc import Iterable

from rasid.engines.duckdb import DuckDB

_OVERLAPS = """
SELECT staged.number, previous_hostile.campaign_id, count(*) AS shared
FROM staged
JOIN previous_hostile ON staged.event_uid = previous_hostile.event_uid
GROUP BY staged.number, previous_hostile.campaign_id
ORDER BY shared DESC, previous_hostile.campaign_id, staged.number
"""

_FIRST = """
SELECT number, min(time), arg_min(event_uid, (time, event_uid)) FROM staged GROUP BY number
"""


def name_campaigns(engine: DuckDB, numbers: Iterable[int]) -> dict[int, str]:
    """Return an id for each campaign of `staged`.

    Of two that share events with one earlier campaign, the one that shares more keeps its id; a
    new id is made of the day and the hash of the first event.
    """
    wanted = set(numbers)
    ids: dict[int, str] = {}
    for number, campaign_id, _ in engine.rows(_OVERLAPS):
        if number in wanted and number not in ids and campaign_id not in ids.values():
            ids[number] = campaign_id
    for number, first_seen, event_uid in engine.rows(_FIRST):
        if number in wanted and number not in ids:
            mark = hashlib.sha256(event_uid.encode()).hexdigest()[:6]
            ids[number] = f"C-{first_seen:%Y%m%d}-{mark}"
    return ids
