"""Is it a campaign at all? What speaks for it and against it, in worlds and in sums."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.suspects import Visit, suspects_of
from campaigns.worlds import (
    World,
    a_town,
    add_group,
    add_stuffing,
    campaigns,
    home,
    mailbox,
    protected_of,
)
from rasid.campaigns.evidence import Chosen
from rasid.campaigns.kept import KEPT_CAPS
from rasid.campaigns.membership import Membership
from rasid.campaigns.seeds import Seed
from rasid.campaigns.verdict import (
    ASKING_CAP_BITS,
    ONE_ASKS_BITS,
    ONLY_ASKS_BITS,
    PRIOR_BITS,
    TEAM_CAP_BITS,
    TEMPER,
    Reason,
    judge,
    probability,
)
from rasid.campaigns.views import FAMILY_CAPS
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row, at, dicts


def reasons(engine: DuckDB) -> dict[str, Row]:
    """Return what is said of the campaigns themselves, by family."""
    rows = dicts(engine, "evidence")
    return {row["family"]: row for row in rows if row["subject"] == "campaign"}


@given(st.lists(st.floats(-8, 8), max_size=4))
def test_probability_is_of_the_sum(bits: list[float]) -> None:
    """Evidence adds up in bits, and its odds are two to that power."""
    told = probability([Reason("any", one, "because") for one in bits])

    assert told / (1.0 - told) == pytest.approx(2.0 ** sum(bits), rel=1e-3)


def test_nothing_known_is_unlikely() -> None:
    """Before any evidence a campaign is less likely than not."""
    assert 1 / 3 == pytest.approx(probability([Reason("prior", PRIOR_BITS / TEMPER, "")]), abs=0.01)


def test_probability_is_the_sum_of_its_reasons(mixed: DuckDB) -> None:
    """What is shown of a campaign, line by line, is its probability."""
    (found,) = campaigns(mixed)
    told = reasons(mixed)

    assert {"prior", "targeting", "acts", "entries"} == told.keys()
    shown = probability([Reason(f, row["bits"], row["reason"]) for f, row in told.items()])
    assert shown == pytest.approx(found["campaign_probability"])


def test_reasons_tell_their_numbers(mixed: DuckDB) -> None:
    """How many of how many were protected, and what was tried from where."""
    told = reasons(mixed)

    assert told["targeting"]["reason"].startswith(
        "tries to enter: 15 of 15 are protected, on 4 occasions"
    )
    assert "came from 2 addresses and tried to enter 15 accounts" == told["acts"]["reason"]


def asking_world(*acts: str, addresses: int) -> World:
    """Return a town with crime, where somebody asks after every protected person."""
    world = a_town(protected=40)
    everybody = [mailbox(number) for number in range(300)]
    add_stuffing(world, everybody[::3])
    for number, account in enumerate(everybody[::2]):
        spam = {"source_ip": f"203.0.113.{100 + number % 5}", "user_agent": "harvest/1"}
        world.add(at(5, 3, number / 5), account, "lookup", account_exists=True, **spam)
    for number, account in enumerate(protected_of(world)):
        here = {"source_ip": f"198.51.100.{number % addresses}", "user_agent": "ask/2"}
        moment = at(3 + number % 20, 4, number / 10)
        world.visit(moment, account, *acts, account_exists=True, **here)
    return world


@pytest.mark.parametrize(
    ("acts", "addresses", "expected"),
    [
        (["lookup"], 1, 0),
        (["lookup", "recovery_start"], 1, 0),
        (["lookup"], 2, 0),
        (["lookup", "signin failure bad_password"], 1, 1),
    ],
)
def test_only_asking_is_no_campaign(
    engine: DuckDB, acts: list[str], addresses: int, expected: int
) -> None:
    """Scanners and assistants ask for forty people and enter nobody; a group tries."""
    asking_world(*acts, addresses=addresses).judge(engine)

    assert expected == len(campaigns(engine))


def test_a_list_of_everybody_is_no_campaign(engine: DuckDB) -> None:
    """Whoever tries everybody hits as many protected people as there are, though others hit none.

    Those others go for one large organisation; this one's people are scattered over small ones.
    """
    world = a_town(protected=30)
    for number, account in enumerate(mailbox(n) for n in range(270) for _ in range(8)):
        here = {"source_ip": f"2001:db8:f::{number:x}", "fingerprint": f"bot-{number % 3}"}
        world.add(at(number % 25, 3, number % 60), account, outcome="failure", **here)
    for number in range(300):
        here = {"source_ip": f"198.51.100.{number % 5}", "fingerprint": "bot-9"}
        world.add(at(3 + number % 20, 2, number % 60), mailbox(number), outcome="failure", **here)
    world.judge(engine)

    assert [] == campaigns(engine)


def staff_of(world: World, *, people: int, protected: int) -> list[str]:
    """Add an organisation of which some are on the roster; return its accounts."""
    staff = [mailbox(number, "party.example") for number in range(people)]
    for number, account in enumerate(staff):
        here = home(number) | {"account_exists": True, "device": f"desk-{number}"}
        for day in range(number % 3, 28, 3):
            world.visit(at(day, 9), account, "signin", **here)
    for account in staff[:protected]:
        world.protect(account)
    return staff


@pytest.mark.parametrize(("goes_for", "expected"), [("all", 0), ("protected", 1)])
def test_whoever_goes_for_all_of_an_organisation_is_not_aimed(
    engine: DuckDB, goes_for: str, expected: int
) -> None:
    """A list of one organisation's staff holds whom the roster holds; a group picks them out."""
    world = a_town(protected=4)
    staff = staff_of(world, people=60, protected=24)
    add_stuffing(world, [mailbox(number) for number in range(0, 300, 4)])
    targets = staff if goes_for == "all" else staff[:24]
    for number, account in enumerate(targets):
        here = {"source_ip": f"198.51.100.{number % 3}", "fingerprint": "list", "asn": 64520}
        moment = at(2 + number % 20, 3, number % 60)
        world.visit(moment, account, "signin failure bad_password", account_exists=True, **here)
    world.judge(engine)

    assert expected == len(campaigns(engine))


def test_chance_hits_are_no_campaign(engine: DuckDB) -> None:
    """Somebody who tries anybody's password hits protected people now and then."""
    world = a_town(protected=30)
    add_stuffing(world, [mailbox(number) for number in range(0, 300, 5)])
    add_group(world, [mailbox(number) for number in range(3, 300, 7)], days=(2, 3, 5, 8, 13))
    world.judge(engine)

    assert [] == campaigns(engine)


def chosen(member: Membership, ours: int, tied: float = 1.0) -> Chosen:
    """Return the first visits, one a session, of which what one hand keeps ties such a share."""
    bits = dict.fromkeys(("prior", *KEPT_CAPS), np.zeros(ours))
    bits["infrastructure"] = np.where(np.arange(ours) < tied * ours, 8.0, -2.0)
    return Chosen(0, member, np.arange(ours), bits, {})


@pytest.mark.parametrize(("exists", "tried"), [(True, 7), (False, 0)])
def test_what_is_no_account_is_asked_for_and_not_tried(*, exists: bool, tried: int) -> None:
    """Nobody gets into an address that is none, and trying it tells that it is none."""
    visits = [Visit(n, f"a{n}@o{n}.example", exists=exists) for n in range(7)]
    suspects = suspects_of(visits, {"address": ["198.51.100.1"] * 7})
    one, none = np.ones(7), np.zeros(7)
    families = dict.fromkeys(FAMILY_CAPS, none)
    member = Membership(Seed(one, ""), one, none.astype(int), none, families, {})
    told = {r.family: r for r in judge(suspects, chosen(member, 7))}

    assert told["entries"].reason == f"got into 0 of the {tried} accounts that it tried to enter"
    assert (0.0 if exists else ONE_ASKS_BITS / TEMPER) == told["acts"].bits


def judged(
    visits: list[Visit], ours: int, address: list[str], *, tied: float = 1.0, networks: int = 1
) -> dict[str, Reason]:
    """Return what is said of a campaign of the first visits, one a session, by family."""
    count = len(address)
    network = [f"AS{n % networks}" for n in range(count)]
    suspects = suspects_of(visits, {"address": address, "network": network})
    one, none = (np.arange(count) < ours).astype(float), np.zeros(count)
    families = dict.fromkeys(FAMILY_CAPS, none)
    member = Membership(Seed(one, ""), one, none.astype(int), none, families, {})
    told = judge(suspects, chosen(member, ours, tied))
    return {reason.family: reason for reason in told}


def test_who_comes_by_ways_that_were_handed_on_is_not_let_in() -> None:
    """Nobody is refused at those; accounts that were entered so do not count when it comes back."""
    came = [
        Visit(n, f"p{n}@mail.example", "signed-in session carried there", protected=True)
        for n in range(8)
    ]
    back = [Visit(8 + n, f"p{n}@mail.example", "acts inside", protected=True) for n in range(8)]
    others = [
        Visit(16 + n, f"b{n}@mail.example", "signed-in session carried there") for n in range(80)
    ]
    told = judged([*came, *back, *others], 16, [f"198.51.100.{n}" for n in range(96)])

    assert 0.0 == told["entries"].bits
    assert told["entries"].reason.startswith("apart from 8 by ways that were handed on, got into 0")
    assert told["targeting"].reason.startswith("ways in that were handed on: 8 of 8 are protected")
    assert probability(list(told.values())) > 0.5


@pytest.mark.parametrize(("theirs", "likely"), [(15, True), (0, False)], ids=["beside", "of it"])
def test_who_works_beside_a_spray_is_judged_apart(*, theirs: int, likely: bool) -> None:
    """Fifteen protected people of one hand, by the exit of a spray that goes for 400 accounts.

    Where the spray went for those people too, the fifteen are none of its; where it is left with
    none, they are what it hit.
    """
    people = [Visit(n, f"p{n}@mail.example", protected=True, home_bits=-4.0) for n in range(15)]
    spray = [Visit(15 + n, f"b{n}@mail.example", home_bits=-4.0) for n in range(400)]
    spray += [replace(one, session=415 + one.session) for one in people[:theirs]]
    others = [Visit(430 + n, f"d{n}@mail.example", home_bits=-4.0) for n in range(40)]
    addresses = ["198.51.100.1"] * 430 + [f"192.0.2.{n}" for n in range(40)]
    told = judged([*people, *spray, *others], 15, addresses)

    assert likely == (probability(list(told.values())) > 0.5)
    assert told["targeting"].reason.startswith(f"apart from {440 + theirs} accounts") or not likely


@pytest.mark.parametrize(("entered", "certain"), [(0, True), (40, False)], ids=["refused", "in"])
def test_whoever_is_let_in_is_never_certain(*, entered: int, certain: bool) -> None:
    """A team of protected people is aimed as surely as any group; whom it is proves no more."""
    crowd = [Visit(40 + n, f"b{n}@c{n}.example") for n in range(400)]
    ours = [
        Visit(
            n, f"p{n}@o{n}.example", "sign-in after trouble" if n < entered else "sign-in refused"
        )
        for n in range(40)
    ]
    visits = [replace(one, protected=True) for one in ours] + crowd
    address = ["198.51.100.1"] * 40 + [f"192.0.2.{n % 200}" for n in range(400)]
    suspects = suspects_of(visits, {"address": address})
    one = (np.arange(440) < 40).astype(float)
    families = dict.fromkeys(FAMILY_CAPS, np.zeros(440))
    member = Membership(Seed(one, ""), one, np.zeros(440, dtype=int), one, families, {})
    told = {r.family: r for r in judge(suspects, chosen(member, 40))}

    assert certain == (TEMPER * told["targeting"].bits > TEAM_CAP_BITS + 1.0)
    assert certain == (probability(list(told.values())) > 0.95)


@pytest.mark.parametrize(
    ("by_application", "certain"), [(40, False), (39, True)], ids=["alone", "and a hand"]
)
def test_an_application_alone_is_never_certain(*, by_application: int, certain: bool) -> None:
    """An organisation may give its people one, which looks like one that they were lured to."""
    crowd = [Visit(40 + n, f"b{n}@c{n}.example") for n in range(400)]
    ours = [Visit(n, f"p{n}@o{n}.example", "sign-in refused", True) for n in range(40)]
    address = ["198.51.100.1"] * 40 + [f"192.0.2.{n % 200}" for n in range(400)]
    suspects = suspects_of([*ours, *crowd], {"address": address})
    suspects = replace(suspects, by_application=range(by_application))
    one = (np.arange(440) < 40).astype(float)
    families = dict.fromkeys(FAMILY_CAPS, np.zeros(440))
    member = Membership(Seed(one, ""), one, np.zeros(440, dtype=int), one, families, {})
    told = {r.family: r for r in judge(suspects, chosen(member, 40))}

    assert certain == (TEMPER * told["targeting"].bits > TEAM_CAP_BITS)


@pytest.mark.parametrize(("tied", "likely"), [(1.0, True), (0.1, False)], ids=["hand", "crowd"])
def test_look_ups_of_a_crowd_are_no_campaign(*, tied: float, likely: bool) -> None:
    """The public asks for public people all month, each from home; one hand that does so is not."""
    asked = [
        Visit(n, f"p{n}@o{n % 40}.example", "look-up", protected=True, home_bits=-6.0)
        for n in range(300)
    ]
    others = [Visit(300 + n, f"b{n}@c{n}.example", "look-up") for n in range(900)]
    address = [f"192.0.{n // 200}.{n % 200}" for n in range(1200)]
    told = judged([*asked, *others], 300, address, tied=tied)

    assert likely == (probability(list(told.values())) > 0.5)
    assert "never tried to enter" in told["acts"].reason


@pytest.mark.parametrize("tries", [0, 8])
def test_a_large_organisations_accounts_are_asked_for_one_by_one(tries: int) -> None:
    """A group of few days among thousands of one domain asks apart; a list of the public's is one.

    The latter never tries to enter: it counts by days.
    """
    tactics = ["sign-in refused"] * tries + ["look-up"] * (300 - tries)
    asked = [
        Visit(n % 10, f"p{n}@one.example", tactic, protected=True, home_bits=-6.0)
        for n, tactic in enumerate(tactics)
    ]
    others = [Visit(10 + n, f"b{n}@one.example", "look-up") for n in range(3000)]
    address = [f"198.51.100.{n}" for n in range(10)]
    address += [f"192.0.{n // 200}.{n % 200}" for n in range(3000)]
    told = judged([*asked, *others], 300, address)

    assert (tries > 0) == (TEMPER * told["targeting"].bits > ASKING_CAP_BITS)


@pytest.mark.parametrize(
    ("guessed", "addresses", "bits"),
    [(0, 2, ONLY_ASKS_BITS), (20, 2, 0.5 * ONLY_ASKS_BITS), (40, 2, 0.0), (20, 1, -4.5)],
)
def test_the_public_does_not_guess_how_a_name_is_spelt(
    guessed: int, addresses: int, bits: float
) -> None:
    """Who only asks may be of the public, as far as the addresses are known ones."""
    visits = [
        Visit(n, f"a{n}@o{n}.example", "look-up", exists=n >= guessed, alike=2) for n in range(40)
    ]
    told = judged(visits, 40, [f"192.0.2.{n % addresses}" for n in range(40)])

    assert bits / TEMPER == pytest.approx(told["acts"].bits)
    assert (f"{guessed} of the 40 addresses" in told["acts"].reason) == (guessed > 0)


@pytest.mark.parametrize(("guessed", "networks"), [(0, 2), (200, 1), (200, 2)])
def test_guesses_through_several_networks_are_asked_one_by_one(guessed: int, networks: int) -> None:
    """A study asks from where it is, and a list of public people is one question a day."""
    asked = [
        Visit(n % 10, f"p{n}@one.example", "look-up", protected=n >= guessed, alike=2, home_bits=-6)
        for n in range(200)
    ]
    asked = [replace(one, exists=one.protected) for one in asked]
    others = [Visit(10 + n, f"b{n}@one.example", "look-up") for n in range(3000)]
    address = [f"198.51.100.{n}" for n in range(10)]
    address += [f"192.0.{n // 200}.{n % 200}" for n in range(3000)]
    told = judged([*asked, *others], 200, address, networks=networks)

    more = guessed > 0 and networks > 1
    assert more == (TEMPER * told["targeting"].bits > ASKING_CAP_BITS)
