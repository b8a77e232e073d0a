"""What `rasid explain` tells: of a session, an account or an address, in a campaign or in none."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasid import reports
from rasid.console.evidence import waterfall
from rasid.console.listing import Column, Row, Table, paged
from rasid.console.masking import Mask
from rasid.console.pages.events import (
    ASKED_COLUMNS,
    asked_row,
    event_table,
    no_lines,
    rows_of,
)
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.reports import LeftOut
from rasid.reports.explain import NUMBERS, Selection, part_behind
from rasid.reports.explain_asked import AskedVisit, read_address
from rasid.reports.explain_left_out import AskedEvent
from rasid.reports.explain_turning import Turning, turning_sentence, visit_threshold
from rasid.reports.explain_wording import crime_sentence, visit_sentence

_MOST_SHOWN = 8
"""Visits of which every reason is shown at once."""


def explain(visit: Visit) -> Page:
    """Explain a part of a campaign, or what became of what is in none."""
    account = visit.mask.account(visit.query.get("account", ""))
    if visit.query.get("account") and not account:
        raise NotThereError("that is no account.")
    address = visit.query.get("address", "")
    asked = {
        "account": account or None,
        "session": visit.query.get("session") or None,
        "address": read_address(address) if address else None,
    }
    if visit.query.get("campaign"):
        return _of_campaign(visit, asked)
    left_out = visit.snapshot.lately(
        ("left out", *asked.values()),
        lambda: reports.explain_left_out(visit.engine, raw_lines=no_lines, most_lines=0, **asked),
    )
    return _left_out(visit, left_out, asked)


def _of_campaign(visit: Visit, asked: Mapping[str, str | None]) -> Page:
    """Explain a part of a campaign."""
    campaign_id, mask = visit.query["campaign"], visit.mask
    number = visit.chosen("number", tuple(NUMBERS))
    part = Selection(campaign_id, number=number or None, **asked)
    events, found = visit.snapshot.lately(part, lambda: part_behind(visit.engine, part))
    shown = found[:_MOST_SHOWN]
    visits = [
        {
            "session_id": one.session_id,
            "account": mask.label(one.account),
            "reference": mask.reference(one.account),
            "bits": one.bits,
            "needed": one.turning.needed if one.turning else None,
            "margin": one.turning.margin if one.turning else None,
        }
        for one in found
    ]
    told = {
        "campaign": campaign_id,
        "asked": _asked(visit, asked),
        "same": _command(campaign_id, asked, number),
        "events": len(events),
        "accounts": len({event.account for event in events}),
        "explained": [
            (row, _turning(one.turning), f"visit-{place}")
            for place, (row, one) in enumerate(zip(visits, shown, strict=False))
        ],
        "more": len(found) - len(shown),
    }
    tables = [
        _visit_table(visits, campaign_id),
        *(
            waterfall(f"visit-{n}", one.reasons, mask, one.turning.needed if one.turning else None)
            for n, one in enumerate(shown)
        ),
        event_table(visit, events, campaign_id),
    ]
    title = visit.speech.say("explain.title")
    return Page("explain.html.j2", "campaigns", title, told, tables)


def _left_out(visit: Visit, found: LeftOut, asked: Mapping[str, str | None]) -> Page:
    mask = visit.mask
    shown = found.visits[:_MOST_SHOWN]
    told = {
        "asked": _asked(visit, asked),
        "same": _command("", asked, ""),
        "found": found,
        "events": sum(one.events for one in found.visits),
        "crimes": [mask.hide(crime_sentence(crime)) for crime in found.crimes],
        "verdicts": [
            (verdict.candidate, _turning(verdict.turning), f"verdict-{n}")
            for n, verdict in enumerate(found.verdicts)
        ],
        "explained": [
            (_asked_row(one, mask), mask.hide(visit_sentence(one)), f"visit-{n}")
            for n, one in enumerate(shown)
        ],
    }
    tables = [
        _steps(found),
        _asked_table(visit, found.visits),
        *(waterfall(f"verdict-{n}", one.reasons, mask) for n, one in enumerate(found.verdicts)),
        *(
            waterfall(f"visit-{n}", one.reasons, mask, one.turning.needed if one.turning else None)
            for n, one in enumerate(shown)
        ),
        _asked_events(visit, found.events),
    ]
    title = visit.speech.say("explain.title")
    return Page("left_out.html.j2", "campaigns", title, told, tables)


def _asked(visit: Visit, asked: Mapping[str, str | None]) -> dict[str, str]:
    """Return what is asked for as it is shown."""
    label = visit.mask.label
    return {k: label(v) if k == "account" else v for k, v in asked.items() if v is not None}


def _command(campaign_id: str, asked: Mapping[str, str | None], number: str) -> str:
    """Return the command that tells the same; an account stays a place to fill in."""
    options = {**asked, "account": "ADDRESS" if asked["account"] else None, "number": number}
    told = [f"--{option} {value}" for option, value in options.items() if value]
    return " ".join(["rasid explain", *([campaign_id] if campaign_id else []), *told])


def _turning(found: Turning | None) -> str:
    return turning_sentence(found, visit_threshold(found.needed)) if found else ""


def _visit_table(rows: Sequence[Row], campaign_id: str) -> Table:
    columns = (
        Column(
            "session_id",
            "code",
            head=True,
            link=lambda r: link("explain", campaign=campaign_id, session=r["session_id"]),
        ),
        Column(
            "account",
            "account",
            link=lambda r: link("explain", campaign=campaign_id, account=r["reference"]),
        ),
        Column("bits", "bits"),
        Column("needed", "bits"),
        Column("margin", "bits"),
    )
    return Table("visits", columns, rows, 12)


def _steps(found: LeftOut) -> Table:
    rows = [
        {"step": s.step, "visits": s.visits, "sessions": s.sessions, "accounts": s.accounts}
        for s in found.steps
    ]
    columns = (
        Column("step", "word", "steps", head=True),
        *(Column(key, "count") for key in ("visits", "sessions", "accounts")),
    )
    return Table("steps", columns, rows)


def _asked_row(one: AskedVisit, mask: Mask) -> dict[str, Any]:
    return {
        "first_at": one.first_at,
        "session_id": one.session_id,
        "account": mask.label(one.account),
        "reference": mask.reference(one.account),
        "source_ip": one.source_ip,
        "events": one.events,
        "step": one.step,
        "candidate": one.candidate,
        "bits": one.bits,
        "needed": one.turning.needed if one.turning else None,
        "home_bits": one.home_bits,
    }


def _asked_table(visit: Visit, found: Sequence[AskedVisit]) -> Table:
    columns = (
        Column("first_at", "moment", head=True),
        Column("step", "word", "steps"),
        Column("account", "account", link=lambda r: link("explain", account=r["reference"])),
        Column("session_id", "code", link=lambda r: link("explain", session=r["session_id"])),
        Column("source_ip", "code", link=lambda r: link("explain", address=r["source_ip"])),
        Column("events", "count"),
        *(Column(key, "bits") for key in ("bits", "needed", "home_bits")),
    )
    rows = rows_of(found, lambda one: _asked_row(one, visit.mask))
    return Table("visits", columns, rows, 12)


def _asked_events(visit: Visit, found: Sequence[AskedEvent]) -> Table:
    def row(event: AskedEvent) -> Row:
        return {**asked_row(event, visit.mask), "session_id": event.session_id}

    session = Column("session_id", "code", link=lambda r: link("explain", session=r["session_id"]))
    columns = (*ASKED_COLUMNS[:-1], session, ASKED_COLUMNS[-1])
    return paged("events", columns, rows_of(found, row), visit.page)
