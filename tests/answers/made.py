"""Ten days of one provider, and two organisations of which one campaign went after both."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rasid.answers import Basis
from rasid.clock import Window
from rasid.sources import Coverage
from rasid.sources.belief import Lack, Verdict
from rasid.sources.clocks import Clocks
from rasid.sources.coverage import FileCoverage, ProviderCoverage
from rasid.sources.silences import Silence

Rows = dict[str, list[dict[str, Any]]]

START = datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None)
DAYS = 10
WINDOW = Window(START.replace(tzinfo=UTC), START.replace(tzinfo=UTC) + timedelta(DAYS))
BASIS = Basis(WINDOW, {"logs": "ab" * 32, "roster": "cd" * 32})
HERON, OTTER, ROBIN, ELSEWHERE = "Heron House", "Otter Office", "Robin Relief", "Elk Elsewhere"
ACTOR = "Amber Jackal"


def at(day: int, hour: int = 12) -> datetime:
    """Return a moment of the ten days, of which the first is 0."""
    return START + timedelta(days=day, hours=hour)


def person(name: str, organisation: str, *kinds: str, category: str = "journalist") -> Rows:
    """Return the roster's rows of a person, with an account of each kind."""
    return {
        "roster": [
            {
                "person_id": name,
                "name": name,
                "category": category,
                "organisation": organisation,
                "account": f"{name}.{kind}@mail.example",
                "account_kind": kind,
                "listed_from": "",
                "listed_until": "",
            }
            for kind in kinds
        ]
    }


def event(account: str, when: datetime, action: str = "signin", **more: object) -> dict[str, Any]:
    """Return an event of an account that exists."""
    told = {"provider": "mailhouse", "account_exists": True, "outcome": "success"} | more
    uid = f"{account} {when} {action}"
    return {
        "event_uid": uid,
        "time": when,
        "account": account,
        "action": action,
        "raw_file": "f",
        **told,
    }


def hostile(account: str, when: datetime, stage: str, *, campaign: str = "C1") -> dict[str, Any]:
    """Return a hostile event of a campaign."""
    return {
        "event_uid": f"{campaign} {account} {when} {stage}",
        "campaign_id": campaign,
        "stage": stage,
        "time": when,
        "account": account,
        "account_exists": True,
    }


def a_month() -> Rows:
    """Return the rows: Heron and Otter were attacked, Robin was not, Elk's people are elsewhere."""
    people = [
        person("ann", HERON, "work", "personal"),
        person("bob", HERON, "work", category="lawyer"),
        person("cem", OTTER, "work"),
        person("dia", ROBIN, "work", "personal"),
        person("eli", ELSEWHERE, "personal"),
    ]
    rows: Rows = {"roster": [row for one in people for row in one["roster"]]}
    seen = [row["account"] for row in rows["roster"] if row["organisation"] != ELSEWHERE]
    rows["events"] = [event(account, at(day)) for account in seen for day in range(DAYS)]
    ann, bob, cem = "ann.work@mail.example", "bob.work@mail.example", "cem.work@mail.example"
    rows["hostile"] = [
        *(hostile(ann, at(2, hour), "discover") for hour in (1, 2, 3)),
        hostile(ann, at(3), "attack"),
        hostile(ann, at(4), "compromise"),
        hostile("ann.personal@mail.example", at(4), "attack"),
        hostile(bob, at(5), "discover"),
        *(hostile(cem, at(2, hour), "discover") for hour in range(7)),
        hostile(cem, at(6), "attack"),
    ]
    rows["campaigns"] = [{"campaign_id": "C1", "campaign_probability": 0.97}]
    rows["attributions"] = [
        {"campaign_id": "C1", "actor": ACTOR, "bits": 4.0, "probability": 0.8, "wording": "likely"}
    ]
    return rows


def without(rows: Rows, organisation: str) -> Rows:
    """Return the rows as they would be if nothing had happened to an organisation's people."""
    listed = {row["account"] for row in rows["roster"] if row["organisation"] == organisation}
    changed = deepcopy(rows)
    changed["hostile"] = [row for row in rows["hostile"] if row["account"] not in listed]
    return changed


def covered(
    rows: Rows,
    *,
    believed: str = "yes",
    silences: Sequence[Silence] = (),
    lacks: Sequence[Lack] = (),
    rejected: int = 0,
) -> Coverage:
    """Return what `show coverage` would measure of the rows, as far as answers ask."""
    actions: dict[str, dict[str, int]] = {}
    for row in rows["events"]:
        actions.setdefault(row["provider"], {}).setdefault(row["action"], 1)
    provider = ProviderCoverage("", 1, START, START, DAYS, (), 0, 0, None, 0, {}, {}, {}, {})
    return Coverage(
        files=(FileCoverage("f", "f", "ocsf", 1, 1, 1, 0, rejected, None, None),),
        providers=tuple(
            replace(provider, provider=name, actions=logged) for name, logged in actions.items()
        ),
        days=(),
        rejects={},
        verdicts=tuple(Verdict(name, believed, ()) for name in actions),
        rhythms=(),
        silences=tuple(silences),
        clocks=Clocks((), (), (), ()),
        lacks=tuple(lacks),
    )


def silence(start: datetime, hours: int) -> Silence:
    """Return a sudden silence of the provider."""
    end = start + timedelta(hours=hours)
    return Silence("mailhouse", "", "silence", start, end, hours, 90.0, 0, 1e-9)


def days(*numbers: int) -> list[date]:
    """Return days by their number from 0 on."""
    return [at(number).date() for number in numbers]
