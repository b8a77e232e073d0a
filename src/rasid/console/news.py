"""What is new in a home since a place: read from what is only ever added to, so nothing is lost."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Engine, func, select

from rasid.console.cells import iso
from rasid.console.snapshot import Reading, Snapshot
from rasid.console.speech import Speech
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.icd203 import likelihood_phrase
from rasid.ledger import alerts, decisions, open_ledger

_SQL = packaged_sql("rasid.console", "news")
_PLACE = re.compile(r"i(\d{1,12})\.a(\d{1,12})\.d(\d{1,12})\.w(\d{1,12})", re.ASCII)
MOST = 100
"""Decisions or alerts that are told at once; the next look tells the next."""

KINDS = {
    "import": "coverage",
    "analysis": "campaigns",
    "decision": "decisions",
    "alert": "campaigns",
}
"""What may be news, each with the scope of the API that it belongs to."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody knows: files imported, the last analysis, decision and alert.

    As text it is the id of an event.
    """

    imports: int = 0
    analyses: int = 0
    decisions: int = 0
    alerts: int = 0

    def __str__(self) -> str:
        return f"i{self.imports}.a{self.analyses}.d{self.decisions}.w{self.alerts}"


def place_in(text: str) -> Place | None:
    """Return the place that a text names; None where it names none."""
    found = _PLACE.fullmatch(text)
    return Place(*map(int, found.groups())) if found else None


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news, and how far somebody is who knows it."""

    place: Place
    kind: str
    told: Mapping[str, Any]


def present(snapshot: Snapshot) -> Place:
    """Return how far one state of a home is."""

    def read() -> Place:
        ask = snapshot.case.engine.rows
        ((imported,),) = ask("SELECT count(*) FROM imports")
        ((analysed,),) = ask("SELECT coalesce(max(analysis), 0) FROM past_analyses")
        with open_ledger(snapshot.case.home) as ledger, ledger.connect() as connection:
            heads = [
                connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()
                for column in (decisions.c.decision, alerts.c.alert)
            ]
        return Place(imported, analysed, *heads)

    return snapshot.once("news", read)


def news_after(reading: Reading, place: Place) -> Sequence[Item]:
    """Return what is new after a place, in an order that stays the same.

    A home that is not as far as the place was put back: then this is told, and nothing else.
    """

    def seen(snapshot: Snapshot) -> list[Item]:
        now = present(snapshot)
        if now == place:
            return []
        parts = [
            (now.imports, place.imports),
            (now.analyses, place.analyses),
            (now.decisions, place.decisions),
            (now.alerts, place.alerts),
        ]
        if any(head < known for head, known in parts):
            return [Item(now, "reset", {})]
        with open_ledger(snapshot.case.home) as ledger:
            return list(_items(snapshot.case.engine, ledger, place, now))

    return reading.read(seen)


def _items(engine: DuckDB, ledger: Engine, place: Place, now: Place) -> Iterator[Item]:
    if now.imports > place.imports:
        more = now.imports - place.imports
        place = replace(place, imports=now.imports)
        yield Item(place, "import", {"files": now.imports, "more": more})
    for analysis, at, campaigns in _analyses(engine, place.analyses):
        place = replace(place, analyses=analysis)
        told = {"analysis": analysis, "analysed_at": iso(at), "campaigns": campaigns}
        yield Item(place, "analysis", told)
    with ledger.connect() as connection:
        made = select(decisions).where(decisions.c.decision > place.decisions)
        for row in connection.execute(made.order_by(decisions.c.decision).limit(MOST)).mappings():
            place = replace(place, decisions=row["decision"])
            yield Item(place, "decision", _some(row, "decision", "made_at", "kind", "campaign_id"))
        warned = select(alerts).where(alerts.c.alert > place.alerts)
        for row in connection.execute(warned.order_by(alerts.c.alert).limit(MOST)).mappings():
            place = replace(place, alerts=row["alert"])
            yield Item(place, "alert", _some(row, "alert", "made_at", "kind", "campaign_id"))


def spoken(speech: Speech, item: Item) -> dict[str, str]:
    """Return a piece of news as a sentence for a page, which is no markup."""
    return {"text": str(_sentence(speech, item).striptags())}


def _sentence(speech: Speech, item: Item) -> Markup:
    told = item.told
    match item.kind:
        case "import":
            return speech.count("news.import", told["more"])
        case "analysis":
            return _analysed(speech, [one["changes"] for one in told["campaigns"]])
        case "reset":
            return speech.say("news.reset")
        case kind if told["campaign_id"]:
            return speech.say(f"news.{kind}", id=told["campaign_id"])
        case _:
            return speech.say("news.decided")


def _analysed(speech: Speech, changes: Sequence[Sequence[str]]) -> Markup:
    """Return the gravest that an analysis changed."""
    for change in ("appeared", "verdict"):
        number = sum(change in one for one in changes)
        if number:
            return speech.count(f"news.{change}", number)
    return speech.count("news.analysis", len(changes)) if changes else speech.say("news.analysed")


def _some(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _analyses(engine: DuckDB, known: int) -> Iterator[tuple[int, datetime, list[dict[str, Any]]]]:
    """Yield each analysis that found something else than the one before, with what that is."""
    asked = "SELECT analysis, analysed_at FROM past_analyses WHERE analysis > $known ORDER BY 1"
    later = engine.rows(asked, {"known": known})
    if not later:
        return
    found: dict[int, dict[str, tuple[Any, ...]]] = {}
    for analysis, campaign_id, *rest in engine.rows(_SQL, {"first": known}):
        found.setdefault(analysis, {})[campaign_id] = tuple(rest)
    before = found.get(known, {})
    for analysis, at in later:
        now = found.get(analysis, {})
        yield analysis, at, list(_changed(before, now))
        before = now


def _changed(
    before: Mapping[str, tuple[Any, ...]], now: Mapping[str, tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    for campaign_id, (actor, wording, probability, changes) in now.items():
        told = list(changes or ())
        then = before.get(campaign_id)
        is_one = probability is not None
        if then and is_one and then[2] is not None and _verdict(then) != _verdict(now[campaign_id]):
            told.append("verdict")
        if told:
            yield {
                "campaign_id": campaign_id,
                "changes": told,
                "actor": actor,
                "wording": wording,
                "campaign": likelihood_phrase(probability) if is_one else None,
            }


def _verdict(row: tuple[Any, ...]) -> tuple[Any, ...]:
    actor, wording, probability, _ = row
    return actor, wording, likelihood_phrase(probability)
