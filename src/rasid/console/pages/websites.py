"""Names of websites that were seen, by how much they look like bait."""

from collections.abc import Sequence
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.visit import NotThereError, Page, Visit, link, moment_of
from rasid.ledger import open_ledger
from rasid.reports.websites import sightings_of, ties_of, website_list, websites_of
from rasid.tables.websites import LEVELS, STANDINGS
from rasid.websites import read_states, states_now

ALL = "all"


def listed(visit: Visit, level: str, *, labelled: bool) -> list[dict[str, Any]]:
    """Return websites from a level on, and all that have a state, as `show websites` lists them."""
    with open_ledger(visit.case.home) as ledger:
        held = states_now(read_states(ledger))
    states = {domain: entry.state for domain, entry in held.items()}
    return website_list(visit.engine, level, states, labelled=labelled)


def websites(visit: Visit) -> Page:
    """List websites of a level and a standing, the likeliest bait first."""
    level = visit.chosen("level", (*filter(None, LEVELS), ALL)) or LEVELS[0]
    standing = visit.chosen("standing", tuple(filter(None, STANDINGS)))
    found = listed(visit, "" if level == ALL else level, labelled=True)
    rows = [
        {
            **row,
            "name": row["shown"] if row["shown"] != row["domain"] else "",
            "whose": row["labelled_as"] or row["group_name"],
            "first_seen": moment_of(row["first_seen"]),
            "registered_at": moment_of(row["registered_at"]),
        }
        for row in found
        if not standing or row["standing"] == standing
    ]
    columns = (
        Column("domain", "code", head=True, link=lambda r: link("websites", r["domain"])),
        Column("name"),
        Column("notices", "own"),
        Column("bits", "bits"),
        Column("tie_bits", "bits"),
        Column("level", "word", "site_levels"),
        Column("standing", "word", "site_standings"),
        Column("state", "own"),
        Column("whose"),
        Column("group_probability", "share"),
        Column("sightings", "count"),
        Column("first_seen", "moment"),
        Column("registered_at", "moment"),
    )
    told = {
        "level": level,
        "levels": (*filter(None, LEVELS), ALL),
        "standing": standing,
        "standings": tuple(filter(None, STANDINGS)),
    }
    table = paged("websites", columns, rows, visit.page, "websites.none")
    title = visit.speech.say("websites.title")
    return Page("websites.html.j2", "websites", title, told, [table])


def website(visit: Visit) -> Page:
    """Tell how a name is judged, what it shares and who tells of it.

    The pieces of its name are told by the command: what judges names takes a while to learn.
    """
    domain = visit.names["domain"]
    found = websites_of(visit.engine, [domain])
    if not found:
        raise NotThereError("no such website was seen.")
    told = {"website": found[0], "same": f"rasid explain --domain {domain}"}
    tables = [_ties(ties_of(visit.engine, domain)), _sightings(sightings_of(visit.engine, domain))]
    title = visit.speech.say("website.title", domain=domain)
    return Page("website.html.j2", "websites", title, told, tables)


def _ties(rows: Sequence[Row]) -> Table:
    columns = (
        Column("kind", "own", head=True),
        Column("shared", "code"),
        Column("sharing", "count"),
        Column("other", "code"),
        Column("other_group"),
        Column("bits", "bits"),
    )
    return Table("ties", columns, rows, size=40, empty="website.no_tie")


def _sightings(found: Sequence[Row]) -> Table:
    rows: list[Row] = [
        {
            "seen_at": moment_of(one["seen_at"]),
            "kind": one["kind"],
            "host": one["host"],
            "source": one["source"],
            "line": f"{one['raw_file'][:12]}:{one['raw_line']}",
        }
        for one in found
    ]
    columns = (
        Column("seen_at", "moment", head=True),
        Column("kind", "own"),
        Column("host", "code"),
        Column("source"),
        Column("line", "code"),
    )
    return Table("sightings", columns, rows, size=40)
