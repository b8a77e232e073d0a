"""A home that holds a small month as if it had been analysed, with whatever texts a test wants."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from notices.made import content_of, made_notice
from rasid.accounts import Deed, Role, ask_to_reveal, open_accounts, write_down
from rasid.campaigns import decide
from rasid.case import REPLACED
from rasid.engines.duckdb import DuckDB, quote
from rasid.ledger import actors, open_ledger, roster
from rasid.notices import keep_plan, notice_key_of
from rasid.reports.reads import READS
from rasid.settings import Home, Settings
from rasid.signing import signer_of
from rasid.tables.roster import ROSTER
from reports.months import FILE, FIRST, Month, a_month

SITE = {
    "domain": "mail-login.example",
    "shown": "mail-login.example",
    "notices": [],
    "sightings": 1,
    "standing": "",
    "labelled_as": "",
    "bits": 12.0,
    "honest_share": 0.0001,
    "tie_bits": 0.0,
    "tied_to": "",
    "level": "flagged",
    "group_name": "",
    "group_probability": 0.2,
    "likeliest_group": "Sable Heron",
}

SIGNAL = {
    "signal_id": "5" * 64,
    "rule": "foothold_after_entry",
    "title": "A foothold",
    "level": "high",
    "first_seen": FIRST,
    "last_seen": FIRST,
    "account": "p1@mail.example",
    "events": 1,
    "value": 1.0,
    "bits": 5.0,
    "reason": "Name of p1 was entered",
    "attack": "T1098",
}


RULE_RUN = {
    **{name: SIGNAL[name] for name in ("rule", "title", "level")},
    "file": "foothold_after_entry.sql",
    "state": "could not run",
    "why": "it names a column that is not there",
    "signals": 0,
    "events": 0,
}

CHANGE = {
    "analysis": 1,
    "analysed_at": FIRST,
    "campaign_id": "C-1",
    "change": "appeared",
    "other_id": "",
    "sessions": 6,
    "events": 12,
    "reason": "found for the first time",
}

SUGGESTION = {
    "kind": "account",
    "campaign_id": "C-1",
    "subject": "nobody@mail.example",
    "person_id": "s1",
    "bits": 3.0,
    "events": 1,
    "sessions": 1,
    "sources": 1,
    "days": 1,
    "first_seen": FIRST,
    "last_seen": FIRST,
    "name": "Nobody",
    "addresses": "nobody@mail.example",
    "like_person": "",
    "reason": "like nobody@mail.example",
    "provisional": False,
}


def whole_month() -> Month:
    """Return a month with rows in every table that pages show."""
    month = a_month()
    first = month["hostile"][0]
    month["visits"] = [
        {
            **{name: row[name] for name in ("session_id", "account", "account_exists")},
            "first_at": row["time"],
            "last_at": row["time"],
            "events": 1,
            "home_bits": -3.0,
        }
        for row in {(row["session_id"], row["account"]): row for row in month["hostile"]}.values()
    ]
    month["events"] = [{**row, "tenant": ""} for row in month["events"]]
    month["sessions"] = [{**row, "fingerprint": "Mozilla/5.0"} for row in month["sessions"]]
    month["websites"] = [SITE]
    month["signals"] = [SIGNAL]
    month["signal_events"] = [
        {
            **{name: first[name] for name in ("event_uid", "time")},
            "signal_id": SIGNAL["signal_id"],
            "provider": "example",
            "tenant": "",
        }
    ]
    month["rule_runs"] = [RULE_RUN]
    month["analyses"] = [{"start_at": "2026-03-01", "end_at": "2026-04-01"}]
    month["campaign_history"] = [CHANGE]
    month["suggested"] = [SUGGESTION]
    return month


ANSWER = "answer-1.json"
OTHER = "campaign--00000000-0000-4000-8000-000000000002"
ACTOR = "intrusion-set--00000000-0000-4000-8000-000000000001"


def tell_actor(home: Home, name: str) -> None:
    """Let the ledger know an actor of this name."""
    told = {
        "type": "intrusion-set",
        "id": ACTOR,
        "spec_version": "2.1",
        "created": "2025-01-01T00:00:00.000Z",
        "modified": "2025-01-01T00:00:00.000Z",
        "name": name,
        "aliases": [name, f"{name} too"],
    }
    row = {"source": "bundle--1", "stix_id": ACTOR, "stix": json.dumps(told)}
    with open_ledger(home) as ledger, ledger.begin() as connection:
        connection.execute(actors.insert(), row)


def home_of(month: Month, root: Path, actor: str = "Sable Heron") -> Home:
    """Return a home whose tables hold these rows, and whose ledger knows an actor."""
    home = Home(root)
    home.create()
    tell_actor(home, actor)
    with open_ledger(home) as ledger, ledger.begin() as connection:
        empty = dict.fromkeys(ROSTER.column_names, "")
        people = [{**empty, **row} for row in month["roster"]]
        connection.execute(roster.insert(), people)
    with DuckDB(Settings(), home.scratch) as engine:
        for table in {table.name: table for table in (*READS, *REPLACED)}.values():
            rows = month.get(table.name, [])
            if not rows:
                continue
            staged = home.scratch / "rows.json"
            staged.write_text(json.dumps(rows, default=str), "utf-8")
            types = ", ".join(f"{quote(c.name)}: {quote(c.type)}" for c in table.columns)
            source = f"read_json({quote(str(staged))}, format='array', columns={{{types}}})"
            engine.run(f"CREATE OR REPLACE TEMP TABLE staged AS SELECT * FROM {source}")
            parts = [("true", root / table.name / "part.parquet")]
            if table.by_day:
                days = engine.rows(f"SELECT DISTINCT CAST({table.by_day} AS DATE) FROM staged")
                parts = [
                    (
                        f"CAST({table.by_day} AS DATE) = DATE '{day}'",
                        root / table.name / f"day={day}" / "part.parquet",
                    )
                    for (day,) in days
                ]
            for test, part in parts:
                part.parent.mkdir(parents=True, exist_ok=True)
                engine.write(table, f"SELECT * FROM staged WHERE {test}", part)
            staged.unlink()
    tell_deeds(home, str(month["campaigns"][0]["campaign_id"]))
    return home


MADE = datetime(2026, 4, 1, 8, tzinfo=UTC)


def tell_deeds(home: Home, campaign_id: str) -> None:
    """Let people have decided, planned notices and asked for names; their words are hostile too."""
    by, why = f"Ada{campaign_id[3:]}", f"seen before{campaign_id[3:]}"
    with open_ledger(home) as ledger:
        decide(ledger, "confirm", why=why, by=by, now=MADE, campaign_id=campaign_id)
        notice = made_notice(notice_key_of(home), 1)
        content = replace(content_of(notice), campaign_id=campaign_id)
        keep_plan(ledger, content, by=by, now=MADE)
    with open_accounts(home) as store:
        ask_to_reveal(store, campaign_id, ("p1",), by=by, why=why, now=MADE)
        deed = Deed("revealed", by, Role.ANALYST, "192.0.2.1", "p1", why)
        write_down(store, signer_of(home), deed, MADE)


PATHS = (
    "/",
    "/campaigns",
    "/campaigns/{campaign}",
    "/campaigns/{campaign}/events",
    "/campaigns/{campaign}/events?number=attempts",
    "/campaigns/{campaign}/events?number=attacked&category=journalist",
    "/campaigns/{campaign}/events?day=2026-03-02&stage=discover",
    "/campaigns/{campaign}/graph",
    "/campaigns/{campaign}/sessions",
    "/campaigns/{campaign}/events?network=AS64500",
    "/calendar",
    "/line?event={event}&file={file}&at={at}",
    "/explain?campaign={campaign}&session={session}",
    "/explain?session={session}",
    "/explain?address=198.51.100.0",
    "/background",
    "/people",
    "/people?touched=yes",
    "/people/{person}",
    "/suggested",
    "/actors",
    "/actors?q=a",
    "/actors/{actor}",
    "/websites",
    "/websites?level=all",
    "/websites/{domain}",
    "/signals",
    "/signals/{signal}",
    "/rules",
    "/coverage",
    "/rejects",
    "/retentions",
    "/others",
    "/others/{other}",
    "/imports",
    "/decisions",
    "/decisions/{decision}",
    "/account",
    "/accounts",
    "/reveals",
    "/reveals/{request}",
    "/approvals",
    "/approvals/{campaign}",
    "/audit",
    "/audit?verify=yes",
    "/rules/{rule}",
    "/rejects?file={file}",
    "/respond/{campaign}",
    "/respond/{campaign}?state=open",
    "/notices",
    "/notices/{campaign}",
    "/notices/{campaign}?state=sent&audience=person",
    "/codes",
    "/published",
    "/disclosures/{disclosure}",
    "/answers",
    "/answers?validity=holds",
    "/answers/{answer}",
    "/evidence",
    "/search",
    "/search?q=c-1",
    "/search?q=a",
    "/views",
    "/first-hour",
)
"""Addresses of every page, some of them narrowed."""


def paths(bad: str = "") -> list[str]:
    """Return the addresses of pages of a month whose texts end in `bad`."""
    from urllib.parse import quote as quoted  # noqa: PLC0415 - the other one is of SQL

    named = {
        "campaign": f"C-1{bad}",
        "event": f"uid-0-0{bad}",
        "file": FILE,
        "at": FIRST.isoformat(),
        "session": f"s0{bad}",
        "person": f"p1{bad}",
        "domain": SITE["domain"],
        "signal": SIGNAL["signal_id"],
        "actor": ACTOR,
        "decision": 1,
        "request": 1,
        "rule": SIGNAL["rule"],
        "disclosure": 1,
        "answer": ANSWER,
        "other": OTHER,
    }
    told = {name: quoted(str(value), safe="") for name, value in named.items()}
    return [path.format(**told) for path in PATHS]
