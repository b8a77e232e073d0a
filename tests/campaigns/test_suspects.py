"""What is left to reason about: who is not at home, what was tried, and what is only a slip."""

import numpy as np
import pyarrow as pa
import pytest

from campaigns.worlds import World, a_town, home, mailbox
from rasid.campaigns.find import taint
from rasid.campaigns.reading import read_suspects
from rasid.campaigns.suspects import INSIDE, QUIET
from rasid.campaigns.visits import Visits
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row, at, dicts

FAR = {"source_ip": "203.0.113.9", "asn": 64511, "country": "XZ", "user_agent": "far/1"}
TARGET = mailbox(90)


def visits_of(world: World, engine: DuckDB) -> list[Row]:
    """Return the suspects' visits from far away, in the order of their accounts."""
    read_suspects(world.open(engine))
    return dicts(
        engine,
        "(SELECT * FROM suspect_visits WHERE session_id IN "
        "(SELECT session_id FROM sessions WHERE source_ip = '203.0.113.9'))",
        ["account"],
    )


def far_visit(engine: DuckDB, *acts: str) -> list[Row]:
    """Return the suspects' visits after somebody far away did this to a protected account."""
    world = a_town(people=100)
    world.visit(at(9), TARGET, *acts, **FAR)
    return visits_of(world, engine)


def test_visits_are_found_by_what_they_are_of() -> None:
    """In the order of the codes asked for, and of the visits; none of a code that has none."""
    visits = Visits.by(np.array([2, 0, 2, 3], dtype=np.int64), 4)

    assert [0, 2, 1] == visits.at(np.array([2, 1, 0])).tolist()
    assert [] == visits.at(np.array([], dtype=np.int64)).tolist()


@pytest.mark.parametrize(
    ("acts", "tactic"),
    [
        (["lookup"], "look-up"),
        (["signin"], "sign-in"),
        (["lookup", "signin"], "look-up, then sign-in"),
        (["recovery_start"], "recovery opened"),
        (["lookup", "recovery_start"], "recovery opened"),
        (["recovery_start", "recovery_send"], "recovery"),
        (["recovery_verify failure wrong_code"], "recovery"),
        (["signin failure bad_password"], "sign-in refused"),
        (["lookup", "signin failure bad_password"], "sign-in refused"),
        (["signin failure mfa_denied"], "second factor refused"),
        (["signin failure bad_password", "mfa failure"], "second factor refused"),
        (["mfa failure"] * 2, "second factor refused"),
        (["mfa failure"] * 3, "second factor refused again and again"),
        (["signin failure bad_password", "signin"], "sign-in after trouble"),
        (["recovery_start", "recovery_send", "recovery_verify", "password_reset"], "reset"),
        (["password_change"], "reset"),
        (["signin", "forwarding_rule"], "acts inside"),
        (["risk"], "other"),
    ],
)
def test_tactic_is_the_farthest_step(engine: DuckDB, acts: list[str], tactic: str) -> None:
    """A visit is called by the farthest that it went."""
    assert [tactic] == [row["tactic"] for row in far_visit(engine, *acts)]


@pytest.mark.parametrize(
    ("acts", "troubled"),
    [
        (["signin"], False),
        (["lookup", "signin"], False),
        (["lookup"], True),
        (["mfa failure"], True),
    ],
)
def test_quiet_visits_are_no_trouble(
    engine: DuckDB,
    acts: list[str],
    troubled: bool,  # noqa: FBT001 - a case
) -> None:
    """Signing in from a new place is what travellers do."""
    assert [troubled] == [row["troubled"] for row in far_visit(engine, *acts)]


def test_words_are_those_of_the_tables() -> None:
    """What is inside and what is quiet overlap in sign-ins only."""
    assert {"sign-in", "look-up, then sign-in"} == set(QUIET) & set(INSIDE)


def test_who_is_at_home_is_no_suspect(engine: DuckDB) -> None:
    """The owner's own trouble at home is set aside."""
    world = a_town(people=100)
    world.visit(at(20, 23), TARGET, *["signin failure bad_password"] * 9, **home(90))
    read_suspects(world.open(engine))

    assert [] == engine.rows(
        "SELECT * FROM suspect_visits WHERE account = $a AND events > 8", {"a": TARGET}
    )


def test_strangers_without_trouble_are_no_suspects(engine: DuckDB) -> None:
    """A quiet visit matters where a protected person is concerned, and else not."""
    world = a_town(people=100)
    for account in (TARGET, mailbox(5), "new@mail.example"):
        world.visit(at(9), account, "signin", **FAR | {"user_agent": account})

    assert [TARGET] == [row["account"] for row in visits_of(world, engine)]


@pytest.mark.parametrize(
    ("typed", "slip"),
    [
        ("dina.ivres@mail.example", True),
        ("dina.iver@mail.example", True),
        ("xina.iverx@mail.example", True),
        ("ina.ivxrs@mail.example", True),
        ("dinai.vers@mail.example", True),
        ("dinxa.ivxers@mail.example", True),
        ("dina.ivers@mail.examp", True),
        ("xinx.iverx@mail.example", False),
        ("hugo@x.example", False),
    ],
)
def test_slip_of_somebody_at_home_is_left_out(
    engine: DuckDB,
    typed: str,
    slip: bool,  # noqa: FBT001 - a case
) -> None:
    """A misspelt address next to the one that was meant is no address of a stranger."""
    owner = 83
    assert "dina.ivers@mail.example" == mailbox(owner)
    world = a_town(people=100)
    world.visit(at(20, 23), typed, "lookup failure", account_exists=False, **home(owner))
    world.visit(at(20, 23, 2), mailbox(owner), "lookup", "signin", **home(owner))
    read_suspects(world.open(engine))
    found = engine.rows("SELECT account FROM strangers WHERE account = $typed", {"typed": typed})

    assert slip == (found == [])


def test_protected_organisation_is_seen(engine: DuckDB) -> None:
    """Where protected people are much more common than overall, others are their colleagues."""
    world = a_town(protected=2)
    desk = [f"{name}@desk.example" for name in ("ann", "bob", "cy", "dee")]
    for number, account in enumerate(desk):
        for day in range(9):
            world.visit(at(day), account, "signin", **home(number) | {"device": account})
        world.visit(at(9), account, "signin failure bad_password", **FAR)
    for account in desk[:3]:
        world.protect(account)
    world.visit(at(9), mailbox(3), "signin failure bad_password", **FAR)

    found = {row["account"]: row["colleague"] for row in visits_of(world, engine)}
    assert {mailbox(3): False} | dict.fromkeys(desk, True) == found


def test_spellings_of_one_name_are_seen(engine: DuckDB) -> None:
    """The same letters again, or nearly so, are the same person sought."""
    world = a_town(people=100)
    asked = ["dina.ivers", "diva.hugos", "iversdina", "d.ivers", "cora.yarrow"]
    for minute, name in enumerate(asked):
        moment = at(9, 9, minute)
        world.visit(moment, f"{name}@x.example", "lookup failure", account_exists=False, **FAR)
    world.visit(at(9, 9, 9), TARGET, "lookup", **FAR)
    found = {row["account"].split("@")[0]: row["respelt"] for row in visits_of(world, engine)}

    assert not found["dina.ivers"]
    assert found["d.ivers"]
    assert not found["cora.yarrow"]


def taints(engine: DuckDB, world: World, chosen: str) -> set[str]:
    """Return whose successes are tainted when these visits are a campaign's."""
    world.open(engine)
    rows = engine.arrow(f"SELECT session_id, account FROM visits WHERE {chosen}")
    engine.load("chosen", pa.table(rows))
    assert taint(engine) == bool(engine.rows("SELECT * FROM tainted"))
    return {account for (account,) in engine.rows("SELECT account FROM tainted")}


def test_intruders_successes_are_tainted(engine: DuckDB) -> None:
    """Successes of chosen visits and of their address; failures are no proof anyway."""
    world = World()
    for day in (1, 2, 3):
        world.visit(at(day), "a@mail.example", "signin", **FAR)
        world.visit(at(day), "b@mail.example", "signin failure bad_password", **FAR)
    world.visit(at(4), "c@mail.example", "signin", **FAR)
    world.visit(at(4), "d@mail.example", "signin", **home(1))

    chosen = "account IN ('a@mail.example', 'b@mail.example')"
    assert {"a@mail.example", "c@mail.example"} == taints(engine, world, chosen)


def test_shared_exit_taints_nobody_else(engine: DuckDB) -> None:
    """At an address that is mostly other people's, only the intruder's own visits are tainted."""
    world = World()
    world.visit(at(1), "a@mail.example", "signin", **FAR)
    for day in (2, 3, 4):
        world.visit(at(day), f"b{day}@mail.example", "signin", **FAR)

    assert {"a@mail.example"} == taints(engine, world, "account = 'a@mail.example'")
    assert set() == taints(engine, world, "false")


@pytest.mark.parametrize(
    ("days", "there", "kinds"),
    [(0.1, FAR["source_ip"], 2), (3, FAR["source_ip"], 1), (0.1, "203.0.113.77", 1)],
    ids=["an hour or two later", "another day", "another address"],
)
def test_one_hand_in_two_logs(engine: DuckDB, days: float, there: str, kinds: int) -> None:
    """Mail is logged with other programs than sign-ins: what was done there in a day is one's."""
    world = a_town(people=100)
    world.visit(at(9), TARGET, "signin", "forwarding_rule", **FAR)
    world.visit(
        at(9 + days), TARGET, "mail_access", **FAR | {"source_ip": there, "user_agent": "mail/2"}
    )
    read_suspects(world.open(engine))
    told = engine.rows(
        "SELECT follow_up_kinds FROM suspect_visits WHERE tactic = 'acts inside' AND account = $a",
        {"a": TARGET},
    )

    assert [(kinds,), (kinds,)] == told


@pytest.mark.parametrize("protected", [0, 1])
def test_whether_there_is_a_roster(engine: DuckDB, protected: int) -> None:
    world = a_town(people=10, protected=protected)
    world.visit(at(9), "asked.for@mail.example", "lookup", **FAR)

    assert read_suspects(world.open(engine)).rostered == bool(protected)


def test_shares_of_the_roster(engine: DuckDB) -> None:
    """Each account once, as it is spelt in the logs, however many rows of the roster say so."""
    world = a_town(people=10, protected=0)
    world.protect(mailbox(0).upper())
    world.protect(mailbox(1))
    first, again = (dict(world.roster[-1]) for _ in range(2))
    first["listed_until"], again["listed_from"] = "2026-03-06", "2026-03-10"
    world.roster[-1:] = [first, again]
    world.visit(at(9), "asked.for@mail.example", "lookup", **FAR)

    suspects = read_suspects(world.open(engine))

    assert suspects.entered_share == pytest.approx(0.2)
    assert suspects.protected_share == pytest.approx(2.5 / 12.0)
    assert {11} == set(suspects.mates.tolist())
    assert set(suspects.mates_share.tolist()) == {2.0 / 11.0}
