"""What tells one group of operators from another, in each session of a campaign."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rasid.campaigns.handed import HANDED
from rasid.campaigns.links import MISSING, Bits, Codes, others_use_more
from rasid.campaigns.suspects import RECOVERING, Suspects

HOURS_OF_A_SITTING = 3
"""Sessions that begin in the same three hours of a day are one sitting, and one observation."""

WAYS = (
    ("look-up",),
    RECOVERING,
    (
        "sign-in refused",
        "sign-in after trouble",
        "second factor refused",
        "second factor refused again and again",
    ),
    HANDED,
)
"""What a group chooses to do, by what was tried; how far it gets is not its choice."""


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that sessions show, as weights of values: sessions by values.

    `blocks` numbers the condition under which each value is compared: a client only with those
    that did the same, since one group uses different programs for different things.
    """

    name: str
    weights: npt.NDArray[np.float64]
    blocks: Codes


def read_units(suspects: Suspects, sessions: Codes) -> Codes:
    """Return which sessions stand or fall together: those from an address that is theirs.

    An address that more strangers than members use joins nobody: there, each session is one unit.
    """
    values = suspects.values("address")
    address = values.codes[sessions]
    apart = others_use_more(values, sessions, np.ones(len(sessions))) | (address == MISSING)
    alone = len(values.names) + np.arange(len(sessions))
    return _renumbered(np.where(apart, alone, address))


def read_traits(suspects: Suspects, places: Codes, sessions: Codes, units: Codes) -> list[Trait]:
    """Return the traits of `sessions`, whose visits are at `places`.

    What is bound to an address counts once for each address, what is bound to a day once a day:
    servers come and go, and a group's sitting is one decision, however many sessions it makes.
    """
    day, hour = np.divmod(suspects.hours[sessions], 24)
    weekday = (day + 3) % 7  # the epoch began on a Thursday
    client = _renumbered(suspects.values("client").codes[sessions])
    network = _renumbered(suspects.values("network").codes[sessions])
    tactics, of_whom = _visited(suspects, places, sessions)
    tactic, way = tactics.argmax(axis=1), _ways(suspects, tactics, units)
    chosen = {
        "hours": (units, day, hour // HOURS_OF_A_SITTING),
        "weekdays": (units, day),
        "clients": (units, client),
        "networks": (units,),
        "victims": (units, day),
    }
    share = {name: once(np.stack(key))[:, None] for name, key in chosen.items()}
    pairs, pair = np.unique(np.stack([tactic, client]), axis=1, return_inverse=True)
    return [
        Trait("hours", _indicator(hour, 24) * share["hours"], np.zeros(24, dtype=np.int64)),
        Trait("weekdays", _indicator(weekday, 7) * share["weekdays"], np.zeros(7, dtype=np.int64)),
        Trait("clients", _indicator(pair.reshape(-1)) * share["clients"], _renumbered(pairs[0])),
        Trait(
            "networks",
            _indicator(network) * share["networks"],
            np.zeros(int(network.max(initial=0)) + 1, dtype=np.int64),
        ),
        Trait("ways", way, np.zeros(len(WAYS), dtype=np.int64)),
        Trait("victims", of_whom * share["victims"], np.zeros(of_whom.shape[1], dtype=np.int64)),
    ]


def _visited(suspects: Suspects, places: Codes, sessions: Codes) -> tuple[Bits, Bits]:
    """Return how often each session tried what, and the categories that it went for."""
    row = np.searchsorted(sessions, suspects.visit_session[places])
    tactics = np.zeros((len(sessions), max(len(suspects.tactics), 1)))
    np.add.at(tactics, (row, suspects.tactic[places]), 1.0)
    category = suspects.category[suspects.visit_account[places]]
    listed = category != MISSING
    went = np.zeros((len(sessions), int(suspects.category.max(initial=0)) + 1))
    went[row[listed], category[listed]] = 1.0
    return tactics, went / np.maximum(went.sum(axis=1, keepdims=True), 1.0)


def _ways(suspects: Suspects, tactics: Bits, units: Codes) -> Bits:
    """Return which of WAYS each session went, each once for a unit: a server is rented for it."""
    told = np.zeros((len(units), len(WAYS)))
    for number, names in enumerate(WAYS):
        there = tactics[:, [name in names for name in suspects.tactics]].any(axis=1)
        told[:, number] = there / np.maximum(np.bincount(units, there)[units], 1.0)
    return told


def once(keys: Codes) -> Bits:
    """Return the weight of each session such that all with the same key weigh one together."""
    _, which, size = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / size[which.reshape(-1)])


def _indicator(codes: Codes, count: int | None = None) -> Bits:
    table = np.zeros((len(codes), count or int(codes.max(initial=0)) + 1))
    table[np.arange(len(codes)), codes] = 1.0
    return table


def _renumbered(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
