"""At home or not: what an account's earlier successes say of a visit."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.sessions import forget_homes, weigh_homes
from rasid.tables.sessions import HOME_BITS
from sessions.logs import Log, at, dicts, home_bits

ADA = "ada@mail.example"
HOME: dict[str, Any] = {
    "source_ip": "198.51.100.200",
    "asn": 64500,
    "country": "XA",
    "fingerprint": "t13d-ada",
    "device": "laptop-ada",
}
FAR: dict[str, Any] = {
    "source_ip": "203.0.113.200",
    "asn": 64511,
    "country": "XZ",
    "fingerprint": "t13d-far",
    "device": "",
}
WRONG = {"action": "signin", "outcome": "failure"}


@dataclass(slots=True)
class Town(Log):
    """Eighty others who sign in from home every other day, in four networks and two countries."""

    people: list[str] = field(default_factory=lambda: [f"p{n}@mail.example" for n in range(80)])

    def __post_init__(self) -> None:
        for number, person in enumerate(self.people):
            for day in range(0, 28, 2):
                self.add(at(day, 8), person, **self.home(number))

    @staticmethod
    def home(number: int) -> dict[str, Any]:
        """Return where and with what somebody lives."""
        return {
            "source_ip": f"198.51.100.{number}",
            "asn": 64501 + number % 4,
            "country": "XA" if number % 2 else "XB",
            "fingerprint": f"t13d-{number % 5}",
            "device": f"laptop-{number}",
        }


def test_home_is_where_one_signed_in_before(engine: DuckDB) -> None:
    """What one did on an earlier day makes a later visit there at home, and none elsewhere."""
    town = Town()
    town.add(at(1), ADA, **HOME)
    town.add(at(3), ADA, **WRONG, **HOME)
    town.add(at(5), ADA, **WRONG, **FAR)
    town.open(engine)

    assert home_bits(engine, ADA, 3) >= HOME_BITS
    assert home_bits(engine, ADA, 5) < 0.0


def test_later_success_proves_nothing_of_who_has_a_past(engine: DuckDB) -> None:
    """Who got in comes back from the same place: that alone makes nobody at home."""
    town = Town()
    town.add(at(1), ADA, **HOME)
    town.add(at(3), ADA, **WRONG, **FAR)
    town.add(at(5), ADA, **FAR)
    town.open(engine)

    assert home_bits(engine, ADA, 3) < 0.0


def test_later_success_serves_who_has_no_past(engine: DuckDB) -> None:
    """Where the logs begin too late, what comes after tells who somebody is."""
    town = Town()
    town.add(at(3), ADA, **WRONG, **HOME)
    town.add(at(5), ADA, **HOME)
    town.open(engine)

    assert home_bits(engine, ADA, 3) >= HOME_BITS


def test_same_day_proves_nothing(engine: DuckDB) -> None:
    """A success of the day itself may be the intruder's."""
    town = Town()
    town.add(at(3, 9), ADA, **FAR)
    town.add(at(3, 23), ADA, **WRONG, **FAR)
    town.open(engine)

    assert [0.0, 0.0] == [
        row["home_bits"] for row in dicts(engine, "visits") if row["account"] == ADA
    ]


def test_failures_make_no_home(engine: DuckDB) -> None:
    """Only who was let in has a place."""
    town = Town()
    for day in range(1, 9):
        town.add(at(day), ADA, **WRONG, **FAR)
    town.open(engine)

    assert 0.0 == home_bits(engine, ADA, 8)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        ({}, {"source_ip": "198.51.100.3"}),
        ({"source_ip": "198.51.100.3"}, {"source_ip": "198.51.100.3", "asn": 64505}),
        (
            {"source_ip": "198.51.100.3", "asn": 64505},
            {"source_ip": "198.51.100.3", "asn": 64505, "country": "XZ"},
        ),
        ({}, {"device": "", "user_agent": "same client, no device"}),
        ({"device": ""}, {"device": "", "fingerprint": "t13d-far"}),
    ],
)
def test_nearer_is_more_at_home(
    engine: DuckDB, nearer: dict[str, Any], farther: dict[str, Any]
) -> None:
    """Address before network before country before none, and device before client before none."""
    found = []
    for other in (nearer, farther):
        town = Town()
        for day in range(0, 10, 2):
            for number, person in enumerate(town.people):
                travels = {"source_ip": f"203.0.113.{number}"} if number % 3 else {}
                lent = {"device": ""} if number % 4 else {}
                town.add(at(day, 20), person, **Town.home(number) | travels | lent)
        town.add(at(1), ADA, **HOME)
        town.add(at(3), ADA, **WRONG, **HOME | other)
        found.append(home_bits(town.open(engine), ADA, 3))

    assert found[0] > found[1]


def test_popular_client_says_less(engine: DuckDB) -> None:
    """That everybody has a browser of this kind makes it no proof; a rare one is."""
    found = []
    for client in ("t13d-1", "t13d-ada"):
        town = Town()
        seen = HOME | {"fingerprint": client, "device": ""}
        town.add(at(1), ADA, **seen)
        town.add(at(3), ADA, **WRONG, **seen | {"source_ip": FAR["source_ip"]})
        found.append(home_bits(town.open(engine), ADA, 3))

    assert found[0] < found[1] - 1.0


def test_shared_exit_says_less(engine: DuckDB) -> None:
    """An address that everybody leaves by makes nobody at home; one's own does."""
    found = []
    for address in ("203.0.113.9", "203.0.113.10"):
        town = Town()
        for number, person in enumerate(town.people):
            town.add(at(1), person, **Town.home(number) | {"source_ip": "203.0.113.9"})
        seen = FAR | {"source_ip": address}
        town.add(at(1), ADA, **seen)
        town.add(at(3), ADA, **WRONG, **seen | {"fingerprint": ""})
        found.append(home_bits(town.open(engine), ADA, 3))

    assert found[0] < found[1] - 2.0


def test_stranger_to_the_logs_is_neither(engine: DuckDB) -> None:
    """An account of which nothing is known gets no bits for or against."""
    town = Town()
    town.add(at(3), ADA, **WRONG, **FAR)

    assert 0.0 == home_bits(town.open(engine), ADA, 3)


def test_colleagues_vouch_for_an_office(engine: DuckDB) -> None:
    """An address where a whole organisation signs in is home to a colleague without a past."""
    town = Town()
    office = FAR | {"source_ip": "203.0.113.50"}
    for number in range(4):
        town.add(at(1), f"c{number}@desk.example", **office)
    town.add(at(3), "new@desk.example", **WRONG, **office)
    town.add(at(3), "new@other.example", **WRONG, **office)
    town.open(engine)

    assert home_bits(engine, "new@other.example", 3) < HOME_BITS
    assert home_bits(engine, "new@desk.example", 3) >= HOME_BITS


def test_two_colleagues_are_not_enough(engine: DuckDB) -> None:
    """Two accounts of one small domain in one place may be one intruder's two victims."""
    town = Town()
    for number in range(2):
        town.add(at(1), f"c{number}@desk.example", **FAR)
    town.add(at(3), "new@desk.example", **WRONG, **FAR)

    assert home_bits(town.open(engine), "new@desk.example", 3) < HOME_BITS


def test_victims_do_not_vouch(engine: DuckDB) -> None:
    """Colleagues who were at home elsewhere before are no proof that a place is an office."""
    town = Town()
    for number in range(4):
        account = f"c{number}@desk.example"
        town.add(at(1), account, **HOME | {"source_ip": f"203.0.113.{number}"})
        town.add(at(2), account, **FAR)
    town.add(at(3), "new@desk.example", **WRONG, **FAR)

    assert home_bits(town.open(engine), "new@desk.example", 3) < HOME_BITS


def test_provider_domain_vouches_for_nobody(engine: DuckDB) -> None:
    """That everybody's domain is seen at everybody's exit says nothing."""
    town = Town()
    for number, person in enumerate(town.people[:20]):
        town.add(at(1), person, **Town.home(number) | {"source_ip": "203.0.113.50"})
    town.add(at(3), "new@mail.example", **WRONG, **FAR | {"source_ip": "203.0.113.50"})

    assert home_bits(town.open(engine), "new@mail.example", 3) < HOME_BITS


def test_doer_at_home_vouches_for_whom_it_looks_up(engine: DuckDB) -> None:
    """A help desk that is signed in at its own place is no stranger to those it looks up."""
    town = Town()
    town.add(at(1), ADA, **HOME)
    town.add(at(3), "p5@mail.example", "lookup", **HOME, actor_account=ADA)
    town.add(at(3), "p6@mail.example", "lookup", **FAR, actor_account=ADA)
    found = {row["account"]: row["home_bits"] for row in visits_of_day(town.open(engine), 3)}

    assert found["p5@mail.example"] >= HOME_BITS
    assert found["p6@mail.example"] < HOME_BITS


def test_doer_vouches_for_nothing_done_without_it(engine: DuckDB) -> None:
    """One event that names no doer, and the visit is judged by its own account again."""
    town = Town()
    town.add(at(1), ADA, **HOME)
    town.add(at(3), "p5@mail.example", "lookup", **HOME, actor_account=ADA)
    town.add(at(3), "p5@mail.example", **WRONG, **HOME)
    found = {row["account"]: row["home_bits"] for row in visits_of_day(town.open(engine), 3)}

    assert found["p5@mail.example"] < HOME_BITS


def test_tainted_success_is_no_proof(engine: DuckDB) -> None:
    """What an intruder did inside an account does not make the intruder at home in it."""
    town = Town()
    town.add(at(1), ADA, **FAR)
    town.add(at(3), ADA, **WRONG, **FAR)
    town.open(engine)
    before = home_bits(engine, ADA, 3)
    entered = [row for row in visits_of_day(engine, 1) if row["account"] == ADA]
    rows = [{name: row[name] for name in ("session_id", "account")} for row in entered]
    engine.load("tainted", pa.Table.from_pylist(rows))
    weigh_homes(engine)

    assert before >= HOME_BITS
    assert 0.0 == home_bits(engine, ADA, 3)


def test_weighing_again_is_weighing_anew(engine: DuckDB) -> None:
    """What changes for a few accounts ends where it would for all; what is cleared counts again."""
    town = Town()
    town.add(at(1), ADA, **FAR)
    town.open(engine)
    at_first = weighed(engine)
    tainted = [
        {"session_id": row["session_id"], "account": ADA} for row in visits_of_day(engine, 1)
    ]
    engine.load("tainted", pa.Table.from_pylist(tainted))
    weigh_homes(engine)
    after = weighed(engine)
    weigh_homes(engine)
    once_more = weighed(engine)
    engine.run("DELETE FROM tainted")
    weigh_homes(engine)

    assert at_first != after
    assert once_more == after
    assert weighed(engine) == at_first


def test_what_homes_are_weighed_by_is_let_go(engine: DuckDB) -> None:
    """Who is at home where stays told when what told it is gone, once and again."""
    log = Log()
    for day in range(3):
        log.add(at(day, 9), "ada@mail.example")
    before = dicts(log.open(engine), "visits")
    for _ in range(2):
        forget_homes(engine)

    assert {"events", "sessions", "tagged", "visits"} >= set(engine.made())
    assert before == dicts(engine, "visits")


def test_names_that_differ_in_two_letters_are_two(engine: DuckDB) -> None:
    """For the engine's own hash they are one; rules and campaigns would hear one's home of both."""
    log = Log()
    for name in ("marion.fontier74@mossmail.example", "marion.montier73@mossmail.example"):
        log.add(at(0, 9), name)
    log.open(engine)

    assert [(1, 2)] == engine.rows(
        "SELECT count(DISTINCT session_id), count(DISTINCT visit) FROM home "
        "JOIN home_weights ON home.party = home_weights.party"
    )


def weighed(engine: DuckDB) -> tuple[list[dict[str, Any]], ...]:
    """Return what homes are weighed by, and what comes of it."""
    known = dicts(engine, "profiles", ["account", "kind", "value"])
    return known, dicts(engine, "visits", ["session_id", "account"])


def visits_of_day(engine: DuckDB, day: int) -> list[dict[str, Any]]:
    """Return the visits that began on a day."""
    return [row for row in dicts(engine, "visits") if at(day, 0) <= row["first_at"] < at(day, 24)]
