"""Whose hands a campaign is the work of, and which of those are strangers to it.

What goes for protected people is found together, be it a group's or not: assistants and reporters
ask for them too, and one organisation locked out of its mail is theirs at times. Such strangers
share with the campaign nothing but whom they went for. And who has a list of everybody, and so is
like those of a campaign that look like it, went for nobody at all.
"""

from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from rasid.campaigns.evidence import Chosen
from rasid.campaigns.kept import Units, client_bits, infrastructure_bits, rhythm_bits
from rasid.campaigns.links import MISSING, Bits, Codes, seen_elsewhere
from rasid.campaigns.partition import Division
from rasid.campaigns.residents import residents_ties
from rasid.campaigns.seeds import Aims
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.traits import HOURS_OF_A_SITTING, once, read_units
from rasid.campaigns.verdict import LIKELY, judge, probability

BY_CHANCE = 0.5
"""A program joins hands that would be used by fewer than this of so many strangers' sources."""

FOREIGN_BITS = -1.0
"""From here down (2 to 1) a hand is a stranger's."""

STRANGERS = 4.0
"""As many hands among those of a campaign may be strangers', before any evidence: what has many
more is used to changing all it has."""

MOST = 0.5
"""A hand that has done this share of a campaign is no stranger to it."""

Ties = dict[str, Bits]


def part_strangers(suspects: Suspects, candidates: list[Chosen]) -> list[Chosen]:
    """Return the candidates, each without its strangers, and after them each stranger as one.

    A stranger is a hand that nothing it keeps ties to the rest, and that is no likely campaign by
    itself: who is one stays, as a group that changes all it has is still a group.
    The strangers may be one hand in their turn.
    """
    kept, parted, aims = list[Chosen](), list[Chosen](), Aims(suspects)
    for one in candidates:
        own, strangers = _parted(suspects, aims, one)
        kept.append(own)
        while len(strangers) > 1:
            own, strangers = _parted(suspects, aims, _united(one, strangers))
            parted.append(own)
        parted += strangers
    return [replace(one, number=number) for number, one in enumerate([*kept, *parted])]


def hands_of(suspects: Suspects, sessions: Codes) -> Codes:
    """Return the hand of each session: those that an address or an uncommon program joins."""
    units = np.unique(read_units(suspects, sessions), return_inverse=True)[1]
    client, count = suspects.values("client"), int(units.max(initial=-1)) + 1
    code = client.codes[sessions]
    ours = np.bincount(code[code != MISSING], minlength=len(client.crowd))
    strangers = np.maximum(client.crowd - ours, 0.0)
    every = max(float(strangers.sum()) + client.beyond, 1.0)
    common = count * strangers >= BY_CHANCE * every
    uncommon = np.flatnonzero(code != MISSING)
    uncommon = uncommon[~common[code[uncommon]]]
    ends = units[uncommon], count + code[uncommon]
    size = count + len(client.crowd)
    joined = coo_array((np.ones(len(uncommon)), ends), shape=(size, size))
    hands = connected_components(joined, directed=False)[1][units]
    return np.unique(hands, return_inverse=True)[1].astype(np.int64)


def _parted(suspects: Suspects, aims: Aims, one: Chosen) -> tuple[Chosen, list[Chosen]]:
    """Part strangers from a candidate, the most foreign first."""
    sessions, row = np.unique(suspects.visit_session[one.places], return_inverse=True)
    hands, core = hands_of(suspects, sessions), one.member.core[sessions]
    strangers, likely, left = list[Chosen](), set[int](), np.ones(len(sessions), dtype=bool)
    while True:
        ties = _ties(suspects, aims, sessions[left], hands[left], core[left])
        done = np.bincount(hands[left], core[left], int(hands.max(initial=0)) + 1)
        total = np.sum(list(ties.values()), axis=0)
        foreign = [
            hand
            for hand in np.argsort(total, kind="stable").tolist()
            if total[hand] < FOREIGN_BITS and done[hand] < MOST * done.sum() and hand not in likely
        ]
        if not foreign:
            return (one.only(left[row]) if strangers else one), strangers
        told = {name: -float(bits[foreign[0]]) for name, bits in ties.items()}
        theirs = hands == foreign[0]
        stranger, rest = (
            replace(one.only(part[row]), divisions=(Division(told),))
            for part in (theirs, left & ~theirs)
        )
        if not _likely(suspects, stranger):
            strangers.append(stranger)
            left &= ~theirs
        elif _likely(suspects, rest):
            likely.add(foreign[0])
        else:
            return stranger, [*strangers, rest]


def _likely(suspects: Suspects, one: Chosen) -> bool:
    return probability(judge(suspects, one)) >= LIKELY


def _united(one: Chosen, strangers: list[Chosen]) -> Chosen:
    """Return the strangers of a candidate as one."""
    places = np.concatenate([stranger.places for stranger in strangers])
    divisions = min((d for s in strangers for d in s.divisions), key=lambda told: told.total)
    return replace(one.only(np.isin(one.places, places)), divisions=(divisions,))


def _ties(suspects: Suspects, aims: Aims, sessions: Codes, hands: Codes, core: Bits) -> Ties:
    """Return what ties each hand to the core of the others, in bits a session.

    What a hand has at one address, with one program there, or at one sitting, it chose once: that
    is one observation, however many sessions it makes. What is new with a hand may speak against
    it and ties it to nobody; nor does going for people, since strangers do so too, but going for
    nobody speaks against.
    """
    count, everybody = int(hands.max(initial=0)) + 1, len(suspects.session_ids)
    ours, hand = np.zeros(everybody), count + np.arange(everybody)
    ours[sessions], hand[sessions] = 1.0, hands
    units, rest = Units(sessions, hands), np.ones(everybody)

    def chosen(choice: Codes) -> Bits:
        members = np.zeros(everybody)
        members[sessions] = core * once(np.stack([hands, choice[sessions]]))
        return members

    def shared(bits: Bits, members: Bits, title: str) -> Bits:
        known = seen_elsewhere(suspects.values(title), members, hand)
        return np.where(known, bits, np.minimum(bits, 0.0))

    servers, programs = chosen(suspects.session_address), chosen(suspects.source)
    addresses = infrastructure_bits(suspects, servers, rest, units)
    clients = client_bits(suspects, programs, rest, units)
    sittings = chosen(suspects.hours // HOURS_OF_A_SITTING)
    told = {
        "others": np.full(everybody, np.log2(max(len(np.unique(hands)) / STRANGERS, 1.0))),
        "addresses": shared(addresses, servers, "network"),
        "programs": shared(clients, programs, "client"),
        "hours": rhythm_bits(suspects, sittings, rest, units),
    }
    size = np.maximum(np.bincount(hands, minlength=count), 1)
    ties = {name: np.bincount(hands, bits[sessions], count) / size for name, bits in told.items()}
    return ties | {
        "residents": residents_ties(suspects, sessions, hands, core),
        "people": np.minimum(aims.of_units(ours, np.minimum(hand, count))[:count], 0.0),
    }
