"""Where a campaign shows first: sources and sessions that go for protected people beyond chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from rasid.campaigns.hunts import How, Hunt, all_hunts, by_whom, hunts
from rasid.campaigns.links import MISSING, SEEN, Bits, Codes, summed, together
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.tries import Tries

SURE = 16.0 / 17.0
"""From this probability on (16 to 1) a source or a session is a part of the seed."""

LIKELY = 0.5
"""From this probability on it may be aimed: many of those together are surer than each."""

BLIND_BITS = -2.0
"""A session that speaks this much (1 to 4) against being aimed is somebody else's."""

MANY_BITS = 24.0
"""What aimed sessions must weigh together where none is sure: a share of them is fitted to those at
hand, and what others do by chance is not known so well."""

INSIDE_BITS = 10.0
"""The same (1,000 to 1) of all who are inside as strangers: few are, and this is asked once."""

_ROUNDS = 200
_NEAR = 1e-9

Look = tuple[Hunt, Bits]
"""A hunt and its rates of chance."""


@dataclass(frozen=True, slots=True)
class Seed:
    """Sessions that seem aimed, how likely each is, and how they were found, in words."""

    members: Bits
    source: str

    @property
    def sure(self) -> "Seed":
        """The same with the sure ones only, as 0 or 1."""
        return replace(self, members=(self.members > SURE).astype(np.float64))

    @property
    def begun(self) -> "Seed":
        """What a campaign is grown from first: the sure ones, or all where none is sure."""
        sure = self.sure
        return sure if sure.members.any() else self

    def explained(self, ours: Flags) -> float:
        """Return how much of what seems aimed is among some sessions, from 0 to 1."""
        return summed(self.members, ours) / float(self.members.sum())


def find_seed(suspects: Suspects, taken: Bits) -> Seed | None:
    """Return what seems aimed among sessions that are not taken, if some or all of it surely is.

    Addresses are looked at as a whole, and each session by itself, since a group may never come
    from one address twice. Then none is sure, and yet there may be more of them than chance brings.
    """
    members, found = np.zeros(len(suspects.session_ids)), []
    all_bits, together = MANY_BITS, None
    asked = [(hunt, hunt.rates(suspects, taken)) for hunt in all_hunts(suspects)]
    for kind, units, hunt, rates, usable in _looks(suspects, taken, asked):
        aimed, bits = _aimed_ones(suspects, units, usable, hunt, rates)
        if bits > all_bits:
            told = f"{int((aimed > 0).sum())} sessions, none of them surely, by {kind}"
            all_bits, together = bits, Seed(aimed, f"{told} and {hunt.name}")
        members, sure = np.maximum(members, aimed), int((aimed > SURE).sum())
        if sure:
            found.append(f"{sure} sessions by {kind} and {hunt.name}")
    if found:
        return Seed(members, "; ".join(found))
    return together or _else_found(suspects, taken, asked)


def _else_found(suspects: Suspects, taken: Bits, asked: Sequence[Look]) -> Seed | None:
    """Return what seems aimed where nothing does by address or session."""
    openly = [look for look in asked if look[0].how is How.OPENLY]
    inside = [look for look in asked if look[0].inside]
    if not openly:
        return None
    return (
        _by_tactic(suspects, taken, *openly[0])
        or _by_hand(suspects, taken, *openly[0])
        or _altogether(suspects, taken, inside)
    )


def _looks(
    suspects: Suspects, taken: Bits, asked: Sequence[Look]
) -> Iterator[tuple[str, Codes, Hunt, Bits, Flags]]:
    """Tell by what sessions are looked at together, in which hunt, its rates, and which visits."""
    free = taken[suspects.visit_session] < SEEN
    for kind, units, settled in (
        ("address", suspects.session_address, suspects.settled_at_address),
        ("session", _sessions(suspects), suspects.settled_in_session),
    ):
        for hunt, rates in asked:
            usable = free & hunt.unsettled(settled)
            if kind == "address":
                usable = usable & hunt.as_a_whole
            yield kind, units, hunt, rates, usable
    for kind in ("network", "client"):
        for hunt, rates in asked:
            if hunt.how is How.HANDED:
                yield kind, suspects.apart(kind), hunt, rates, free


def _by_hand(suspects: Suspects, taken: Bits, hunt: Hunt, rates: Bits) -> Seed | None:
    """Return what is surely aimed by one network and program, where nothing was found so far.

    A group that comes from a new address each time rents somewhere, and keeps its program.
    """
    if (taken >= SEEN).any():
        return None
    usable = ~suspects.settled(suspects.hand)
    aimed, _ = _aimed_ones(suspects, suspects.hand, usable, hunt, rates)
    sure = int((aimed > SURE).sum())
    return Seed(aimed, f"{sure} sessions by network and client and {hunt.name}") if sure else None


def _altogether(suspects: Suspects, taken: Bits, looks: Sequence[Look]) -> Seed | None:
    """Return what seems aimed of all who are inside where they are not at home, if much of it is.

    Stolen sessions are carried to a new address each: none of them is sure, and hardly anybody else
    settles in as a stranger.
    """
    if (taken >= SEEN).any():
        return None
    everybody = np.zeros(len(taken), dtype=np.int64)
    most, found = INSIDE_BITS + float(np.log2(len(looks))), None
    for hunt, rates in looks:
        usable = hunt.looked(suspects)
        tries = hunt.tries(suspects, everybody, usable)
        if not len(tries.tries) or (bits := float(tries.bits(rates)[0])) <= most:
            continue
        chance = summed(tries.weight, rates[tries.kind]) / float(tries.hits[0])
        wanted = usable & hunt.wanted
        members = np.zeros(len(taken))
        members[suspects.visit_session[wanted]] = 1.0 - min(chance, LIKELY)
        said = f"{int((members > 0).sum())} sessions, none of them surely, by {hunt.name}"
        most, found = bits, Seed(members, said)
    return found


def _by_tactic(suspects: Suspects, taken: Bits, hunt: Hunt, rates: Bits) -> Seed | None:
    """Return what seems aimed among the sessions that tried one thing, if all of it surely is.

    How many are aimed differs by what was tried: a group that comes from a new address each time is
    many of those who were refused, and few beside all who were refused and let in then.
    """
    together, most = None, MANY_BITS
    trouble = (taken[suspects.visit_session] < SEEN) & ~suspects.settled_in_session
    tactics = np.unique(suspects.tactic[hunt.visits])
    for tactic in tactics.tolist():
        usable = trouble & (suspects.tactic == tactic)
        aimed, bits = _aimed_ones(suspects, _sessions(suspects), usable, hunt, rates)
        bits -= float(np.log2(len(tactics)))
        if bits > most:
            said = f"{int((aimed > 0).sum())} sessions, none of them surely, by session and"
            most, together = bits, Seed(aimed, f"{said} {suspects.tactics[tactic]}")
    return together


def claimed_seed(suspects: Suspects, taken: Bits) -> Seed | None:
    """Return the sessions that went for wanted people from addresses that are somebody's.

    Rules know whose (a tracked group's, say). What is known is looked at by itself first, or it
    would be mixed with whoever else goes for the same people.
    """
    strange = suspects.strange & ~suspects.settled_in_session
    wanted = np.any([hunt.visits & hunt.wanted for hunt in by_whom(suspects)], axis=0)
    aimed = np.bincount(suspects.visit_session, strange & wanted, len(taken)) > 0
    members = (aimed & (suspects.claimed.codes > 0) & (taken < SEEN)).astype(np.float64)
    if not members.any():
        return None
    return Seed(members, f"{int(members.sum())} sessions by claims of whose their addresses are")


class Aims:
    """How far beyond chance sessions go for people, asked for one core after the other."""

    def __init__(self, suspects: Suspects) -> None:
        self._suspects = suspects
        self._hunts = [(hunt, hunt.chance(suspects)) for hunt in hunts(suspects)]

    @cached_property
    def _of_each(self) -> tuple[list[Tries], Codes]:
        """What sessions tried, as each hunt looks at it, told once, and which each session's is."""
        suspects, sessions = self._suspects, _sessions(self._suspects)
        tries = [
            hunt.tries(suspects, sessions, hunt.unsettled(suspects.settled_in_session)).once()
            for hunt, _ in self._hunts
        ]
        codes = together([one.row - MISSING for one in tries])
        _, first, kind = np.unique(codes, return_index=True, return_inverse=True)
        return [replace(one, row=one.row[first]) for one in tries], kind.reshape(-1)

    def of_sessions(self, core: Bits) -> Bits:
        """Return how far each session goes for people, in bits, whatever a core does."""
        of_each, kind = self._of_each
        aims = [
            tries.bits(chance.rates(self._suspects, core))
            for (_, chance), tries in zip(self._hunts, of_each, strict=True)
        ]
        return np.asarray((np.max(aims, axis=0) - np.log2(len(aims)))[kind])

    def of_core(self, core: Bits) -> float:
        """Return how far the sessions of a core, as 0 or 1, go for people together, in bits."""
        return float(self.of_units(core, np.zeros(len(core), dtype=np.int64))[0])

    def of_units(self, core: Bits, units: Codes) -> Bits:
        """Return the same of each unit of a core; `units` are those of all sessions."""
        suspects = self._suspects
        mine = (core > 0)[suspects.visit_session]
        aims = [
            hunt.tries(suspects, units, mine).bits(chance.rates(suspects, core))
            for hunt, chance in self._hunts
        ]
        return np.asarray(np.max(aims, axis=0))


def _sessions(suspects: Suspects) -> Codes:
    return np.arange(len(suspects.session_ids))


def _aimed_ones(
    suspects: Suspects, units: Codes, usable: Flags, hunt: Hunt, rates: Bits
) -> tuple[Bits, float]:
    """Return how likely sessions are of units that likely go for wanted accounts beyond chance.

    The second is how much likelier some units are aimed than none, in bits.

    Of such a unit those sessions are taken that went for one and do not look blind themselves: an
    exit has other users. `usable` says which visits may be looked at: not those of accounts that
    also sign in quietly at the unit, which are its own people. `rates` are those of chance.
    """
    if not (usable & hunt.looked(suspects)).any():
        return np.zeros(len(units)), 0.0
    of_units = hunt.tries(suspects, units, usable)
    tried, bits = of_units.accounts(of_units.tries) > 0, of_units.bits(rates)
    likely, weight = np.zeros(len(tried)), np.ones(len(tried))
    weight[units] = suspects.weight
    likely[tried], some = _responsibility(bits[tried], weight[tried])
    own = hunt.tries(suspects, _sessions(suspects), usable)
    hits = own.accounts(own.hits)
    aimed = (likely[units] > LIKELY) & (hits > 0) & (own.bits(rates) > BLIND_BITS)
    return np.where(aimed, likely[units], 0.0), some if aimed.any() else 0.0


def _responsibility(bits: Bits, weight: Bits) -> tuple[Bits, float]:
    """Return how likely each unit, of a weight, is aimed, given how many of them seem to be.

    The second is the log2 of the likelihood ratio of such a mixture to none being aimed.
    The share of aimed ones is learnt from all (expectation maximisation of a mixture of two), so
    that what a few of tens of thousands show by chance is taken for chance.
    """
    share, odds = 1.0 / float(weight.sum()), np.exp2(-np.clip(bits, -500.0, 500.0))
    for _ in range(_ROUNDS):
        likely = 1.0 / (1.0 + (1.0 - share) / share * odds)
        renewed = min(max(summed(likely, weight) / float(weight.sum()), _NEAR), 0.5)
        if abs(renewed - share) < _NEAR:
            break
        share = renewed
    mixed = np.log1p(share * (1.0 / np.maximum(odds, 1e-150) - 1.0)) / np.log(2.0)
    return np.asarray(likely), summed(mixed, weight)
