"""Ids that stay: a campaign keeps the id under which most of its events were known before."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from rasid.engines.duckdb import DuckDB

_OVERLAPS = """
SELECT staged.number, lineage.campaign_id, count(*) AS shared
FROM staged
JOIN lineage ON staged.event_uid = lineage.event_uid
GROUP BY staged.number, lineage.campaign_id
ORDER BY shared DESC, lineage.campaign_id, staged.number
"""

_FIRST = """
SELECT number, min(time), arg_min(event_uid, (time, event_uid))
FROM staged GROUP BY number ORDER BY number
"""


def name_campaigns(
    engine: DuckDB, numbers: Iterable[int], taken: Collection[str] = ()
) -> dict[int, str]:
    """Return an id for each campaign of `staged`, none of them `taken`.

    Of two that share events with one earlier campaign, the one that shares more keeps its id; a
    new id is made of the day and the hash of the first event.

    `lineage` also holds events that are no campaign's any more, so that one that is found again
    goes by the name it had. As the first event names it, logs judged day by day and all at once
    end in the same id, unless an event before the first became known on a later day: then the
    campaign keeps the id that people know.
    """
    wanted = set(numbers)
    ids: dict[int, str] = {}
    for number, campaign_id, _ in engine.rows(_OVERLAPS):
        free = campaign_id not in ids.values() and campaign_id not in taken
        if number in wanted and number not in ids and free:
            ids[number] = campaign_id
    for number, first_seen, event_uid in engine.rows(_FIRST):
        if number in wanted and number not in ids:
            ids[number] = new_id(first_seen, event_uid, {*ids.values(), *taken})
    return ids


def new_id(first_seen: datetime, event_uid: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: a part may begin with the event that named the whole."""
    mark = event_uid
    while True:
        mark = hashlib.sha256(mark.encode()).hexdigest()
        campaign_id = f"C-{first_seen:%Y%m%d}-{mark[:6]}"
        if campaign_id not in taken:
            return campaign_id
