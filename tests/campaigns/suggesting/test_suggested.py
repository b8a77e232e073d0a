"""Who looks sought and is on no roster: of campaigns, and where there is no roster at all."""

from campaigns.worlds import World, a_town, mailbox, protected_of
from rasid.campaigns.suggesting.converging import find_converging
from rasid.campaigns.suggesting.people import suggest_people
from rasid.engines.duckdb import DuckDB
from rasid.tables.campaigns import HOSTILE
from sessions.logs import Row, at, dicts, fill

HERE = {"source_ip": "198.51.100.7", "asn": 64505, "country": "XD", "fingerprint": "t13d-group"}
FRIEND, MET = mailbox(40), mailbox(41)
GUESSES = ("wanda.petrosyan@mail.example", "w.petrosyan@desk.example", "wpetrosyan@mail.example")


def suggested(engine: DuckDB, world: World, kind: str) -> list[Row]:
    """Return the suggestions of a kind, where all that came from the group's network is hostile."""
    world.open(engine)
    people = {row["account"]: row for row in world.roster}
    session = {row["event_uid"]: row["session_id"] for row in dicts(engine, "tagged")}
    rows = [
        {name: event.get(name) for name in ("event_uid", "time", "account", "action", "outcome")}
        | {
            "campaign_id": "C-1",
            "stage": "discover" if event["action"] == "lookup" else "attack",
            "person_id": people.get(event["account"], {}).get("person_id", ""),
            "source_ip": event["source_ip"],
            "account_exists": event.get("account_exists"),
            "session_id": session[event["event_uid"]],
        }
        for event in world.events
        if event["source_ip"] == HERE["source_ip"]
    ]
    fill(engine, HOSTILE, rows)
    find_converging(engine)
    suggest_people(engine)
    found = dicts(engine, "suggested", ["bits DESC", "subject"])
    return [row for row in found if row["kind"] == kind]


def a_world() -> World:
    """Return a town in which a group goes for listed people, a friend of theirs, and a stranger."""
    world = a_town(people=120)
    for day in (2, 5, 9):
        for account in (*protected_of(world)[:5], FRIEND):
            acts = ("lookup", "signin failure bad_password")
            world.visit(at(day, 22), account, *acts, account_exists=True, **HERE)
    world.visit(at(5, 22, 40), MET, "signin failure bad_password", account_exists=True, **HERE)
    return world


def test_account_that_the_campaign_came_back_to_is_first(engine: DuckDB) -> None:
    first, last = suggested(engine, a_world(), "account")

    assert (FRIEND, MET) == (first["subject"], last["subject"])
    assert first["bits"] > last["bits"] + 2
    assert (6, 3, 3) == (first["events"], first["sessions"], first["days"])
    assert (at(2, 22), at(9, 22, 1)) == (first["first_seen"], first["last_seen"])
    assert "in 3 sessions" in first["reason"]


def test_who_is_listed_is_not_suggested(engine: DuckDB) -> None:
    subjects = {row["subject"] for row in suggested(engine, a_world(), "account")}

    assert {FRIEND, MET} == subjects


def test_names_are_those_of_addresses_that_do_not_exist(engine: DuckDB) -> None:
    world = a_world()
    for day, guess in enumerate(GUESSES, start=3):
        world.visit(at(day, 22), guess, "lookup failure", account_exists=False, **HERE)
    (found,) = suggested(engine, world, "name")

    assert ("Wanda Petrosyan", "") == (found["name"], found["like_person"])
    assert sorted(GUESSES) == found["addresses"].split(" ")
    assert (3, 3, 1) == (found["events"], found["days"], found["sources"])
    assert "3 addresses that do not exist were asked for" in found["reason"]


def test_name_of_a_listed_person_says_whose(engine: DuckDB) -> None:
    """It is a guess at another address of somebody who is enrolled already."""
    world = a_world()
    world.protect("wp1@desk.example", "Wanda Petrosyan")
    for guess in GUESSES:
        world.visit(at(3, 22), guess, "lookup failure", account_exists=False, **HERE)

    found = suggested(engine, world, "name")
    assert {"p-wp1@desk.example"} == {row["like_person"] for row in found}


def test_id_cannot_be_made_from_the_address_alone(engine: DuckDB) -> None:
    """Else whoever reads a report could try addresses until one fits."""
    early = a_world()
    early.visit(at(1, 22), FRIEND, "lookup", account_exists=True, **HERE)
    ids = [
        next(
            row["person_id"]
            for row in suggested(engine, world, "account")
            if row["subject"] == FRIEND
        )
        for world in (a_world(), early)
    ]

    assert ids[0] != ids[1]


def test_no_campaign_suggests_nobody(engine: DuckDB) -> None:
    world = a_town(people=60)
    for kind in ("account", "name", "converging"):
        assert [] == suggested(engine, world, kind)


def besieged(last: int) -> World:
    """Return a town without a roster where three tried an account, from addresses that end so."""
    world = a_town(people=200, protected=0)
    for day, more in ((4, 0), (9, 1), (16, 2)):
        address = {**HERE, "source_ip": f"198.51.100.{last + more}"}
        acts = "signin failure bad_password"
        world.visit(at(day, 22), FRIEND, acts, account_exists=True, **address)
    return world


def test_converging_people_have_their_chance(engine: DuckDB) -> None:
    """Where nobody is on the roster."""
    (found,) = suggested(engine, besieged(8), "converging")

    assert (FRIEND, 3, 3, 3, True) == tuple(
        found[name] for name in ("subject", "sessions", "sources", "days", "provisional")
    )
    assert 0.0 <= found["chance"] <= 1.0


def test_whom_a_campaign_went_for_is_told_once(engine: DuckDB) -> None:
    """Its account needs no second line for those who converge on it."""
    assert [] == suggested(engine, besieged(7), "converging")
    assert [FRIEND] == [row["subject"] for row in suggested(engine, besieged(7), "account")]


def test_account_of_two_campaigns_has_one_id(engine: DuckDB) -> None:
    """A roster that is written has one person of it, so that it can be imported."""
    suggested(engine, a_world(), "account")
    engine.run(
        "INSERT INTO hostile SELECT * REPLACE ("
        "'C-2' AS campaign_id, 'later' AS session_id, time + INTERVAL 1 DAY AS time) FROM hostile"
    )
    suggest_people(engine)
    told = [row for row in dicts(engine, "suggested", ["subject"]) if row["subject"] == FRIEND]

    assert ["C-1", "C-2"] == sorted(row["campaign_id"] for row in told)
    assert 1 == len({row["person_id"] for row in told})
