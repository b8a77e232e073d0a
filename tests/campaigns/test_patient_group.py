"""A patient group in a world of its own: no fingerprints, no countries, three addresses, nights."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest

from campaigns.worlds import World, campaigns, hostile, mailbox, named, stages
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from sessions.logs import at, dicts

BROWSERS = ("Chrome/130 Windows", "Chrome/130 Mac", "Safari/18", "Firefox/132", "Edge/130")
PROTECTED = range(330, 370)
RELATIVES = range(320, 330)
ENTERED = (331, 352)
NIGHTS = [day for day in range(26) if day % 7 not in (4, 5)]


def place(number: int) -> dict[str, Any]:
    """Return where somebody signs in from: the provider logs addresses and user agents alone."""
    return {
        "provider": "directory",
        "source_ip": f"2001:db8:{number + 1:x}::1",
        "asn": 64496 + number % 5,
        "user_agent": BROWSERS[number % 5],
    }


@dataclass(frozen=True, slots=True)
class Told:
    """A world, and the stage of each hostile event in it by its id."""

    world: World
    truth: dict[str, str]


@dataclass(frozen=True, slots=True)
class Judged(Told):
    """What was found in it, in an engine of its own; to be read only."""

    engine: DuckDB


def a_directory(seed: int, *, crime: bool = True) -> World:
    """Return a month of 370 people, with forgotten passwords, pushes denied, and perhaps crime."""
    world, draw = World(), Random(seed)
    for number in range(370):
        for day in range(number % 2, 28, 2):
            wrong = ["signin failure bad_password"] * (draw.random() < 0.08)
            denied = ["mfa failure mfa_timeout"] * (draw.random() < 0.03)
            moment = at(day, 7 + 11 * draw.random())
            world.visit(moment, mailbox(number), *wrong, *denied, "mfa", "signin", **place(number))
        if draw.random() < 0.1:
            phone = place(number) | {"user_agent": "Mobile", "source_ip": f"192.0.2.{number % 250}"}
            acts = ["recovery_start", "recovery_send", "recovery_verify", "password_reset"]
            world.visit(at(draw.randrange(28), 18), mailbox(number), *acts, "signin", **phone)
    if crime:
        add_crime(world)
    for number in PROTECTED:
        world.protect(mailbox(number), named(number).title())
    return world


def add_crime(world: World) -> None:
    """Spray a password, harvest through recovery pages, and prompt whose password is known."""
    for number in range(370):
        address = f"203.0.113.{number % 10}"
        seen: dict[str, Any] = {"provider": "directory", "asn": 64510, "source_ip": address}
        seen["user_agent"] = ("python-requests", "curl/8")[number % 2]
        act = ("mfa failure mfa_denied", "recovery_start", "signin failure locked")[number % 3]
        world.visit(at(6 + number % 9, 12, number / 8), mailbox(number), act, **seen)


def with_group(seed: int, *, crime: bool = True) -> Told:
    """Let the group work: it asks, guesses names, tries passwords and pushes, and gets in twice."""
    world, draw, truth = a_directory(seed, crime=crime), Random(seed + 1), dict[str, str]()

    def work(number: int, night: int, minute: float, *acts: str, account: str = "") -> None:
        """Log acts, each with its stage, from one of three addresses after sunset."""
        for step, act in enumerate(acts):
            action, outcome, stage = act.split()
            uid = world.add(
                at(night, 20, minute + 2 * step),
                account or mailbox(number),
                action,
                outcome,
                provider="directory",
                source_ip=f"198.51.100.{(17, 43, 99)[night % 3]}",
                asn=64506 + night % 2,
                user_agent=BROWSERS[0],
                account_exists=not account,
            )
            truth[uid] = stage

    order = [*PROTECTED, *draw.sample(RELATIVES, 6)]
    draw.shuffle(order)
    for turn, number in enumerate(order):
        night = NIGHTS[turn % len(NIGHTS)]
        minute = 12 * (turn // len(NIGHTS)) + draw.random()
        ask: tuple[str, ...] = ("recovery_start success discover",)
        if turn % 3 == 0:
            guess = f"{named(number).replace(' ', '')}@mail.example"
            work(number, night, minute, "recovery_start failure discover", account=guess)
        if turn % 2 == 0:
            ask = ("signin failure attack", "mfa failure attack")
        elif turn % 5 == 0:
            ask = ("recovery_start success attack", "recovery_send success attack")
        work(number, night, minute + 2, *ask)
    for turn, number in enumerate(ENTERED):
        night = NIGHTS[12 + turn]
        entry = ("signin failure attack", "mfa success attack", "signin success compromise")
        work(number, night, 200, *entry, "mfa_change success exploit")
        again = ("signin success compromise", "mail_export success exploit")
        work(number, NIGHTS[15 + turn], 220, *again)
    return Told(world, truth)


@pytest.fixture(scope="module", params=[1, 2])
def told(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Judged]:
    """Return a world in which the group was looked for."""
    made = with_group(request.param)
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("told")) as engine:
        yield Judged(made.world, made.truth, made.world.judge(engine))


def test_group_is_one_campaign(told: Judged) -> None:
    """Three addresses and several weeks are one group's work."""
    (found,) = campaigns(told.engine)

    assert found["campaign_probability"] > 0.9
    assert found["accounts_compromised"] == len(ENTERED)
    assert len(told.truth) == pytest.approx(len(hostile(told.engine)), rel=0.05)


def test_found_events_are_the_groups(told: Judged) -> None:
    """Hardly anything of it is missed, and nobody else is blamed."""
    found = stages(told.engine)
    right = len(found.keys() & told.truth.keys())

    assert right >= 0.98 * len(found)
    assert right >= 0.95 * len(told.truth)


def test_stages_are_as_they_happened(told: Judged) -> None:
    """Of every event that is found the stage is right."""
    found = stages(told.engine)

    assert {} == {
        uid: (stage, told.truth[uid])
        for uid, stage in found.items()
        if uid in told.truth and stage != told.truth[uid]
    }


def test_accounts_that_were_entered_are_told(told: Judged) -> None:
    """Those that the group got into, and no others, count as compromised."""
    entered = {
        row["account"] for row in hostile(told.engine) if row["stage"] in {"compromise", "exploit"}
    }

    assert told.truth
    assert {mailbox(number) for number in ENTERED} == entered


def test_return_to_an_entered_account_is_hostile(told: Judged) -> None:
    """What the intruder did there before does not make the intruder at home in it."""
    late = {e["event_uid"] for e in told.world.events if e["action"] == "mail_export"}

    assert {"exploit"} == {stages(told.engine).get(uid) for uid in late}
    assert [] == [
        row for row in dicts(told.engine, "tainted") if row["account"] not in map(mailbox, ENTERED)
    ]


def test_group_is_not_its_own_baseline(engine: DuckDB) -> None:
    """Where hardly anybody else does what the group does, it is found all the same."""
    made = with_group(1, crime=False)
    made.world.judge(engine)
    found = stages(engine)

    assert 1 == len(campaigns(engine))
    assert len(found.keys() & made.truth.keys()) >= 0.95 * len(made.truth)


def test_world_without_the_group_is_quiet(engine: DuckDB) -> None:
    """The same people and the same crime alone are no campaign."""
    a_directory(1).judge(engine)

    assert [] == campaigns(engine)
