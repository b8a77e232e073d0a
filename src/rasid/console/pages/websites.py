"""Names of websites that were seen, by how much they look like bait."""

from collections.abc import Mapping
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.visit import NotThereError, Page, Visit, link, moment_of
from rasid.reports.websites import website_list
from rasid.tables.websites import LEVELS, STANDINGS

ALL = "all"


def websites(visit: Visit) -> Page:
    """List websites of a level and a standing, the likeliest bait first."""
    level = visit.chosen("level", (*filter(None, LEVELS), ALL)) or LEVELS[0]
    standing = visit.chosen("standing", tuple(filter(None, STANDINGS)))
    found = website_list(visit.engine, "" if level == ALL else level, labelled=True)
    rows = [
        {
            **row,
            "name": row["shown"],
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
    """Tell why a name is judged as it is."""
    domain = visit.names["domain"]
    if not visit.engine.rows("SELECT 1 FROM websites WHERE domain = $domain", {"domain": domain}):
        raise NotThereError("no such website was seen.")
    home, read = visit.case.home, visit.knowledge.website
    told = visit.snapshot.once(("website", domain), lambda: read(home, domain))
    tables = [_reasons(told), _ties(told), _sightings(told)]
    title = visit.speech.say("website.title", domain=domain)
    return Page("website.html.j2", "websites", title, {"website": told}, tables)


def _reasons(told: Mapping[str, Any]) -> Table:
    rows = [
        {"kind": one["kind"], "text": one["text"], "bits": one["bits"]} for one in told["reasons"]
    ]
    columns = Column("kind", "own", head=True), Column("text", "code"), Column("bits", "bits")
    return Table("reasons", columns, rows)


def _ties(told: Mapping[str, Any]) -> Table:
    columns = (
        Column("kind", "own", head=True),
        Column("shared", "code"),
        Column("sharing", "count"),
        Column("other", "code"),
        Column("other_group"),
        Column("bits", "bits"),
    )
    return Table("ties", columns, told["ties"], size=40, empty="website.no_tie")


def _sightings(told: Mapping[str, Any]) -> Table:
    rows: list[Row] = [
        {
            "seen_at": moment_of(one["seen_at"]),
            "kind": one["kind"],
            "host": one["host"],
            "source": one["source"],
            "line": f"{one['raw_file'][:12]}:{one['raw_line']}",
        }
        for one in told["sightings"]
    ]
    columns = (
        Column("seen_at", "moment", head=True),
        Column("kind", "own"),
        Column("host", "code"),
        Column("source"),
        Column("line", "code"),
    )
    return Table("sightings", columns, rows, size=40)
