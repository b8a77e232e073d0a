"""Where a campaign shows first: sources and sessions that go for protected people."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.news import News
from rasid.campaigns.seeds import LIKELY, SURE, Aims, Seed, claimed_seed, find_seed
from rasid.campaigns.suspects import Suspects

CROWD = 60


def seen(
    visits: Sequence[Visit],
    addresses: Sequence[str | None],
    clients: Sequence[str | None] = (),
) -> Suspects:
    """Return these visits' sessions, and sixty strangers who go for anybody else."""
    count = len(addresses)
    strangers = [
        Visit(count + n, f"other{n}", tactic, protected=n % 15 == 0)
        for n in range(CROWD)
        for tactic in ("sign-in refused",)
    ]
    return suspects_of(
        [*visits, *strangers],
        {
            "address": [*addresses, *(f"192.0.2.{n}" for n in range(CROWD))],
            "client": [*(clients or ["tool"] * count), *["browser"] * CROWD],
        },
    )


def found(suspects: Suspects, taken: Sequence[int] = ()) -> list[int]:
    """Return the sessions of the seed that are surely aimed."""
    members = np.zeros(len(suspects.session_ids))
    members[list(taken)] = 1.0
    seed = find_seed(suspects, members)
    return np.flatnonzero(seed.sure.members).tolist() if seed else []


def aimed(count: int, tactic: str = "sign-in refused") -> list[Visit]:
    """Return so many sessions, each of which goes for a protected person."""
    return [Visit(n, f"p{n}", tactic, protected=True) for n in range(count)]


def test_source_beyond_chance_is_a_seed() -> None:
    """Ten protected people from one address are none of the strangers' doing."""
    suspects = seen(aimed(10), ["198.51.100.7"] * 10)
    seed = find_seed(suspects, np.zeros(len(suspects.session_ids)))

    assert seed is not None
    assert list(range(10)) == found(suspects)
    assert "10 sessions by address and tries to enter" in seed.source


@pytest.mark.parametrize(("kinds", "expected"), [(2, [1, 3, 5]), (1, [])], ids=["settle", "read"])
def test_who_settles_in_without_trouble_is_a_seed(kinds: int, expected: list[int]) -> None:
    """Stolen sessions are let in: sign-ins are quiet, and what is done inside is not."""
    entered = [
        Visit(2 * n, f"p{n}", "sign-in", protected=True, home_bits=-6.0, follow_up_kinds=kinds)
        for n in range(3)
    ]
    inside = [replace(one, session=one.session + 1, tactic="acts inside") for one in entered]
    suspects = seen([*entered, *inside], ["198.51.100.7"] * 6)

    assert expected == found(suspects)


@pytest.mark.parametrize(
    ("protected", "taken", "expected"),
    [(6, [], 6), (1, [], 0), (6, [8], 0)],
    ids=["of those protected", "of anybody", "after another campaign"],
)
def test_all_who_settle_in_are_looked_at_as_one(
    protected: int, taken: Sequence[int], expected: int
) -> None:
    """Stolen sessions come from a new address each, of which none is surely aimed."""
    inside = [
        Visit(n, f"p{n}", "acts inside", n < protected, home_bits=-6.0, follow_up_kinds=2)
        for n in range(8)
    ]
    suspects = seen([*inside, *aimed(9)[8:]], [f"198.51.{n}.7" for n in range(9)])
    already = np.isin(np.arange(len(suspects.session_ids)), taken).astype(np.float64)
    seed = find_seed(suspects, already)

    assert list(range(expected)) == ([] if seed is None else np.flatnonzero(seed.members).tolist())
    assert seed is None or "none of them surely, by what was done inside" in seed.source


def test_one_try_is_no_seed() -> None:
    """That a single source hits a single protected person is chance among many sources."""
    assert [] == found(seen(aimed(1), ["198.51.100.7"]))


@pytest.mark.parametrize(
    ("said_of", "taken", "expected"),
    [([0, 1, 3], [], [0, 1]), ([0, 1, 3], [0], [1]), ([3], [], None), ([], [], None)],
    ids=["those aimed", "what is free", "for nobody in particular", "nothing known"],
)
def test_known_addresses_are_a_seed(
    said_of: Sequence[int], taken: Sequence[int], expected: Sequence[int] | None
) -> None:
    """Of sessions whose address rules know, those that went for a protected person."""
    stranger = Visit(3, "somebody")
    suspects = seen([*aimed(3), stranger], [f"198.51.100.{n}" for n in range(4)])
    of = np.array(said_of, dtype=np.int64)
    news = News(("listed",), (7.0,), np.zeros(len(of), dtype=np.int64), of, of)
    already = np.isin(np.arange(len(suspects.session_ids)), taken).astype(np.float64)
    seed = claimed_seed(replace(suspects, news=news), already)

    assert expected == (None if seed is None else np.flatnonzero(seed.members).tolist())


def test_many_who_are_each_unsure_are_a_seed() -> None:
    """A hundred addresses, each of which tries one protected person, are more than chance."""
    suspects = seen(aimed(100), [f"198.51.{n}.7" for n in range(100)])
    seed = find_seed(suspects, np.zeros(len(suspects.session_ids)))

    assert seed is not None
    assert not seed.sure.members.any()
    assert list(range(100)) == np.flatnonzero(seed.members > LIKELY).tolist()[:100]
    assert "none of them surely" in seed.source


@pytest.mark.parametrize(
    ("network", "client", "expected"),
    [("rented", "theirs", 10), ("rented", "browser", 0), (None, "theirs", 0)],
    ids=["both", "a program that all have", "no network is logged"],
)
def test_one_network_with_one_program_is_looked_at_as_one(
    network: str | None, client: str, expected: int
) -> None:
    """Who comes from a new address each time keeps the network that it rents, and its program."""
    crowd = [Visit(10 + n, f"o{n}", protected=n % 30 == 0) for n in range(300)]
    told = suspects_of(
        [*aimed(10), *crowd],
        {
            "address": [f"a{n}" for n in range(310)],
            "network": [network] * 310,
            "client": [client] * 10 + ["browser"] * 300,
        },
    )

    assert list(range(expected)) == found(told)


@pytest.mark.parametrize(("protected", "expected"), [(54, 54), (6, 0)], ids=["aimed", "as all are"])
def test_who_is_aimed_among_those_refused_is_no_rarer_for_who_is_let_in(
    protected: int, expected: int
) -> None:
    """Nine of twenty-five who were refused go for a protected person, of others few."""
    refused = [Visit(n, f"r{n}", "sign-in refused", protected=n < protected) for n in range(150)]
    let_in = [
        Visit(150 + n, f"s{n}", "sign-in after trouble", protected=n % 20 == 0) for n in range(600)
    ]
    told = suspects_of([*refused, *let_in], {"address": [f"a{n}" for n in range(750)]})
    seed = find_seed(replace(told, protected_share=0.05), np.zeros(750))

    assert expected == (0 if seed is None else int((seed.members > LIKELY).sum()))
    assert seed is None or "none of them surely, by session and sign-in refused" in seed.source


@pytest.mark.parametrize("count", [1, 4])
def test_few_who_are_each_unsure_are_no_seed(count: int) -> None:
    suspects = seen(aimed(count), [f"198.51.{n}.7" for n in range(count)])

    assert find_seed(suspects, np.zeros(len(suspects.session_ids))) is None


def test_what_is_likely_aimed_comes_with_what_surely_is() -> None:
    """Two of four tries on protected people are no proof, but likely of the same hand as ten."""
    few = [Visit(10 + n, f"q{n}", protected=n < 2) for n in range(4)]
    suspects = seen([*aimed(10), *few], ["198.51.100.7"] * 10 + ["198.51.100.8"] * 4)
    seed = find_seed(suspects, np.zeros(14 + CROWD))

    assert seed is not None
    assert list(range(12)) == np.flatnonzero(seed.members[:14]).tolist()
    assert LIKELY < seed.members[10] < SURE


def test_seed_tells_what_of_it_is_explained() -> None:
    """By how likely each session is aimed, and not by their number."""
    seed = Seed(np.array([1.0, 0.5, 0.5, 0.0]), "by hand")

    assert seed.explained(np.array([True, False, False, True])) == 0.5
    assert [1.0, 0.0, 0.0, 0.0] == seed.sure.members.tolist()


def test_session_by_itself_is_a_seed() -> None:
    """A group that never comes from one address twice shows in what each session does."""
    visits = [Visit(n, f"p{n}-{m}", protected=True) for n in range(10) for m in range(6)]

    assert list(range(10)) == found(seen(visits, [f"198.51.100.{n}" for n in range(10)]))


def test_blind_session_of_a_sure_address_is_left_out() -> None:
    """A bot behind the exit that a group uses meets some by chance and is no part of the seed."""
    aims = [Visit(n, f"p{n}-{m}", protected=True) for n in range(24) for m in range(2)]
    bot = [Visit(24, f"o{n}", protected=n % 15 == 0) for n in range(90)]
    suspects = seen([*aims, *bot], ["198.51.100.7"] * 25)

    assert list(range(24)) == found(suspects)


def test_crowd_alone_is_no_seed() -> None:
    """Strangers who hit protected people as often as chance has it seed nothing."""
    assert [] == found(seen([], []))


def test_same_account_again_is_one_hit() -> None:
    """Ten tries on one protected account are one target, as its owner's would be."""
    visits = [Visit(n, "p", protected=True) for n in range(10)]

    assert [] == found(seen(visits, ["198.51.100.7"] * 10))


def test_quiet_visits_are_no_hits() -> None:
    """Protected people who simply sign in from a new place are no targets."""
    assert [] == found(seen(aimed(10, "sign-in"), ["198.51.100.7"] * 10))


def test_own_people_are_no_targets() -> None:
    """Who has trouble where they also sign in quietly is among the people of that place."""
    visits = [*aimed(10), *(Visit(n, f"p{n}", "sign-in", protected=True) for n in range(10))]

    assert [] == found(seen(visits, ["198.51.100.7"] * 10))


def test_sessions_without_address_are_no_source() -> None:
    """What has no address in common does not belong together."""
    assert [] == found(seen(aimed(10), [None] * 10))


def test_part_of_a_shared_exit_is_a_source() -> None:
    """Where honest strangers leave by the same address, those who are aimed stand out."""
    others = [Visit(n, f"o{n}") for n in range(24, 72)]
    suspects = seen(
        [*aimed(24), *others],
        ["198.51.100.7"] * 72,
        [*["tool"] * 24, *["browser"] * 48],
    )

    assert list(range(24)) == found(suspects)


def test_taken_sessions_seed_no_second_campaign() -> None:
    """What an earlier campaign took is left out, and another source may be next."""
    visits = [*aimed(10), *(Visit(n, f"q{n}", protected=True) for n in range(10, 18))]
    suspects = seen(visits, ["198.51.100.7"] * 10 + ["198.51.100.8"] * 8)

    assert list(range(10, 18)) == found(suspects, range(10))
    assert [] == found(suspects, range(18))


@pytest.mark.parametrize(("alike", "exists", "is_seed"), [(2, 0, 1), (1, 0, 0), (2, 1, 0)])
def test_guesses_at_names_count(alike: int, exists: int, is_seed: int) -> None:
    """Addresses that are no account but very like a protected person's are tries at that person."""
    visits = [Visit(n, f"g{n}", alike=alike, exists=bool(exists)) for n in range(10)]

    assert is_seed == bool(found(seen(visits, ["198.51.100.7"] * 10)))


def test_no_suspects_are_no_failure() -> None:
    """A quiet month has no seed."""
    assert find_seed(suspects_of([]), np.zeros(0)) is None


def test_core_is_less_aimed_with_strangers_in_it() -> None:
    """What joined and goes for anybody takes from what speaks for a core's aim."""
    suspects = seen(aimed(10), ["198.51.100.7"] * 10)
    ours = np.arange(len(suspects.session_ids)) < 10
    aims = Aims(suspects)
    told = [aims.of_core(core.astype(float)) for core in (ours, ours | True, ~ours)]

    assert told[0] > 1.5 * told[1] > 0.0 > told[2]
