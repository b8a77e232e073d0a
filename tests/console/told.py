"""What a home was made to tell: notices, reports, a disclosure, an answer, evidence, responses."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from console.homes import ANSWER, OTHER
from notices.made import content_of, made_notice
from rasid import responding
from rasid.answers import KIND
from rasid.detections import suppress
from rasid.evidence import place_hold
from rasid.ledger import open_ledger, retentions
from rasid.notices import EventLog, NoticeKey, Plan, approve, keep_plan, notice_key_of
from rasid.reports.disclosure import Judged, keep
from rasid.reports.publications import Inputs, publish
from rasid.settings import Home
from rasid.signing import signer_of
from reports.disclosure.planted import exact, of
from sharing.indicator_files import indicator
from sharing.others.words import REED, WHO, relation, said, take

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def tell_all(home: Home, bad: str = "") -> Plan:
    """Let a home have told of its campaign; what people write ends in `bad`."""
    campaign_id, plan = f"C-1{bad}", _planned(home, bad)
    with open_ledger(home) as ledger:
        home.reports.mkdir(exist_ok=True)
        report = home.reports / "public.html"
        report.write_text("told")
        names = ("attempts", "identified", "attacked", "compromised")
        published = publish(
            ledger,
            home.root,
            campaign_id,
            report,
            numbers={"attempts": 6, "attacked": [2, 4]},
            basis={**{name: {} for name in names}, "logs": {"a" * 64: "march.ndjson"}},
            inputs=Inputs({}, "0"),
            now=AT,
        )
        claims = (exact("attacked", 1, of(f"journalist{bad}")),)
        judged = Judged(claims, 5, (f"misread{bad}",), f"the board saw Name of p1{bad}")
        keep(ledger, published.number, campaign_id, judged, by=f"Ada{bad}", now=AT)
        suppress(
            ledger,
            "foothold_after_entry",
            until=AT.date(),
            why=f"p1@mail.example is known{bad}",
            by="Ada",
            now=AT,
            account="p1@mail.example",
        )
        account, state = f"p1@mail.example{bad}", "done"
        responding.mark(
            ledger,
            campaign_id,
            account,
            "strong_factor",
            state,
            why=f"Name of p1 said so{bad}",
            by=f"Ben{bad}",
            now=AT,
            at=AT,
        )
    place_hold(home, campaign_id, ["a" * 64], why=f"a court asked{bad}", who="Ada", now=AT)
    answer = {
        "organisation": f"Example Desk{bad}",
        "from": AT.isoformat(),
        "made_at": AT.isoformat(),
        "verdict": "hit",
        "language": "ar",
        "text": f"Name of p1 of \u2068Example Desk\u2069{bad}",
    }
    signed = signer_of(home).sign(KIND, answer)
    (home.reports / ANSWER).write_text(json.dumps(signed), "utf-8")
    _told_by_others(home, bad)
    _let_go(home, campaign_id, bad)
    return plan


def _told_by_others(home: Home, bad: str) -> None:
    """Let somebody else tell of a campaign; what they write names our people."""
    named = {"name": f"Reed Bed{bad}", "description": f"after p1@mail.example{bad}"}
    campaign = {**REED, **named, "id": OTHER, "aliases": [f"Wet Meadow{bad}"]}
    note = said("note", content=f"Name of p1 was sought{bad}", object_refs=[OTHER])
    author = {**WHO, "name": f"Example CERT{bad}"}
    shown = indicator("[ipv4-addr:value = '198.51.100.7']")
    objects = (author, campaign, note, shown, relation(shown, "indicates", campaign))
    with open_ledger(home) as ledger:
        take(ledger, home.scratch, *objects)


def _let_go(home: Home, campaign_id: str, bad: str) -> None:
    """Let logs have been let go twice, the second time cut short."""
    told = {
        "before": "2026-02-01",
        "events": 5,
        "days": {"2026-01-31": {"events": 5, "sha256": "a" * 64}},
        "campaigns": [campaign_id],
        "files": ["a" * 64],
    }
    row = {"begun_at": AT.isoformat(), "made_by": f"Ada{bad}", "why": f"Name of p1 asked{bad}"}
    with open_ledger(home) as ledger, ledger.begin() as connection:
        for ended in (AT.isoformat(), ""):
            values = {**row, "ended_at": ended, "told": json.dumps(told)}
            connection.execute(retentions.insert(), values)


def code_of(home: Home, plan: Plan, number: int) -> str:
    """Return the code of a notice."""
    return notice_key_of(home).code(plan.content.notices[number].subject_id)


def _planned(home: Home, bad: str) -> Plan:
    """Plan three notices of which the first was sent, the second failed, the third waits."""
    key: NoticeKey = notice_key_of(home)
    made = [replace(made_notice(key, number), addressee=f"p{number}{bad}") for number in range(3)]
    content = replace(content_of(*made), campaign_id=f"C-1{bad}")
    with open_ledger(home) as ledger:
        plan, _ = keep_plan(ledger, content, by=f"Ann{bad}", now=AT)
        approve(ledger, plan, by=f"Bob{bad}", now=AT)
        log = EventLog(ledger, plan, f"Ann{bad}")
        for number, end in enumerate(("sent", "failed")):
            notice = made[number]
            log.append(notice.notice_id, "sending", 1, "", AT)
            log.append(notice.notice_id, end, 1, f"<{notice.address}> for Name of p1{bad}", AT)
    return plan
