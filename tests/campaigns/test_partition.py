"""One group or several: two that are after the same people are told apart by what each keeps."""

from dataclasses import dataclass
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.partition import are_two, divide
from rasid.campaigns.suspects import Suspects

SESSIONS = 60


@dataclass(frozen=True, slots=True)
class Habits:
    """What each half of the sessions keeps."""

    hours: tuple[range, range] = (range(8, 17), range(8, 17))
    clients: tuple[tuple[str, ...], tuple[str, ...]] = (("a", "b"), ("a", "b"))
    networks: tuple[tuple[str, ...], tuple[str, ...]] = (("AS1", "AS2"), ("AS1", "AS2"))


def at_work(seed: int, habits: Habits) -> Suspects:
    """Return sessions of two halves, each with its habits, after the same people."""
    draw = Random(seed)
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    for half in (0, 1):
        for _ in range(SESSIONS):
            network = draw.choice(habits.networks[half])
            place = f"198.51.{half}.{draw.randrange(12)}-{network}"
            client, hour = draw.choice(habits.clients[half]), draw.choice(habits.hours[half])
            rows.append((place, network, client, str(hour)))
            visits.append(Visit(len(rows) - 1, f"p{draw.randrange(40)}", protected=True))
    titles = ("address", "network", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    return suspects_of(visits, columns)


def everything(suspects: Suspects) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the places of all visits."""
    return np.arange(len(suspects.visit_session))


ONE = Habits()
TWO = Habits((range(4, 12), range(14, 22)), (("a", "b"), ("c", "d")))
OTHER_HOURS = Habits((range(7), range(12, 19)))
OTHER_SERVERS = Habits(networks=(("AS1",), ("AS2",)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("habits", [TWO, OTHER_HOURS], ids=["all", "hours"])
def test_two_groups_are_told_apart(seed: int, habits: Habits) -> None:
    """Other hours, with or without other programs, make two of what looks like one."""
    suspects = at_work(seed, habits)
    groups, made = divide(suspects, everything(suspects))
    halves = [set(groups[:SESSIONS].tolist()), set(groups[SESSIONS:].tolist())]

    assert 1 == len(made)
    assert made[0].total > 0
    assert 2 == len(halves[0] | halves[1])
    agreement = np.mean((groups == groups[0]) == (np.arange(2 * SESSIONS) < SESSIONS))
    assert agreement > 0.95


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("habits", [ONE, OTHER_SERVERS], ids=["same", "servers"])
def test_one_group_stays_one(seed: int, habits: Habits) -> None:
    """Servers of two companies, used by the same people at the same hours, are one group's."""
    suspects = at_work(seed, habits)
    groups, made = divide(suspects, everything(suspects))

    assert [] == made
    assert {0} == set(groups.tolist())


@pytest.mark.parametrize(("habits", "expected"), [(TWO, True), (ONE, False)])
def test_campaigns_found_apart_are_compared(habits: Habits, *, expected: bool) -> None:
    """What differs in nothing is one group, though it was found in two parts."""
    suspects = at_work(5, habits)
    first, second = np.arange(SESSIONS), np.arange(SESSIONS, 2 * SESSIONS)

    assert expected == are_two(suspects, first, second)


def who_find_and_who_try(seed: int, *, same: bool) -> Suspects:
    """Return sessions that look people up from some servers, and ones that try from others.

    The latter are the `same` forty people, or forty of all two hundred.
    """
    draw = Random(seed)
    everybody = [f"p{number}" for number in range(200)]
    found = draw.sample(everybody, 40)
    tried = found if same else draw.sample(everybody, 40)
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    for tactic, network, people in (("look-up", 1, found), ("sign-in refused", 2, tried)):
        for number in range(SESSIONS):
            place = f"198.51.{network}.{number % 20}"
            rows.append((place, f"AS{network}", "a", str(8 + draw.randrange(9))))
            account = people[number % len(people)]
            visits.append(Visit(len(rows) - 1, account, tactic, protected=True))
    rows.append(("192.0.2.1", "AS3", "a", "12"))
    visits += [Visit(2 * SESSIONS, account, protected=True) for account in everybody]
    titles = ("address", "network", "client", "hour")
    return suspects_of(visits, dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True)))


@pytest.mark.parametrize("same", [True, False], ids=["theirs", "others"])
@pytest.mark.parametrize("seed", range(3))
def test_who_finds_people_and_who_tries_them_are_one_group(seed: int, *, same: bool) -> None:
    """Other servers for other work are one group's where both go for the same people."""
    suspects = who_find_and_who_try(seed, same=same)
    groups, made = divide(suspects, np.arange(2 * SESSIONS))

    assert (1 if same else 2) == len(set(groups.tolist()))
    assert same or made[0].bits["ways"] > 0


def programs_of(count: int) -> Suspects:
    """Return sessions of which each comes with a program of its own, from a line of its own."""
    draw = Random(3)
    hours = [str(draw.randrange(24)) for _ in range(count)]
    columns = {
        "address": [f"192.0.2.{number}" for number in range(count)],
        "client": [f"tool-{number}" for number in range(count)],
        "hour": hours,
    }
    visits = [Visit(n, f"p{n}", protected=True, category=n % 4) for n in range(count)]
    return suspects_of(visits, dict(columns))


def test_programs_that_are_seen_once_tell_nobody_apart() -> None:
    """However many there are, none of them says whose it is."""
    groups, made = divide(programs_of(200), np.arange(200))

    assert [] == made
    assert {0} == set(groups.tolist())


@pytest.mark.parametrize("count", [0, 1, 2])
def test_next_to_nothing_is_not_divided(count: int) -> None:
    """One session or two are no two groups, however they differ."""
    suspects = at_work(1, TWO)
    groups, made = divide(suspects, everything(suspects)[: count * SESSIONS : SESSIONS])

    assert [] == made
    assert count == len(groups)


def test_division_does_not_depend_on_chance() -> None:
    """The same sessions are divided alike again."""
    suspects = at_work(2, TWO)
    first, _ = divide(suspects, everything(suspects))
    second, _ = divide(suspects, everything(suspects))

    assert first.tolist() == second.tolist()
