"""Worlds written by hand: a town whose people sign in, some of them protected, and who comes by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rasid.campaigns import Decision
from rasid.campaigns.applications import hunt_applications, without_applications
from rasid.campaigns.deciding.marking import mark_sessions
from rasid.campaigns.find import find_campaigns, taint, tell_campaigns
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.roster import know_accounts
from rasid.sessions import weigh_homes
from rasid.tables.campaigns import HOSTILE
from rasid.tables.roster import ROSTER
from sessions.logs import MONTH, Log, Row, at, dicts, fill

GIVEN = ("arlo", "bela", "cora", "dina", "edan", "fara", "gala", "hugo", "ines", "jora")
FAMILY = (
    *("abbot", "birch", "cramer", "dorsey", "elwood", "fontaine", "gruber", "holloway"),
    *("ivers", "jessop", "kimball", "lovell", "mercer", "nordin", "ogilvie", "pickard"),
    *("quimby", "rosario", "sandoval", "thorpe", "underhill", "vasquez", "whitlock", "xavier"),
    *("yarrow", "zimmer", "ashby", "bellamy", "corwin", "delacroix", "everhart", "fairchild"),
    *("garrick", "hensley", "islington", "jarvis", "keating", "langley"),
)


def named(number: int) -> str:
    """Return a name for somebody; nobody else of a town has it."""
    return f"{GIVEN[number % 10]} {FAMILY[number // 10]}"


def mailbox(number: int, domain: str = "mail.example") -> str:
    """Return the address of somebody of a town."""
    return f"{named(number).replace(' ', '.')}@{domain}"


def home(number: int) -> Row:
    """Return where and with what somebody of a town lives."""
    return {
        "source_ip": f"2001:db8:{number + 1:x}::1",
        "asn": 64496 + number % 6,
        "country": ("XA", "XA", "XA", "XB")[number % 4],
        "fingerprint": f"t13d-{number % 7}",
        "device": f"laptop-{number}",
    }


@dataclass(slots=True)
class World(Log):
    """A log with its roster, and the hostile events of an earlier analysis."""

    roster: list[Row] = field(default_factory=list)
    previous: Sequence[Row] = ()

    def protect(self, account: str, name: str = "", category: str = "journalist") -> None:
        """Put an account on the roster as a person of its own."""
        self.roster.append(
            {
                **dict.fromkeys(ROSTER.column_names, ""),
                "person_id": f"p-{account}",
                "name": name or account.split("@", maxsplit=1)[0].replace(".", " ").title(),
                "category": category,
                "account": account,
                "account_kind": "work",
            }
        )

    def visit(self, time: datetime, account: str, *acts: str, **more: Any) -> None:  # noqa: ANN401
        """Log acts a minute apart, each `action`, or `action outcome`, or with a reason as well."""
        for minute, act in enumerate(acts):
            action, outcome, reason = [*act.split(), *("success", "")[len(act.split()) - 1 :]]
            moment = time + timedelta(minutes=minute)
            self.add(moment, account, action, outcome, reason=reason or None, **more)

    def open(self, engine: DuckDB, window: Window = MONTH) -> DuckDB:
        """Make every table that campaigns are found in."""
        fill(engine, ROSTER, self.roster)
        fill(engine, HOSTILE, self.previous, name="lineage")
        Log.open(self, engine, window)
        know_accounts(engine)
        mark_sessions(engine, ())
        without_applications(engine)
        return engine

    def judge(self, engine: DuckDB, decisions: Sequence[Decision] = ()) -> DuckDB:
        """Find campaigns the way an analysis does: again once intruders' successes are known."""
        self.open(engine)
        if hunt_applications(engine):
            weigh_homes(engine)
        found = find_campaigns(engine, decisions)
        if taint(engine):
            weigh_homes(engine)
            found = find_campaigns(engine, decisions, found.suspects)
        tell_campaigns(engine, found)
        return engine


def a_town(people: int = 300, protected: int = 15, seed: int = 1) -> World:
    """Return a month in which people sign in from home, mistype, ask, and recover.

    The last `protected` of them are on the roster.
    """
    world, draw = World(), Random(seed)
    for number in range(people):
        account, here = mailbox(number), home(number) | {"account_exists": True}
        for day in range(number % 3, 28, 3):
            acts = ["lookup"] if draw.random() < 0.3 else []
            acts += ["signin failure bad_password"] * (draw.random() < 0.1)
            world.visit(at(day, 7 + 12 * draw.random()), account, *acts, "signin", **here)
        if draw.random() < 0.15:
            lost = ["signin failure bad_password", "recovery_start", "recovery_send"]
            done = ["recovery_verify", "password_reset", "signin"]
            world.visit(at(draw.randrange(5, 28), 20), account, *lost, *done, **here)
    for number in range(people - protected, people):
        world.protect(mailbox(number))
    return world


def add_stuffing(
    world: World, accounts: Sequence[str], *, day: int = 9, entered: Sequence[str] = ()
) -> None:
    """Try one stolen password on each account, a few a second, from a handful of addresses."""
    for number, account in enumerate(accounts):
        world.add(
            at(day, 2, number / 60),
            account,
            outcome="success" if account in entered else "failure",
            reason=None if account in entered else "bad_password",
            source_ip=f"203.0.113.{number % 4}",
            asn=64510,
            country="XC",
            fingerprint="t13d-bot",
        )


def add_group(world: World, targets: Sequence[str], *, days: Sequence[int], seed: int = 3) -> None:
    """Look each target up and try its password at night; get into the last one."""
    draw = Random(seed)
    for number, account in enumerate(targets):
        day = days[number % len(days)]
        here = {
            "source_ip": f"198.51.100.{7 + number % 2}",
            "asn": 64505,
            "country": "XD",
            "fingerprint": "t13d-group",
            "account_exists": True,
        }
        moment = at(day, 22, 5 * (number // len(days)) + draw.random())
        world.visit(moment, account, "lookup", "signin failure bad_password", **here)
    last = at(days[-1], 22, 50)
    acts = ("mfa failure mfa_denied", "signin", "forwarding_rule", "mail_export")
    world.visit(last, targets[-1], *acts, **here)


def protected_of(world: World) -> list[str]:
    """Return the accounts of the roster."""
    return [row["account"] for row in world.roster]


def a_mixed_month() -> World:
    """Return a town with a group at work in it, and a stuffing wave."""
    world = a_town()
    add_group(world, protected_of(world), days=(2, 4, 9, 11))
    add_stuffing(world, [mailbox(n) for n in range(0, 300, 4)])
    return world


def campaigns(engine: DuckDB) -> list[Row]:
    """Return the campaigns that were found."""
    return dicts(engine, "campaigns", ["campaign_id"])


def hostile(engine: DuckDB) -> list[Row]:
    """Return the hostile events that were found, in the order of their ids."""
    return dicts(engine, "hostile", ["event_uid"])


def background(engine: DuckDB) -> list[Row]:
    """Return the untargeted crime that was found."""
    return dicts(engine, "background", ["source"])


def stages(engine: DuckDB) -> dict[str, str]:
    """Return the stage of each hostile event by its id."""
    return {row["event_uid"]: row["stage"] for row in hostile(engine)}
