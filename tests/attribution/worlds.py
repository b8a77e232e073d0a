"""Worlds written by hand: a campaign, everybody else, a roster, and actors to weigh."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from rasid.attribution import ActorProfile, Remembered, attribute
from rasid.attribution.profile import WEEK, Trace, WorkHours
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import CAMPAIGNS, HOSTILE
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER
from rasid.tables.sessions import SESSIONS
from rasid.tables.suggested import SUGGESTED

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - tables hold UTC without a zone
SERVER = "198.51.100.7"
NOTHING = frozenset[Any]()


def an_actor(name: str = "Silent Heron", **known: Any) -> ActorProfile:  # noqa: ANN401 - any field
    """Return a profile that says only what is given, and of a client that nobody uses."""
    lists = ("techniques", "sectors", "categories", "addresses", "cidrs", "asns")
    empty = dict.fromkeys((*lists, "fingerprints", "domains", "user_agents"), NOTHING)
    unsaid = {"aliases": (), "first_seen": None, "hours": None, "stix_id": f"id of {name}"}
    client = {"user_agents": traces("a client that nobody uses")}
    return ActorProfile(name=name, **{**empty, **unsaid, **client, **known})


def traces(*values: str, until: datetime | None = None) -> frozenset[Trace]:
    """Return traces that are valid from long ago."""
    end = until.replace(tzinfo=UTC) if until else None
    return frozenset(Trace(value, datetime(2020, 1, 1, tzinfo=UTC), end) for value in values)


def hours(offset: float, days: str, start: float, end: float) -> WorkHours:
    """Return working hours; `days` such as `sat-wed`."""
    first, last = (WEEK.index(day) for day in days.split("-"))
    workdays = frozenset(WEEK[(first + n) % 7] for n in range((last - first) % 7 + 1))
    return WorkHours(timedelta(hours=offset), workdays, start, end)


@dataclass(slots=True)
class World:
    """What happened, in rows; the campaign is C-1 unless said otherwise."""

    events: list[dict[str, Any]] = field(default_factory=list)
    hostile: list[dict[str, Any]] = field(default_factory=list)
    roster: list[dict[str, Any]] = field(default_factory=list)
    suggested: list[dict[str, Any]] = field(default_factory=list)

    def person(self, number: int, category: str) -> None:
        """Put somebody on the roster; each comes from an organisation of their own."""
        self.roster.append(
            {
                "person_id": f"p{number}",
                "category": category,
                "organisation": f"Desk {number}",
                "account": f"p{number}@mail.example",
            }
        )

    def suggest(self, name: str, addresses: Sequence[str], campaign: str = "C-1") -> None:
        """Tell which addresses that do not exist guess at a name."""
        told = {"kind": "name", "campaign_id": campaign, "subject": addresses[0]}
        self.suggested.append(told | {"name": name, "addresses": " ".join(addresses)})

    def event(self, time: datetime, account: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Log one event; somebody signs in where nothing else is said."""
        row = {
            "event_uid": f"u{len(self.events)}",
            "time": time,
            "provider": "example",
            "action": "signin",
            "outcome": "success",
            "account": account,
            "source_ip": "192.0.2.1",
            "asn": 64500,
            **more,
        }
        self.events.append(row)
        return row

    def attack(
        self,
        time: datetime,
        account: str = "p1@mail.example",
        *,
        stage: str = "attack",
        campaign: str = "C-1",
        **more: Any,  # noqa: ANN401
    ) -> None:
        """Log one hostile event, which is a session of its own; a password is guessed."""
        guess = {"outcome": "failure", "reason": "bad_password", "source_ip": SERVER, "asn": 64510}
        row = self.event(time, account, **guess | more)
        person = next((p for p in self.roster if p["account"] == account), None)
        self.hostile.append(
            {
                "event_uid": row["event_uid"],
                "campaign_id": campaign,
                "stage": stage,
                "person_id": person["person_id"] if person else "",
                "category": person["category"] if person else "unlisted",
                **{name: row[name] for name in ("time", "account", "source_ip")},
                **{name: row[name] for name in ("action", "outcome")},
                "session_id": f"s-{row['event_uid']}",
            }
        )

    def work(self, shift: WorkHours, *, days: int = 28, seed: int = 1, **more: Any) -> None:  # noqa: ANN401
        """Attack three times a working day of a shift, at any moment of it."""
        rng = Random(seed)
        length = (shift.end - shift.start) % 24
        for day in range(days):
            local = MONDAY + timedelta(days=day)
            if WEEK[local.weekday()] in shift.workdays:
                for _ in range(3):
                    start = local + timedelta(hours=shift.start) - shift.utc_offset
                    self.attack(start + timedelta(hours=rng.random() * length), **more)

    def live(self, address: str, accounts: int, *, days: int = 28, **more: Any) -> None:  # noqa: ANN401
        """Let so many other accounts sign in from an address, each on one day."""
        for number in range(accounts):
            moment = MONDAY + timedelta(days=number % days, hours=number * 5 % 24)
            self.event(moment, f"other{number}@{address}.example", source_ip=address, **more)

    def open(self, engine: DuckDB) -> DuckDB:
        """Make the tables that attribution reads."""
        sessions = {row["session_id"]: row for row in self.hostile}
        networks = {row["source_ip"]: f"AS{row['asn']}" for row in self.events}
        of_event = {row["event_uid"]: row["session_id"] for row in self.hostile}
        _make(engine, EVENTS, self.events)
        _make(engine, HOSTILE, self.hostile)
        _make(engine, ROSTER, self.roster)
        _make(
            engine,
            CAMPAIGNS,
            [{"campaign_id": c} for c in {r["campaign_id"] for r in self.hostile}],
        )
        _make(engine, SUGGESTED, self.suggested)
        _make(
            engine,
            SESSIONS,
            [
                {
                    "session_id": session,
                    "source_ip": row["source_ip"],
                    "network": networks[row["source_ip"]],
                }
                for session, row in sessions.items()
            ],
        )
        values = {
            "uids": [row["event_uid"] for row in self.events],
            "ids": [of_event.get(row["event_uid"], f"o-{row['event_uid']}") for row in self.events],
        }
        engine.run(
            "CREATE OR REPLACE TEMP TABLE tagged AS SELECT events.*, session_id, "
            "'AS' || asn AS network FROM events JOIN (SELECT unnest($uids) AS event_uid, "
            "unnest($ids) AS session_id) USING (event_uid)",
            values,
        )
        return engine


@dataclass(frozen=True, slots=True)
class Judgement:
    """What attribution made of a campaign."""

    probability: dict[str, float]
    bits: dict[str, float]
    evidence: dict[tuple[str, str], tuple[float, str]]

    @property
    def nobody(self) -> float:
        """The probability of nobody who is described: the unknown and a new group together."""
        return self.probability["unknown"] + self.probability.get("new group", 0.0)

    def of(self, actor: str, family: str) -> float:
        """Return the bits of one family."""
        return self.evidence[actor, family][0]

    def reason(self, actor: str, family: str) -> str:
        """Return the reason of one family."""
        return self.evidence[actor, family][1]


def judge(
    engine: DuckDB,
    world: World,
    actors: Sequence[ActorProfile],
    campaign: str = "C-1",
    *,
    memory: Sequence[Remembered] = (),
    adjustments: Sequence[Any] = (),
) -> Judgement:
    """Attribute a world's campaigns and return what was found of one."""
    attribute(world.open(engine), actors, memory, adjustments)
    chosen = {"campaign": campaign}
    found = engine.rows(
        "SELECT actor, probability, bits FROM attributions WHERE campaign_id = $campaign", chosen
    )
    evidence = engine.rows(
        "SELECT subject, family, bits, reason FROM actor_evidence WHERE campaign_id = $campaign",
        chosen,
    )
    return Judgement(
        {actor: probability for actor, probability, _ in found},
        {actor: bits for actor, _, bits in found},
        {(s.removeprefix("actor:"), family): (bits, why) for s, family, bits, why in evidence},
    )


def _make(engine: DuckDB, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    engine.run(f'CREATE OR REPLACE TEMP TABLE "{table.name}" ({table.ddl()})')
    listed = list(rows)
    if listed:
        names = [c.name for c in table.columns if any(c.name in row for row in listed)]
        values = {f"c{n}": [row.get(name) for row in listed] for n, name in enumerate(names)}
        columns = ", ".join(f'"{name}"' for name in names)
        unnested = ", ".join(f"unnest(${value})" for value in values)
        engine.run(f'INSERT INTO "{table.name}" ({columns}) SELECT {unnested}', values)
