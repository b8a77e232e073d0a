"""Campaigns to share: enough journalists to be told of, one official, and no real person."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.sharing import Key, Private, choose, read_guard
from rasid.sharing.choosing import Chosen
from rasid.sharing.crowds import Cell
from rasid.sharing.facts import Candidate, Facts, Number, Technique, Trace
from rasid.sharing.guard import Guard, guard_of
from rasid.sharing.plan import People
from rasid.sharing.rules import Rules
from reports.months import FIRST, Month, event_of, person, session_of, visit

KEY = Key(b"k" * 32)
START = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
ANALYSED = datetime(2026, 4, 1, 9, 0, 0, 250_000)  # noqa: DTZ001 - as tables hold it
END = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ROSTER = {
    **{f"j{n}": "journalist" for n in range(8)},
    **{f"c{n}": "campaign" for n in range(7)},
    "o1": "official",
}


def trace(value: str = "198.51.100.7", kind: Any = "address", **more: Any) -> Trace:  # noqa: ANN401
    """Return a trace that nobody else shares."""
    return Trace(kind, value, START, END, **{"events": 4, "sessions": 2, **more})


def facts(**more: Any) -> Facts:  # noqa: ANN401
    """Return what is known of a campaign that went for seven people."""
    known: dict[str, Any] = {
        "campaign_id": "C-1",
        "probability": 0.97,
        "first_seen": START,
        "last_seen": END,
        "sessions": 9,
        "numbers": {
            "attempts": Number(40, 38, 44),
            "identified": Number(9, 9, 10),
            "attacked": Number(8, 7, 9),
            "compromised": Number(1, 1, 2),
        },
        "cells": {
            "identified": {"journalist": Cell(9, 7, 8)},
            "attacked": {"journalist": Cell(6, 6, 8), "official": Cell(1, 1, 1)},
            "compromised": {"journalist": Cell(1, 1, 8, 6), "campaign": Cell(0, 0, 7)},
        },
        "candidates": (
            Candidate("Sable Heron", 0.9, "very likely", {"infrastructure": 6.0}),
            Candidate("unknown", 0.1, "very unlikely", {}),
        ),
        "traces": (trace(asn=64500, as_name="Example Transit", country="ZZ"),),
        "techniques": (Technique("T1110.003", 3),),
        "people": {"j1": "journalist", "o1": "official"},
    }
    return Facts(**{**known, **more})


def nobody() -> Guard:
    """Return a guard that knows no name."""
    return guard_of(())


def people(**names: str) -> People:
    """Return pseudonyms for everybody, and these names."""
    return People(KEY.people(ROSTER), names)


def a_month() -> Month:
    """Return a month in which a campaign went for six journalists, an official and a stranger."""
    hostile = [row for n in range(6) for row in _tried(n, f"j{n}", "journalist")]
    hostile += _tried(6, "o1", "official") + visit(7, "stranger@mail.example", ["discover"])
    hostile += visit(8, "j0@mail.example", ["compromise"], person="j0", category="journalist")
    events = [{**event_of(row), "fingerprint": "t13d_rare"} for row in hostile]
    visits = {row["session_id"]: row for row in reversed(hostile)}
    return {
        "roster": [person(who, kind, f"{who}@mail.example") for who, kind in ROSTER.items()],
        "hostile": hostile,
        "events": events,
        "sessions": [session_of(row) for row in visits.values()],
        "campaigns": [_campaign(hostile)],
        "attributions": [
            _candidate("Sable Heron", 0.72, "likely"),
            _candidate("unknown", 0.28, "unlikely"),
        ],
        "past_analyses": [{"analysis": 1, "analysed_at": ANALYSED}],
    }


def _tried(number: int, who: str, category: str) -> list[dict[str, Any]]:
    account = f"{who}@mail.example"
    return visit(number, account, ["discover", "attack"], person=who, category=category)


def _campaign(hostile: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = {"attempts": 8, "identified": 8, "attacked": 7, "compromised": 1}
    names = {name: name if name == "attempts" else f"accounts_{name}" for name in counts}
    return {
        "campaign_id": "C-1",
        "campaign_probability": 0.98,
        "first_seen": FIRST,
        "last_seen": hostile[-1]["time"],
        "sessions": 9,
        **{names[name]: count for name, count in counts.items()},
        **{f"{names[name]}_low": count for name, count in counts.items()},
        **{f"{names[name]}_high": count + 1 for name, count in counts.items()},
    }


def _candidate(actor: str, probability: float, wording: str) -> dict[str, Any]:
    shared = {"campaign_id": "C-1", "actor": actor, "bits": 1.0}
    return {**shared, "probability": probability, "wording": wording}


def entry(number: int, account: str, **more: object) -> dict[str, Any]:
    """Return the event of somebody else who gets in."""
    row = visit(number, account, ["compromise"])[0]
    return {**event_of(row), "event_uid": f"other-{number}-{account}", **more}


def chosen(engine: DuckDB, rules: Rules | None = None, *wanted: str) -> Chosen:
    """Choose what leaves of the campaigns in an engine."""
    techniques = {"C-1": (Technique("T1110.003", 3),)}
    private = Private(KEY, read_guard(engine))
    return choose(engine, private, rules or Rules(), wanted, techniques)
