"""Finding campaigns, people by pseudonym, accounts, addresses, sessions, actors and websites."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from rasid.console.listing import Column, Row, paged
from rasid.console.pages.actors import listed as actors
from rasid.console.pages.campaigns import listed as campaigns
from rasid.console.pages.written import written
from rasid.console.visit import Page, Visit, link

_MOST_OF_A_KIND = 20
_LONGEST = 300

_PEOPLE = """
SELECT DISTINCT person_id, category FROM roster
WHERE contains(lower(person_id), $text) ORDER BY person_id LIMIT $most
"""

_ACCOUNT = "SELECT 1 FROM visits WHERE account = $text LIMIT 1"

_SESSIONS = """
SELECT session_id, coalesce(source_ip, '') FROM sessions WHERE session_id = $text
"""

_AT_ADDRESS = """
SELECT session_id, source_ip FROM stays
WHERE source_ip = $text AND account IN (SELECT account FROM places WHERE source_ip = $text)
GROUP BY session_id, source_ip ORDER BY min(first_at), session_id LIMIT $most
"""

_SESSION = re.compile("[0-9a-f]{16}")
"""What names of sessions look like: what is none is not looked for among all of them."""

_SITES = """
SELECT domain, level FROM websites
WHERE contains(domain, $text) OR contains(lower(shown), $text) ORDER BY domain LIMIT $most
"""


def search(visit: Visit) -> Page:
    """Find what has a text in its name; an address or account is found as a whole."""
    text = visit.query.get("q", "").strip()[:_LONGEST]
    rows = list(_found(visit, text)) if text else []
    columns = (
        Column("kind", "word", "kinds"),
        Column("name", "text", head=True, link=lambda r: str(r["href"])),
        Column("about", "text"),
    )
    table = paged("found", columns, rows, visit.page, "search.none")
    told = {"text": text}
    return Page("search.html.j2", "search", visit.speech.say("search.title"), told, [table])


def _found(visit: Visit, text: str) -> Iterator[Row]:
    wanted = text.lower()
    for row in campaigns(visit):
        if wanted in row["campaign_id"].lower() or wanted in (row["actor"] or "").lower():
            yield _row("campaign", row["campaign_id"], row["actor"] or "", "campaigns")
    bound = {"text": wanted, "most": _MOST_OF_A_KIND}
    for person_id, category in visit.engine.rows(_PEOPLE, bound):
        yield _row("person", person_id, category, "people")
    if visit.engine.rows(_ACCOUNT, {"text": wanted}):
        href = link("explain", account=visit.mask.reference(wanted))
        yield {"kind": "account", "name": visit.mask.label(wanted), "about": "", "href": href}
    yield from _sessions(visit, wanted)
    for actor in actors(visit, text)[:_MOST_OF_A_KIND]:
        yield _row("actor", actor["stix_id"], actor["said_by"], "actors", actor["name"])
    for domain, level in visit.engine.rows(_SITES, bound):
        yield _row("website", domain, level, "websites")
    yield from written(visit, wanted, _MOST_OF_A_KIND)


def _sessions(visit: Visit, wanted: str) -> Iterator[Row]:
    try:
        address = str(ip_address(wanted))
    except ValueError:
        address = ""
    if not address and not _SESSION.fullmatch(wanted):
        return
    if address:
        found = visit.engine.rows(_AT_ADDRESS, {"text": address, "most": _MOST_OF_A_KIND})
    else:
        found = visit.engine.rows(_SESSIONS, {"text": wanted})
    if address and found:
        href = link("explain", address=address)
        yield {"kind": "address", "name": address, "about": "", "href": href}
    for session_id, source_ip in found:
        href = link("explain", session=session_id)
        yield {"kind": "session", "name": session_id, "about": source_ip, "href": href}


def _row(kind: str, key: str, about: str, area: str, name: str = "") -> Row:
    return {"kind": kind, "name": name or key, "about": about, "href": link(area, key)}
