"""Where a campaign shows first: a source that goes for protected people beyond chance."""

from collections.abc import Sequence

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.seeds import SURE_BITS, find_seed
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
            "address": [*addresses, *(f"192.0.2.{n % 30}" for n in range(CROWD))],
            "client": [*(clients or ["tool"] * count), *["browser"] * CROWD],
        },
    )


def found(suspects: Suspects, taken: Sequence[int] = ()) -> tuple[str, list[int]] | None:
    """Return the source of the seed and its sessions."""
    members = np.zeros(len(suspects.session_ids))
    members[list(taken)] = 1.0
    seed = find_seed(suspects, members)
    return (seed.source, np.flatnonzero(seed.members).tolist()) if seed else None


def aimed(count: int, tactic: str = "sign-in refused") -> list[Visit]:
    """Return so many sessions, each of which goes for a protected person."""
    return [Visit(n, f"p{n}", tactic, protected=True) for n in range(count)]


def test_source_beyond_chance_is_a_seed() -> None:
    """Ten protected people from one address are none of the strangers' doing."""
    suspects = seen(aimed(10), ["198.51.100.7"] * 10)
    seed = find_seed(suspects, np.zeros(len(suspects.session_ids)))

    assert ("198.51.100.7", list(range(10))) == found(suspects)
    assert seed is not None
    assert seed.bits >= SURE_BITS


def test_one_try_is_no_seed() -> None:
    """That a single source hits a single protected person is chance among many sources."""
    assert found(seen(aimed(1), ["198.51.100.7"])) is None


def test_crowd_alone_is_no_seed() -> None:
    """Strangers who hit protected people as often as chance has it seed nothing."""
    assert found(seen([], [])) is None


def test_same_account_again_is_one_hit() -> None:
    """Ten tries on one protected account are one target, as its owner's would be."""
    visits = [Visit(n, "p", protected=True) for n in range(10)]

    assert found(seen(visits, ["198.51.100.7"] * 10)) is None


def test_quiet_visits_are_no_hits() -> None:
    """Protected people who simply sign in from a new place are no targets."""
    assert found(seen(aimed(10, "sign-in"), ["198.51.100.7"] * 10)) is None


def test_own_people_are_no_targets() -> None:
    """Who has trouble where they also sign in quietly is among the people of that place."""
    visits = [*aimed(10), *(Visit(n, f"p{n}", "sign-in", protected=True) for n in range(10))]

    assert found(seen(visits, ["198.51.100.7"] * 10)) is None


def test_sessions_without_address_are_no_source() -> None:
    """What has no address in common does not belong together."""
    assert found(seen(aimed(10), [None] * 10)) is None


def test_client_of_a_shared_exit_is_a_source() -> None:
    """Where honest strangers leave by the same address, one client of it stands out."""
    others = [Visit(n, f"o{n}") for n in range(12, 72)]
    suspects = seen(
        [*aimed(12), *others],
        ["198.51.100.7"] * 72,
        [*["tool"] * 12, *["browser"] * 60],
    )

    assert ("198.51.100.7 · tool", list(range(12))) == found(suspects)


def test_taken_sessions_seed_no_second_campaign() -> None:
    """What an earlier campaign took is left out, and another source may be next."""
    visits = [*aimed(10), *(Visit(n, f"q{n}", protected=True) for n in range(10, 18))]
    suspects = seen(visits, ["198.51.100.7"] * 10 + ["198.51.100.8"] * 8)

    assert ("198.51.100.8", list(range(10, 18))) == found(suspects, range(10))
    assert found(suspects, range(18)) is None


@pytest.mark.parametrize(("alike", "exists", "is_seed"), [(2, 0, 1), (1, 0, 0), (2, 1, 0)])
def test_guesses_at_names_count(alike: int, exists: int, is_seed: int) -> None:
    """Addresses that are no account but very like a protected person's are tries at that person."""
    visits = [Visit(n, f"g{n}", alike=alike, exists=bool(exists)) for n in range(10)]

    assert is_seed == bool(found(seen(visits, ["198.51.100.7"] * 10)))


def test_no_suspects_are_no_failure() -> None:
    """A quiet month has no seed."""
    assert find_seed(suspects_of([]), np.zeros(0)) is None
