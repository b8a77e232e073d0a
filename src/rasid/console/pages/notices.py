"""Notices to victims: plans, approvals, what became of each; and whose a code is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Engine

from rasid import notices as telling
from rasid.console.listing import Column, Row, Table, paged
from rasid.console.mailing import Mailer, Run
from rasid.console.pages.campaigns import listed
from rasid.console.speech import Speech
from rasid.console.visit import NotThereError, Page, TooOftenError, Visit, link
from rasid.errors import UsageError
from rasid.failures import Failures
from rasid.ledger import open_ledger
from rasid.notices import Checked, Event, Notice, Plan, Standing

_KIND = "code"
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _Revision:
    """One plan, and who approved exactly it, when."""

    plan: Plan
    approved_by: str
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Told:
    """The plans of a campaign, the newest first, and where each notice of the newest stands."""

    revisions: Sequence[_Revision]
    standings: Sequence[Standing]
    happened: dict[str, list[Event]]

    @property
    def plan(self) -> Plan:
        return self.revisions[0].plan


def notices(visit: Visit) -> Page:
    """List the campaigns of which somebody is to be told, and how far that is."""
    rows = []
    for campaign_id, told in _every(visit).items():
        totals = telling.totals(told.standings)
        rows.append({**_revision(visit, told.revisions[0]), "campaign_id": campaign_id, **totals})
    columns = (
        Column("campaign_id", "code", head=True, link=lambda r: link("notices", r["campaign_id"])),
        *(Column(key, "count") for key in ("planned", *telling.STATES)),
        *_REVISION,
    )
    planned = {row["campaign_id"] for row in rows}
    data = {
        "unplanned": [
            row["campaign_id"] for row in listed(visit) if row["campaign_id"] not in planned
        ]
    }
    table = paged("plans", columns, rows, visit.page, "notices.none")
    title = visit.speech.say("notices.title")
    return Page("notices.html.j2", "notices", title, data, [table])


def plan(visit: Visit) -> Page:
    """Tell the plan of a campaign, who approved it, and what became of each notice."""
    campaign_id = visit.names["campaign"]
    told = _every(visit).get(campaign_id)
    if told is None:
        raise NotThereError("no notices are planned.")
    state = visit.chosen("state", telling.STATES)
    audience = visit.chosen("audience", _AUDIENCES)
    shown = [
        _notice(visit, one)
        for one in told.standings
        if (not state or one.state == state)
        and (not audience or one.notice.facts.audience == audience)
    ]
    before = telling.told_before(told.plan, told.happened)
    data = {
        "campaign": campaign_id,
        "sending": _sending(visit, told),
        "plan": told.plan,
        "approved": told.revisions[0],
        "totals": telling.totals(told.standings),
        "risk": told.plan.content.timing.risk,
        "before": len(before),
        "state": state,
        "states": telling.STATES,
        "audience": audience,
        "audiences": _AUDIENCES,
    }
    tables = [
        paged("notices", _NOTICE, shown, visit.page, "notices.no_notice"),
        Table("events", _EVENT, list(_events(visit, told)), size=50, empty="notices.no_event"),
        Table("plans", (Column("plan", "count", head=True), *_REVISION), _revisions(visit, told)),
    ]
    title = visit.speech.say("notices.of", id=campaign_id)
    return Page("notice_plan.html.j2", "notices", title, data, tables)


def states(speech: Speech, mailer: Mailer, campaign_id: str) -> dict[str, str]:
    """Return how far the sending of a campaign's notices is, for its page."""
    run = mailer.run_of(campaign_id)
    return {campaign_id: _progress(speech, run).unescape()} if run else {}


def codes(visit: Visit) -> Page:
    """Ask for a code."""
    return _code_page(visit, "asked", None)


class Desk:
    """Says what a code is of, and lets whoever guesses wait."""

    def __init__(self) -> None:
        self._failures = Failures()

    def check(self, visit: Visit) -> Page:
        """Tell whose a code is; raises TooOftenError where its session was wrong too often."""
        typed = visit.form.get("code", "").strip()
        if not typed:
            return codes(visit)
        key = (visit.session.number, _KIND)
        wait = self._failures.wait(key)
        if wait:
            raise TooOftenError(wait)
        try:
            with open_ledger(visit.case.home) as ledger:
                found = telling.check_code(ledger, telling.notice_key_of(visit.case.home), typed)
        except UsageError:
            self._failures.note(key)
            return _code_page(visit, "misread", None)
        if found is None:
            self._failures.note(key)
            return _code_page(visit, "forged", None)
        return _code_page(visit, "genuine" if found.genuine else "unsent", found)


def _code_page(visit: Visit, verdict: str, found: Checked | None) -> Page:
    data: dict[str, Any] = {
        "verdict": verdict,
        "typed": "" if found else visit.form.get("code", "").strip()[:_LONGEST],
        "found": found,
        "addressee": _addressee(visit, found.standing.notice) if found else "",
        "accounts": _accounts(visit, found.standing.notice) if found else (),
    }
    title = visit.speech.say("codes.title")
    return Page("codes.html.j2", "notices", title, data)


_AUDIENCES = ("person", "administrator")

_REVISION = (
    Column("made_at", "moment"),
    Column("made_by"),
    Column("approved_by"),
    Column("approved_at", "moment"),
    Column("when", "word", "timings"),
    Column("until", "day"),
    Column("why"),
)


def _person(row: Row) -> str:
    return link("people", row["addressee"]) if row["is_listed"] else ""


_NOTICE = (
    Column("addressee", "code", head=True, link=_person),
    Column("audience", "word", "audiences"),
    Column("finding", "word", "findings"),
    Column("accounts", "count"),
    Column("language", "word", "tongues"),
    Column("channel", "word", "channels"),
    Column("state", "word", "notice_states"),
    Column("marks", "word", "notice_events"),
    Column("tries", "count"),
    Column("at", "moment"),
    Column("withheld", "word", "withheld"),
    Column("why", "own"),
)

_EVENT = (
    Column("made_at", "moment", head=True),
    Column("addressee", "code", link=_person),
    Column("kind", "word", "notice_events"),
    Column("attempt", "count"),
    Column("made_by"),
    Column("why", "own"),
)


def _accounts(visit: Visit, notice: Notice) -> list[Row]:
    return [
        {
            "account": visit.mask.label(one.address),
            "href": link("explain", account=visit.mask.reference(one.address)),
            "kind": one.kind,
            "finding": one.finding,
        }
        for one in notice.facts.accounts
    ]


def _every(visit: Visit) -> dict[str, _Told]:
    """Return the plans of each campaign, the campaigns in the order in which they were planned."""

    def read() -> dict[str, _Told]:
        with open_ledger(visit.case.home) as ledger:
            plans: dict[str, list[Plan]] = {}
            for one in telling.every_plan(ledger):
                plans.setdefault(one.content.campaign_id, []).append(one)
            return {campaign_id: _told(ledger, of) for campaign_id, of in plans.items()}

    return visit.snapshot.once("notices", read)


def _told(ledger: Engine, plans: Sequence[Plan]) -> _Told:
    revisions = []
    for one in reversed(plans):
        approval = telling.approval_of(ledger, one)
        by, at = (approval.made_by, approval.made_at) if approval else ("", None)
        revisions.append(_Revision(one, by, at))
    happened = telling.read_events(ledger, plans[-1].content.campaign_id)
    return _Told(revisions, telling.standings(plans[-1], happened), happened)


def _sending(visit: Visit, told: _Told) -> dict[str, Any]:
    """Return what can be sent, and how far the last run is; nothing of either for a program."""
    run = visit.mailer.run_of(told.plan.content.campaign_id) if visit.inside else None
    return {
        "due": sum(_is_due(one) for one in told.standings),
        "marks": Counter(mark for one in told.standings for mark in one.marks),
        "run": run,
        "told": _progress(visit.speech, run) if run else "",
    }


def _is_due(one: Standing) -> bool:
    by_us = one.notice.channel != "letter" and not one.notice.withheld
    return by_us and one.state in ("waiting", "failed")


def _progress(speech: Speech, run: Run) -> Markup:
    key = "sending.over" if run.is_over else "sending.under_way"
    return speech.say(key, done=run.done, due=run.due, sent=run.states["sent"])


def _revision(visit: Visit, one: _Revision) -> dict[str, Any]:
    timing = one.plan.content.timing
    return {
        "made_at": one.plan.made_at,
        "made_by": one.plan.made_by,
        "approved_by": one.approved_by,
        "approved_at": one.approved_at,
        "when": timing.when,
        "until": timing.until,
        "why": visit.mask.hide(timing.why),
    }


def _revisions(visit: Visit, told: _Told) -> list[Row]:
    return [{"plan": one.plan.number, **_revision(visit, one)} for one in told.revisions]


def _notice(visit: Visit, one: Standing) -> Row:
    notice = one.notice
    return {
        "addressee": _addressee(visit, notice),
        "is_listed": _is_listed(notice),
        "audience": notice.facts.audience,
        "finding": notice.facts.finding,
        "accounts": len(notice.facts.accounts),
        "language": notice.language,
        "channel": notice.channel,
        "state": one.state,
        "marks": list(one.marks),
        "tries": one.attempts,
        "at": one.at,
        "withheld": notice.withheld,
        "why": _why(visit, notice, one.why),
    }


def _events(visit: Visit, told: _Told) -> Iterator[Row]:
    """Yield all that happened, the latest first; of a notice of an older plan too."""
    known: dict[str, Notice] = {}
    for revision in reversed(told.revisions):
        known.update({one.notice_id: one for one in revision.plan.content.notices})
    numbers = {event: at for at, event in enumerate(_in_order(told))}
    for notice_id, event in sorted(numbers, key=lambda one: -numbers[one]):
        notice = known.get(notice_id)
        yield {
            "made_at": event.made_at,
            "addressee": _addressee(visit, notice) if notice else "",
            "is_listed": notice is not None and _is_listed(notice),
            "kind": event.kind,
            "attempt": event.attempt,
            "made_by": event.made_by,
            "why": _why(visit, notice, event.why),
        }


def _in_order(told: _Told) -> list[tuple[str, Event]]:
    found = [(notice_id, one) for notice_id, of in told.happened.items() for one in of]
    return sorted(found, key=lambda one: one[1].made_at)


def _addressee(visit: Visit, notice: Notice) -> str:
    """Return what stands for somebody; an organisation is called by its name."""
    if notice.withheld == "unlisted":
        return visit.mask.label(notice.addressee)
    return notice.addressee


def _is_listed(notice: Notice) -> bool:
    return notice.facts.audience == "person" and notice.withheld != "unlisted"


def _why(visit: Visit, notice: Notice | None, text: str) -> str:
    """Return a reason without the people in it; a server may repeat what it was told."""
    if notice and notice.address:
        text = text.replace(notice.address, visit.mask.label(notice.address))
    return visit.mask.record(text) if text else ""
