"""Ids that stay: a campaign keeps the id under which most of its events were known before."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

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
            ids[number] = _new_id(first_seen, event_uid, ids.values())
    return ids


def _new_id(first_seen: datetime, event_uid: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: a part may begin with the event that named the whole."""
    mark = event_uid
    while True:
        mark = hashlib.sha256(mark.encode()).hexdigest()
        campaign_id = f"C-{first_seen:%Y%m%d}-{mark[:6]}"
        if campaign_id not in taken:
            return campaign_id
