"""Saved views, and a first hour with a case."""

from collections.abc import Callable, Mapping
from datetime import datetime

from rasid.clock import utc_now
from rasid.console.pages.campaigns import listed, rows_link
from rasid.console.standing import standing_of
from rasid.console.views import forget_view, read_views, save_view
from rasid.console.visit import Page, Visit, link
from rasid.errors import UsageError


class Shelf:
    """Takes views in and forgets them; `now` tells the time at which one is made."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now

    def change(self, visit: Visit) -> Page:
        """Save or forget a view, and list them."""
        home, form = visit.case.home, visit.form
        if form.get("forget"):
            forget_view(home, form["forget"])
            return views(visit)
        try:
            save_view(home, form.get("name", ""), form.get("address", ""), self._now())
        except UsageError:
            return _views(visit, "refused")
        return _views(visit, "saved")


def views(visit: Visit) -> Page:
    """List the saved views."""
    return _views(visit, "")


def _views(visit: Visit, done: str) -> Page:
    mask = visit.mask
    rows = [
        {
            "key": one.key,
            "view": mask.hide(one.name),
            "address": one.address,
        }
        for one in read_views(visit.case.home)
    ]
    told = {"done": done, "views": rows}
    return Page("views.html.j2", "search", visit.speech.say("views.title"), told)


def first_hour(visit: Visit) -> Page:
    """Lead through a case, from what needs a person to the raw line and what is told of it."""
    standing = standing_of(visit.snapshot)
    campaigns = listed(visit) if standing.window else ()
    leads = _leads(campaigns[0]["campaign_id"] if campaigns else "")
    told = {"standing": standing, "steps": list(leads.items()), "has_campaign": bool(campaigns)}
    title = visit.speech.say("first_hour.title")
    return Page("first_hour.html.j2", "overview", title, told)


def _leads(campaign_id: str) -> Mapping[str, str]:
    """Return where each step leads; empty where there is no campaign to look at."""

    def of(*parts: str, **query: object) -> str:
        return link(*parts, **query) if campaign_id else ""

    return {
        "overview": "/",
        "campaign": of("campaigns", campaign_id),
        "number": rows_link(campaign_id, number="compromised") if campaign_id else "",
        "graph": of("campaigns", campaign_id, "graph"),
        "people": link("people", touched="yes"),
        "coverage": "/coverage",
        "calendar": "/calendar",
        "rules": "/rules",
        "respond": of("respond", campaign_id),
        "notices": "/notices",
        "published": "/published",
        "evidence": "/evidence",
    }
