"""Campaigns that others tell of, in their words and under their names; nothing of it is weighed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.visit import NotThereError, Page, Visit, link

_CAMPAIGNS = (
    Column("name", head=True, link=lambda row: link("others", row["stix_id"])),
    Column("said_by"),
    Column("first_seen", "code"),
    Column("last_seen", "code"),
    Column("standing", "word", "others_standings"),
    Column("tlp", "code"),
    *(Column(key, "count") for key in ("indicators", "said")),
)

_WORDS = (
    Column("kind", "word", "said_kinds", head=True),
    Column("text"),
    Column("about"),
    Column("said_by"),
    Column("said_at", "code"),
    Column("tlp", "code"),
)


def others(visit: Visit) -> Page:
    """List the campaigns that others tell of, the latest first."""
    rows = [_campaign(visit, one) for one in _every(visit)]
    table = paged("others", _CAMPAIGNS, rows, visit.page, "others.none")
    title = visit.speech.say("others.title")
    return Page("list.html.j2", "actors", title, {"note": "others.note"}, [table])


def other(visit: Visit) -> Page:
    """Tell all that is said of one, by everybody who uses its id."""
    found = [one for one in _every(visit) if one["stix_id"] == visit.names["other"]]
    if not found:
        raise NotThereError("nobody tells of such a campaign.")
    hide = visit.mask.hide
    words = [_word(visit, word) for one in found for word in one["words"]]
    values = [{"value": hide(value)} for one in found for value in one["values"]]
    tables = [
        Table("campaigns", _CAMPAIGNS, [_campaign(visit, one) for one in found]),
        paged("words", _WORDS, words, visit.page, "others.no_word"),
        Table("values", (Column("value", "code", head=True),), values, size=100),
    ]
    told = {
        "texts": [
            {"by": one["said_by"], "text": hide(one[name])}
            for one in found
            for name in ("description", "objective")
            if one[name]
        ],
        "aliases": sorted({hide(name) for one in found for name in one["aliases"]}),
        "stix_id": visit.names["other"],
    }
    title = visit.speech.say("others.one", name=hide(found[0]["name"]))
    return Page("other.html.j2", "actors", title, told, tables)


def _every(visit: Visit) -> Sequence[Mapping[str, Any]]:
    """Return all campaigns of others, as `show others` tells them."""
    return visit.snapshot.once("others", lambda: visit.knowledge.others(visit.case.home, ""))


def _campaign(visit: Visit, one: Mapping[str, Any]) -> Row:
    """Return a campaign as a row; what others wrote may name people of ours."""
    told = {key: one[key] for key in ("stix_id", "tlp", "indicators", "said")}
    return {
        **told,
        "name": visit.mask.hide(one["name"]),
        "said_by": visit.mask.hide(one["said_by"]),
        "first_seen": str(one["first_seen"])[:10],
        "last_seen": str(one["last_seen"])[:10],
        "standing": "revoked" if one["revoked"] else "stands",
    }


def _word(visit: Visit, word: Mapping[str, Any]) -> Row:
    hidden = {key: visit.mask.hide(str(word[key] or "")) for key in ("text", "about", "said_by")}
    said_at = str(word["said_at"])[:16].replace("T", " ")
    return {"kind": word["kind"], "tlp": word["tlp"], "said_at": said_at, **hidden}
