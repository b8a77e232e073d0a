"""Which sessions are a campaign's: grown from a seed, each suspect weighed against its core."""

from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.entries import own_team
from rasid.campaigns.links import SEEN, Bits, Codes, summed
from rasid.campaigns.persons import person_bits
from rasid.campaigns.seeds import Seed, claimed_seed, find_seed
from rasid.campaigns.sole_addresses import sole_addresses
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import again_levels
from rasid.campaigns.views import (
    FAMILY_CAPS,
    Ground,
    Weighed,
    read_ground,
    total,
    weigh,
    weigh_closer,
    weigh_likely,
)

CORE_BITS = 4.0
"""Only sessions that are this sure (16 to 1) teach what a campaign looks like. With any less, a
campaign drifts: each doubtful session makes the next one like it a little less doubtful."""

MEMBER_BITS = 2.0
"""From here on (4 to 1) a visit is the campaign's: bits that overlap are surer than they
may be, and a page says of people that they were attacked."""

ENTRY_BITS = 3.0
"""What a visit must weigh (8 to 1) that got into an account: it says of somebody that they were
compromised, and an owner's own sign-in looks the same."""

LONE_ENTRY_BITS = 6.0
"""The same (64 to 1) where an entry is less expected: no other address of the campaign went for the
account and it came by no way that was handed on, or its owner is on no roster."""

LEAST_REST = 3
"""With fewer suspect sessions beside the seed, nothing can be learnt from what others do."""

SEED_BITS = 8.0
"""What a session of the seed weighs where only that is known: more than an entry needs."""

DRIFTED = 0.5
"""A core that keeps less than this much of what once spoke for its aim has drifted: those that
joined since go for nobody in particular, and are somebody else's."""

EXPLAINED = 0.5
"""What is surely aimed may be too little to know the rest by: a campaign that holds less than this
share of all that seems aimed is grown from all of it."""

LIKELY_MEMBER = 0.5
"""How much what is likely the campaign's and not of its core counts among the others: in full, a
campaign that was found in part would be weighed against the rest of itself."""

WIDENED = 5
"""How often a core is grown once more, at the most."""

ROUNDS = 30
MOST_CAMPAIGNS = 20


@dataclass(frozen=True, slots=True)
class Membership:
    """One campaign among the suspects: what each family says of each session, and of each visit.

    `prior_bits` and `families` are by session, weighed against the kind of others (a code of
    KINDS_OF_OTHERS) that it is `against`. `visit_families` tell those families anew that differ
    within a session.
    """

    seed: Seed
    core: Bits
    against: Codes
    prior_bits: Bits
    families: dict[str, Bits]
    visit_families: dict[str, Bits]

    def session_bits(self) -> Bits:
        """Return the evidence of each session, prior included."""
        return total(self.prior_bits, self.families)

    def ours(self) -> Flags:
        """Tell the sessions that are the campaign's."""
        return np.asarray(self.session_bits() > MEMBER_BITS)

    def of_visits(self, suspects: Suspects) -> dict[str, Bits]:
        """Return each family's evidence of each visit."""
        session = suspects.visit_session
        told = {family: bits[session] for family, bits in self.families.items()}
        return told | self.visit_families

    def of_family(self, suspects: Suspects, family: str) -> Bits:
        """Return one family's evidence of each visit."""
        told = self.visit_families.get(family)
        return self.families[family][suspects.visit_session] if told is None else told

    def teams(self, suspects: Suspects) -> Flags:
        """Tell the visits that speak against the campaign as an organisation's own team's."""
        return np.asarray(self.of_family(suspects, "entries") < 0.0)

    def visit_bits(self, suspects: Suspects) -> Bits:
        """Return the evidence of each visit, prior included."""
        return total(self.prior_bits[suspects.visit_session], self.of_visits(suspects))


def find_memberships(suspects: Suspects) -> list[Membership]:
    """Find campaigns one after the other, each among the sessions that no earlier one took.

    What began a campaign and is not like the rest of it may begin another. A team behind one exit,
    once seen, stays one.
    """
    taken, team = np.zeros(len(suspects.session_ids)), np.zeros(len(suspects.tactic), dtype=bool)
    found: list[Membership] = []
    ground = read_ground(suspects)
    while len(found) < MOST_CAMPAIGNS:
        seed = (None if found else claimed_seed(suspects, taken)) or find_seed(suspects, taken)
        if seed is None:
            break
        membership = grow_best(ground, seed, taken, team)
        found.append(membership)
        team = team | membership.teams(suspects)
        ours = membership.ours()
        known = ours if (ours & (seed.members > 0)).any() else seed.begun.members > 0
        taken = np.maximum(taken, known)
    return found


def grow_best(ground: Ground, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Grow a campaign from what is surely aimed, or from all that seems so if it is too little."""
    begun = seed.begun
    sure = grow(ground, begun, taken, team)
    explained = seed.explained(sure.ours())
    if begun is seed or explained >= EXPLAINED:
        return sure
    likely = grow(ground, seed, taken, team)
    return likely if seed.explained(likely.ours()) > explained else sure


def grow(ground: Ground, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Weigh every suspect against the core until the core stays as it is.

    Where next to nothing else is suspect, there is nothing to weigh against: the seed is all of it.
    A core may stay as it is and be a corner of the campaign: few sure sessions make all others look
    unlike it. So it is grown once more from all that is likelier its own than not, as long as that
    ends at a core that goes for people the more and has most of the former. At last what comes from
    addresses that nobody else has is taken for its own.
    """
    if len(seed.members) - seed.members.sum() < LEAST_REST:
        return _of_seed(seed)
    found = _settled(ground, seed.members, taken, team)
    for _ in range(WIDENED):
        likely = found.likely(ground, taken)
        if likely.sum() <= found.core.sum():
            break
        more = _settled(ground, likely, taken, team)
        if more.aim <= found.aim or summed(more.core, found.core) < EXPLAINED * found.core.sum():
            break
        found = more
    told = weigh(ground, *found.by)
    free = (taken < SEEN) & ground.strangers
    sole = sole_addresses(ground.suspects, told.views[0].families, found.core, free)
    if sole.any():
        found = _settled(ground, found.core, taken, team, sole)
        told = weigh(ground, *found.by)
    told = weigh_closer(ground, told)
    return replace(_membership(ground.suspects, seed, told), core=found.core)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A core that stays as it is, what it makes of likely sessions, and how far it goes for people.

    `by` is what it was weighed by at last: a core, the others and teams.
    """

    core: Bits
    by: tuple[Bits, Bits, Flags]
    bits: Bits
    aim: float

    def likely(self, ground: Ground, taken: Bits) -> Bits:
        """Tell, as 0 or 1, the sessions that are likelier its own than not.

        Left out are several of one address that is new to the core, which speak for each other.
        """
        likely = (self.bits > 0.0) * (1.0 - taken) * ground.strangers
        address = ground.suspects.session_address
        known = np.bincount(address, self.core)[address] > 0
        alone = np.bincount(address, likely)[address] <= 1
        return np.asarray(np.where(known | alone, likely, 0.0))


def _settled(
    ground: Ground, core: Bits, taken: Bits, team: Flags, sole: Flags | None = None
) -> _Settled:
    """Renew a core until it stays as it is.

    One that drifts away from the people it was after is put back to where it was most aimed. Given
    the sessions of its `sole` addresses, only those join it, whomever they went for, and none of
    them counts among the others.
    """
    weight = ground.suspects.weight
    elsewhere = weight if sole is None else np.where(sole, 0.0, weight)
    joins: Bits = np.ones(len(core)) if sole is None else np.maximum(core, sole)
    others = elsewhere
    seen, most, aimed = set[bytes](), -np.inf, (core, others)
    for _ in range(ROUNDS):
        by, free = (core, others, team), (1.0 - taken) * ground.strangers * joins
        bits = weigh_likely(ground, *by)
        renewed = (bits > CORE_BITS) * free
        likely = (bits > MEMBER_BITS) * free * (1.0 - renewed)
        others = elsewhere * (1.0 - (1.0 - LIKELY_MEMBER) * likely)
        mark = renewed.tobytes() + others.tobytes()
        if not renewed.any() or mark in seen:
            break
        seen.add(mark)
        team = team | own_team(ground.suspects, renewed)
        core, aim = renewed, ground.aims.of_core(renewed)
        if aim > most:
            most, aimed = aim, (core, others)
        elif sole is None and aim < DRIFTED * most:
            core, others = aimed
            by = core, others, team
            bits = weigh_likely(ground, *by)
            break
    return _Settled(core, by, bits, most)


def _of_seed(seed: Seed) -> Membership:
    """Return a campaign of the seed's sessions, as sure as they are aimed."""
    families = {family: np.zeros(len(seed.members)) for family in FAMILY_CAPS}
    families["target"] = np.where(seed.members > 0, SEED_BITS, -SEED_BITS)
    none = np.zeros(len(seed.members))
    return Membership(seed, seed.members, none.astype(np.int64), none, families, {})


def _membership(suspects: Suspects, seed: Seed, told: Weighed) -> Membership:
    """Return a campaign as its core tells it, session by session and visit by visit."""
    against, views, core = told.against(), told.views, told.shown.core
    made = Membership(
        seed,
        core,
        against,
        np.choose(against, [view.prior_bits for view in views]),
        {f: np.choose(against, [view.families[f] for view in views]) for f in FAMILY_CAPS},
        told.of_visits(suspects),
    )
    bits, needed = made.visit_bits(suspects), needed_bits(suspects, core)
    person = person_bits(suspects, bits, needed, FAMILY_CAPS["person"])
    return replace(made, visit_families=made.visit_families | {"person": person})


def needed_bits(suspects: Suspects, core: Bits) -> Bits:
    """Return the bits from which on each visit is the campaign's.

    Those of a session mostly stand or fall together: it must be so sure that of as many visits as
    it has not one is expected to be somebody else's.
    """
    again = again_levels(suspects, core) > 0
    expected = suspects.protected[suspects.visit_account] & (again | suspects.handed)
    entry = np.where(expected, ENTRY_BITS, LONE_ENTRY_BITS)
    together = np.log2(suspects.size)[suspects.visit_session]
    return np.where(suspects.inside, entry, np.maximum(MEMBER_BITS, together))
