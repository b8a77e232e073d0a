"""A small month: one campaign that is told in full, some background crime, and no real person."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from rasid.engines.duckdb import DuckDB

Rows = list[dict[str, Any]]
Month = dict[str, Rows]
OpenMonth = Callable[[Month], DuckDB]
FIRST = datetime(2026, 3, 2, 5, 10)  # noqa: DTZ001 - tables hold UTC without a zone
FILE = "a" * 64


def visit(
    number: int,
    account: str,
    stages: Sequence[str],
    *,
    person: str = "",
    category: str = "unlisted",
) -> Rows:
    """Return one visit's hostile rows: a session of its own, its stages an hour apart."""
    start = FIRST + timedelta(days=number)
    return [
        {
            "event_uid": f"uid-{number}-{step}",
            "campaign_id": "C-1",
            "stage": stage,
            "time": start + timedelta(hours=step),
            "account": account,
            "person_id": person,
            "category": category,
            "source_ip": f"198.51.100.{number}",
            "session_id": f"s{number}",
            "bits": 9.5,
            "reason": "asked for strangers' accounts",
            "action": {"discover": "lookup", "exploit": "forwarding_rule"}.get(stage, "signin"),
            "outcome": "success",
            "account_exists": not account.startswith("nobody"),
            "raw_file": FILE,
            "raw_line": number * 10 + step,
        }
        for step, stage in enumerate(stages)
    ]


def person(person_id: str, category: str, account: str, **more: str) -> dict[str, Any]:
    """Return one roster row."""
    empty = dict.fromkeys(("country", "language", "recovers", "notify_to", "consent"), "")
    return {
        **empty,
        "person_id": person_id,
        "name": f"Name of {person_id}",
        "category": category,
        "organisation": "Example Desk",
        "account": account,
        "account_kind": "work",
        **more,
    }


def event_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the event behind a hostile row."""
    shared = ("event_uid", "time", "account", "source_ip", "action", "outcome", "raw_file")
    return {
        **{name: row[name] for name in shared},
        "provider": "example",
        "account_exists": row["account_exists"],
        "as_name": "Example Transit",
        "asn": 64500,
        "country": "ZZ",
        "user_agent": "Mozilla/5.0",
        "raw_line": row["raw_line"],
    }


def session_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the session of a hostile row."""
    return {
        "session_id": row["session_id"],
        "provider": "example",
        "source_ip": row["source_ip"],
        "network": "AS64500" if row["session_id"] < "s3" else "AS64501",
        "country": "ZZ",
        "start_at": row["time"],
        "end_at": row["time"],
        "events": 1,
        "accounts": 1,
        "at_home": 0,
    }


def evidence_of(row: Mapping[str, Any]) -> Rows:
    """Return two reasons for the visit of a hostile row; they add up to its bits."""
    visited = {
        "campaign_id": row["campaign_id"],
        "subject": "visit",
        "session_id": row["session_id"],
        "account": row["account"],
    }
    return [
        {**visited, "family": "strangers", "bits": 11.0, "reason": "looked like Name of p1"},
        {**visited, "family": "network", "bits": -1.5, "reason": "the network is a common one"},
    ]


def judged_of(row: Mapping[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return what became of the visit of a hostile row, a member that tried to enter."""
    return {
        "session_id": row["session_id"],
        "account": row["account"],
        "step": "member",
        "candidate": "C-1",
        "bits": row["bits"],
        "needed": 0.0,
        "tactic": "sign-in refused",
        "protected": row["person_id"] != "",
        "chance": 0.01,
        "attempts": 0,
        "identified": False,
        "attacked": True,
        "compromised": False,
        "source": "",
        "meant": "",
        **more,
    }


def judged_rows(hostile: Rows) -> Rows:
    """Return what became of each visit: the members, and two that were left out by little."""
    rows = []
    for session in dict.fromkeys(row["session_id"] for row in hostile):
        mine = [row for row in hostile if row["session_id"] == session]
        asked = [row for row in mine if row["stage"] == "discover"]
        entered = any(row["stage"] in ("compromise", "exploit") for row in mine)
        added = {
            "attempts": len(asked),
            "identified": any(row["account_exists"] for row in asked),
            "attacked": len(asked) < len(mine),
            "compromised": entered,
        }
        rows.append(judged_of(mine[0], needed=3.0 if entered else 0.0, **added))
    near = {**hostile[0], "session_id": "s8", "account": "almost@mail.example", "person_id": ""}
    out = {"step": "weighed", "needed": 3.0, "compromised": True}
    return [
        *rows,
        judged_of(near, **out, bits=2.5),
        judged_of({**near, "account": "owner@mail.example"}, **out, bits=-4.0),
    ]


def about(subject: str, family: str, bits: float, reason: str) -> dict[str, Any]:
    """Return one evidence row on the campaign or an actor."""
    return {
        "campaign_id": "C-1",
        "subject": subject,
        "session_id": "",
        "account": "",
        "family": family,
        "bits": bits,
        "reason": reason,
    }


def candidate(actor: str, bits: float, probability: float, wording: str) -> dict[str, Any]:
    """Return one attribution row."""
    shared = {"campaign_id": "C-1", "actor": actor, "bits": bits}
    return {**shared, "probability": probability, "wording": wording}


def left_out_rows() -> Rows:
    """Return the reasons why two visits were left out; they add up to their bits."""
    visited = {"candidate": "C-1", "subject": "visit", "session_id": "s8"}
    reasons = (("almost", 5.0, -2.5), ("owner", 1.0, -5.0))
    return [
        {**visited, "account": f"{name}@mail.example", "family": family, "bits": bits, "reason": ""}
        for name, *weights in reasons
        for family, bits in zip(("network", "prior"), weights, strict=True)
    ]


BOUNDS = {
    "attempts_low": 4,
    "attempts_high": 7,
    "accounts_identified_low": 3,
    "accounts_identified_high": 4,
    "accounts_attacked_low": 3,
    "accounts_attacked_high": 3,
    "accounts_compromised_low": 1,
    "accounts_compromised_high": 2,
}

STUFFING = {
    "source": "AS64510 · curl",
    "kind": "stuffing",
    "first_seen": FIRST,
    "last_seen": FIRST,
    "sessions": 2,
    "events": 900,
    "accounts": 800,
    "protected": 7,
    "expected_protected": 8.1,
    "entered": 1,
}


def hostile_rows() -> list[dict[str, Any]]:
    """Return the hostile events of the one campaign."""
    return [
        *visit(
            0,
            "p1@mail.example",
            ["discover", "discover", "attack"],
            person="p1",
            category="journalist",
        ),
        *visit(
            1,
            "p1@mail.example",
            ["attack", "compromise", "exploit"],
            person="p1",
            category="journalist",
        ),
        *visit(2, "p2@mail.example", ["discover", "attack"], person="p2", category="campaign"),
        *visit(3, "p3@mail.example", ["discover"], person="p3", category="official"),
        *visit(4, "nobody@mail.example", ["discover"]),
        *visit(6, "friend@mail.example", ["attack", "compromise"]),
    ]


def a_month() -> Month:
    """Return the rows of every table."""
    hostile = hostile_rows()
    visits = {row["session_id"]: row for row in reversed(hostile)}
    return {
        "roster": [
            person("p1", "journalist", "p1@mail.example"),
            person("p1", "journalist", "p1@home.example", account_kind="personal"),
            person("p2", "campaign", "p2@mail.example"),
            person("p3", "official", "p3@mail.example"),
            person("p4", "academic", "p4@mail.example"),
        ],
        "hostile": hostile,
        "events": [event_of(row) for row in hostile],
        "sessions": [session_of(row) for row in visits.values()],
        "visits": [],
        "campaigns": [
            {
                "campaign_id": "C-1",
                "campaign_probability": 0.998,
                "first_seen": hostile[0]["time"],
                "last_seen": hostile[-1]["time"],
                "attempts": 5,
                "accounts_identified": 3,
                "accounts_attacked": 3,
                "accounts_compromised": 2,
                "sessions": 6,
                **BOUNDS,
            }
        ],
        "evidence": [
            *(reason for row in visits.values() for reason in evidence_of(row)),
            about(
                "campaign", "targeting", 12.0, "3 of 5 accounts are protected, chance expects 0.1"
            ),
            about("campaign", "spread", -2.0, "few days"),
            about("actor:Sable Heron", "hours", 3.0, "works Saturday to Wednesday at +03:30"),
        ],
        "attributions": [
            candidate("Sable Heron", 2.0, 0.72, "likely"),
            candidate("unknown", 0.6, 0.25, "unlikely"),
            candidate("Grey Ibex", -3.0, 0.03, "very unlikely"),
        ],
        "judged": judged_rows(hostile),
        "left_out": left_out_rows(),
        "background": [STUFFING],
        "imports": [
            {
                "raw_file": FILE,
                "name": "march.ndjson",
                "format": "ocsf",
                "bytes": 1000,
                "lines": 70,
                "rejected": 1,
            }
        ],
        "rejects": [
            {"raw_file": FILE, "raw_line": 9, "reason": "not JSON", "excerpt": "{"},
        ],
    }


def spoiled(month: Month, bad: str) -> Month:
    """Return the month with `bad` at the end of every text that a log or a file could choose."""
    ours = {"stage", "step", "subject", "raw_file"}
    return {
        table: [
            {
                key: value + bad if isinstance(value, str) and value and key not in ours else value
                for key, value in row.items()
            }
            for row in rows
        ]
        for table, rows in month.items()
    }
