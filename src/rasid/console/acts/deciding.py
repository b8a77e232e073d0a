"""Decisions on a campaign, by the same code as `rasid decide`."""

import re
from typing import Any

from rasid import campaigns
from rasid.accounts import Problem
from rasid.attribution import FAMILIES
from rasid.campaigns import About, OfActor
from rasid.campaigns.deciding import asked_source, asked_split
from rasid.case import Case
from rasid.console.acting import Doing
from rasid.console.masking import Mask
from rasid.console.visit import NotThereError, link
from rasid.ledger import open_ledger
from rasid.reports.history import require_campaign

KINDS = ("confirm", "split", "merge", "innocent", "challenge")
SOURCES = ("session", "address", "network", "fingerprint")

_BETWEEN = re.compile(r"[\s,;،؛]+")
_ACCOUNTS = "SELECT DISTINCT account FROM hostile WHERE campaign_id = $campaign"


def decide(doing: Doing) -> str:
    """Keep a decision on a campaign; the next analysis respects it."""
    campaign_id, kind, why = doing.names["campaign"], doing.field("kind"), doing.why
    if kind not in KINDS:
        raise NotThereError("there is no such decision.")
    told = doing.look(lambda case, mask: _asked(doing, case, mask, kind))
    by = doing.session.person.name
    with open_ledger(doing.home) as ledger:
        made = campaigns.decide(ledger, kind, why=why, by=by, now=doing.desk.clock(), **told)
    doing.desk.write(
        doing.session, "decided", f"decision {made.number}, {campaign_id}: {kind}", why
    )
    if kind == "confirm":
        doing.deciding.remember(doing.home)
    return f"{link('campaigns', campaign_id)}#decisions"


def undo(doing: Doing) -> str:
    """Take a decision back; both stay on record."""
    number, why = number_of(doing.names["decision"]), doing.why
    by = doing.session.person.name
    with open_ledger(doing.home) as ledger:
        made = campaigns.undo(ledger, number, why=why, by=by, now=doing.desk.clock())
    doing.desk.write(doing.session, "undone", f"decision {number}, by decision {made.number}", why)
    return link("decisions", str(number))


def number_of(text: str) -> int:
    """Return a number as it stands in an address; NotThereError for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotThereError("there is nothing of that number.")
    return int(text)


def _asked(doing: Doing, case: Case, mask: Mask, kind: str) -> dict[str, Any]:
    """Return what is decided, as the command would."""
    campaign_id = doing.names["campaign"]
    require_campaign(case.engine, campaign_id)
    match kind:
        case "confirm":
            return {"campaign_id": campaign_id}
        case "merge":
            other = doing.field("other")
            if other == campaign_id:
                raise Problem("itself", "a campaign cannot be merged with itself.")
            require_campaign(case.engine, other)
            return {"campaign_id": campaign_id, "other_id": other}
        case "split":
            accounts = _accounts(case, mask, campaign_id, _several(doing.field("accounts")))
            sessions = _several(doing.field("sessions"))
            if not (sessions or accounts):
                raise Problem("split", "say which sessions or accounts are to be split off.")
            about, other = asked_split(case.engine, campaign_id, sessions, accounts)
            return {"campaign_id": campaign_id, "other_id": other, "about": about}
        case "innocent":
            source, value = doing.field("source"), doing.field("value")
            if source not in SOURCES or not value:
                raise Problem("source", "say which source is innocent.")
            return {"about": asked_source(case.engine, **{source: value})}
        case _:
            return {"campaign_id": campaign_id, "about": About(of_actor=_challenged(doing))}


def _challenged(doing: Doing) -> OfActor:
    family, actor = doing.field("family"), doing.field("actor")
    if family not in FAMILIES:
        raise Problem("family", "say which evidence counts for nothing.")
    found = doing.deciding.candidate(doing.home, actor) if actor else ("", "")
    return OfActor(*found, family=family)


def _accounts(case: Case, mask: Mask, campaign_id: str, labels: list[str]) -> list[str]:
    """Return the accounts of a campaign that stand on its pages under these pseudonyms."""
    if not labels:
        return []
    rows = case.engine.rows(_ACCOUNTS, {"campaign": campaign_id})
    known = {mask.label(account): account for (account,) in rows}
    if not known.keys() >= set(labels):
        raise Problem("accounts", "the campaign has no account under one of these pseudonyms.")
    return [known[label] for label in labels]


def _several(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text) if part]
