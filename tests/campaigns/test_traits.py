"""What tells groups of operators apart, counted as often as it was decided."""

import numpy as np

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.traits import read_traits, read_units


def sessions_of(
    addresses: list[str | None], clients: list[str], categories: list[int] | None = None
) -> Suspects:
    """Return one visit a session from these addresses, each session on a day of its own."""
    kinds = categories or [0] * len(addresses)
    visits = [Visit(n, f"p{n}", category=kind) for n, kind in enumerate(kinds)]
    hours = [str(9 + n % 2) for n in range(len(addresses))]
    return suspects_of(visits, {"address": addresses, "client": list(clients), "hour": hours})


def everybody(suspects: Suspects) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return all sessions."""
    return np.arange(len(suspects.session_ids))


def test_sessions_of_an_address_stand_together() -> None:
    """One address is one unit; a session without one is a unit of its own."""
    suspects = sessions_of(["a", "b", "a", None, None], ["x"] * 5)
    units = read_units(suspects, everybody(suspects)).tolist()

    assert units[0] == units[2]
    assert 4 == len(set(units))


def test_shared_exit_joins_nobody() -> None:
    """Where more strangers than members come from, sessions stand alone."""
    suspects = sessions_of(["a"] * 10, ["x"] * 10)

    assert 1 == len(set(read_units(suspects, np.arange(5)).tolist()))
    assert 4 == len(set(read_units(suspects, np.arange(4)).tolist()))


def test_network_counts_once_an_address() -> None:
    """However many sessions a server makes, it was rented once."""
    suspects = sessions_of(["a", "a", "a", "b"], ["x"] * 4)
    units = read_units(suspects, everybody(suspects))
    traits = {one.name: one for one in read_traits(suspects, np.arange(4), np.arange(4), units)}

    assert 2.0 == traits["networks"].weights.sum()
    assert 4.0 == traits["hours"].weights.sum()  # four days, four sittings
    assert {"hours", "weekdays", "clients", "networks", "ways", "victims"} == traits.keys()


def test_unlisted_accounts_say_nothing_of_victims() -> None:
    """Only categories of the roster tell whom a group prefers."""
    suspects = sessions_of(["a", "b", "c"], ["x"] * 3, [0, -1, 1])
    units = read_units(suspects, everybody(suspects))
    traits = {one.name: one for one in read_traits(suspects, np.arange(3), np.arange(3), units)}

    assert [1.0, 0.0, 1.0] == traits["victims"].weights.sum(axis=1).tolist()


def test_client_counts_once_an_address() -> None:
    """What a server runs was set up once, however many days it ran."""
    suspects = sessions_of(["a", "a", "a", "b"], ["x", "x", "y", "x"])
    units = read_units(suspects, everybody(suspects))
    traits = {one.name: one for one in read_traits(suspects, np.arange(4), np.arange(4), units)}

    assert [2.0, 1.0] == sorted(traits["clients"].weights.sum(axis=0).tolist(), reverse=True)


def test_a_way_counts_once_a_server() -> None:
    """What a server was rented for is one decision; that somebody got in is none."""
    tactics = ["look-up", "look-up", "recovery", "acts inside", "sign-in refused"]
    visits = [Visit(n, f"p{n}", tactic) for n, tactic in enumerate(tactics)]
    suspects = suspects_of(visits, {"address": ["a", "a", "a", "a", "b"]})
    units = read_units(suspects, everybody(suspects))
    traits = {one.name: one for one in read_traits(suspects, np.arange(5), np.arange(5), units)}

    assert [1.0, 1.0, 1.0, 0.0] == traits["ways"].weights.sum(axis=0).tolist()
    assert [0.5, 0.5, 1.0, 0.0, 1.0] == traits["ways"].weights.sum(axis=1).tolist()
