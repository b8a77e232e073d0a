"""The sessions of a campaign."""

from rasid.console.listing import Column, paged
from rasid.console.pages.campaigns import require_listed, rows_link
from rasid.console.visit import Page, Visit, link

_SESSIONS = """
SELECT
    traces.session_id, min(hostile.source_ip), min(traces.network), min(traces.country),
    min(traces.fingerprint), min(traces.start_at), min(traces.end_at),
    count(*), count(DISTINCT hostile.account)
FROM hostile INNER JOIN traces ON hostile.event_uid = traces.event_uid
WHERE hostile.campaign_id = $campaign AND traces.campaign_id = $campaign
GROUP BY traces.session_id ORDER BY min(traces.start_at), traces.session_id
"""


def sessions(visit: Visit) -> Page:
    """List the sessions of a campaign, with its events and accounts in each."""
    campaign_id = visit.names["campaign"]
    require_listed(visit, campaign_id)
    codes = ("session_id", "source_ip", "network", "country", "fingerprint")
    keys = (*codes, "start", "end", "events", "accounts")
    rows = [
        dict(zip(keys, row, strict=True))
        for row in visit.engine.rows(_SESSIONS, {"campaign": campaign_id})
    ]
    for row in rows:
        row["fingerprint"] = visit.mask.record(row["fingerprint"])
    columns = (
        Column(
            "session_id",
            "code",
            head=True,
            link=lambda r: link("explain", campaign=campaign_id, session=r["session_id"]),
        ),
        Column("source_ip", "code", link=lambda r: link("explain", address=r["source_ip"])),
        Column("network", "code", link=lambda r: rows_link(campaign_id, network=r["network"])),
        Column("country", "code"),
        Column("fingerprint", "code", title="client_group"),
        Column("start", "moment"),
        Column("end", "moment"),
        Column("events", "count", bar="discover"),
        Column("accounts", "count"),
    )
    table = paged("sessions", columns, rows, visit.page)
    title = visit.speech.say("sessions.title", id=campaign_id)
    return Page("list.html.j2", "campaigns", title, {"note": "sessions.note"}, [table])
