from typing import Any

import pytest

from rasid.sharing.crowds import Cell
from rasid.sharing.guard import Guard, guard_of
from rasid.sharing.plan import Plan, plan
from rasid.sharing.rules import LEAST_TLP, PROFILES, Rules
from sharing.worlds import facts, nobody, people, trace

TRUSTED = Rules("red", "trusted")


def planned(rules: Rules, guard: Guard | None = None, **more: Any) -> Plan:  # noqa: ANN401
    return plan(facts(**more), rules, guard or nobody(), people())


def held(made: Plan) -> dict[str, str]:
    return {line.what: line.held for line in made.lines if line.held}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (trace("10.1.2.3"), "inner networks"),
        (trace("fe80::1"), "inner networks"),
        (trace("not an address"), "no address"),
        (trace(protected=1), "a protected person signs in"),
        (trace("curl/8", "client", others=3), "3 other accounts"),
        (trace("for Ada Example", "client"), "names a protected person"),
    ],
)
def test_some_traces_never_leave(given: Any, why: str) -> None:  # noqa: ANN401
    """Whatever the level and the profile, with the reason."""
    made = planned(TRUSTED, guard_of(["Ada Example"]), traces=(given,))

    assert () == made.out.traces
    assert why in held(made)[given.value]


def test_a_shared_address_leaves_for_the_trusted_only() -> None:
    """Strangers sign in from there, and a recipient may block it."""
    shared = trace(others=3)

    assert (shared,) == planned(Rules("amber", "trusted"), traces=(shared,)).out.traces
    assert () == planned(Rules("amber", "peers"), traces=(shared,)).out.traces
    assert () == planned(Rules("green", "trusted"), traces=(shared,)).out.traces


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("tlp", ["clear", "green", "amber", "red"])
def test_level_and_profile_decide(tlp: str, profile: str) -> None:
    """What a kind's level or profile forbids is not in what the writers get."""
    rules = Rules(tlp, profile)
    out = planned(rules).out

    assert (rules.refusal("numbers") == "") == bool(out.numbers)
    assert (rules.refusal("category") == "") == bool(out.categories)
    assert (rules.refusal("actor") == "") == (out.actor is not None)
    assert (rules.refusal("sighting") == "") == out.with_sightings
    assert (rules.refusal("certainty") == "") == out.certain
    assert (rules.refusal("infrastructure") == "") == (out.traces[0].asn is not None)
    assert (rules.refusal("pseudonym") == "") == bool(out.people)


def test_every_kind_has_its_level() -> None:
    assert PROFILES["trusted"] == LEAST_TLP.keys()


def test_every_thing_has_a_line() -> None:
    """Nothing leaves or stays without being told in the dry run."""
    made = planned(TRUSTED)

    kinds = {line.kind for line in made.lines}
    assert {*LEAST_TLP, "pseudonym"} - {"shared address", "fingerprint", "client"} == kinds


def test_only_a_category_that_hides_its_people_is_told() -> None:
    """The one official is told neither by count nor by pseudonym."""
    made = planned(TRUSTED)

    assert {"journalist": {"identified": 9}} == made.out.categories
    assert "official" not in {who.category for who in made.out.people}


def test_whom_somebody_names_leaves_by_name() -> None:
    """Only that person, and whatever the profile."""
    made = plan(facts(), Rules("clear", "indicators"), nobody(), people(o1="Olga Example"))

    assert ["Olga Example"] == [who.name for who in made.out.people]
    assert "named person" in {line.kind for line in made.lines if not line.held}


@pytest.mark.parametrize(("level", "told"), [("amber", True), ("amber+strict", False)])
def test_an_actors_name_keeps_the_level_under_which_it_came(level: str, *, told: bool) -> None:
    """Neither as whom it is attributed to nor as the runner-up."""
    rules = Rules("amber", "peers", received=(("Sable Heron", level),))
    out = planned(rules).out

    assert told == (out.actor is not None)
    assert told == ("Sable Heron" in {one.actor for one in out.candidates})


def test_an_unknown_group_is_not_named() -> None:
    first, second = facts().candidates

    assert planned(TRUSTED, candidates=(second, first)).out.actor is None


@pytest.mark.parametrize(
    ("attacked", "people", "told"),
    [(Cell(6, 6, 8), 6, 6), (Cell(1, 1, 8), 1, 0), (Cell(6, 6, 8), 8, 0)],
)
def test_neither_zeros_nor_pseudonyms_tell_of_what_is_held_back(
    attacked: Cell, people: int, told: int
) -> None:
    """That none was entered would say that somebody was attacked; eight of eight are everybody."""
    beside = {"lawyer": Cell(9, 9, 40), "official": Cell(7, 7, 9)}
    cells = {
        "identified": {},
        "attacked": {"journalist": attacked, **beside},
        "compromised": {"journalist": Cell(0, 0, 8)},
    }
    who = {f"j{n}": "journalist" for n in range(people)}
    made = planned(TRUSTED, cells=cells, people=who)

    assert (attacked.people > 1) == ("journalist" in made.out.categories)
    assert told == len(made.out.people)
