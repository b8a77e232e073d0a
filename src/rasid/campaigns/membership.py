"""Which sessions are a campaign's: grown from a seed, each suspect weighed against its core."""

from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.entries import own_team
from rasid.campaigns.footholds import foothold_bits
from rasid.campaigns.kept import (
    KEPT_CAPS,
    client_bits,
    infrastructure_bits,
    prior_bits,
    rhythm_bits,
)
from rasid.campaigns.links import Bits, Codes, others_come_too, others_use_more
from rasid.campaigns.manner import manner_bits, read_shown, strangeness_bits
from rasid.campaigns.merged import Looks, Merged, merge, read_looks
from rasid.campaigns.seeds import Aims, Seed, claimed_seed, find_seed
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import (
    again_bits,
    again_levels,
    sought_in_all,
    target_bits,
    target_levels,
)
from rasid.campaigns.weighing import (
    PULL,
    Sides,
    averaged,
    level_bits,
)
from rasid.tables.sessions import HOME_BITS

FAMILY_CAPS = KEPT_CAPS | {
    "target": 12.0,
    "again": 7.0,
    "manner": 6.0,
    "conduct": 6.0,
    "strangeness": 4.0,
    "foothold": 7.0,
    "entries": 9.0,
}
"""What one family of reasons may weigh at most in a session, in bits, however often it is told."""

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

LEAST_ENTRY_BITS = -3.0
"""What it may speak against a visit that it got in: few tries do, and few entries teach little."""

STRANGER_BITS = -3.0
"""From here down (8 to 1) a campaign does not go for such accounts. Behind an exit that others use,
that tells a stranger's visit from the campaign's in what looks like one session."""

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

ROUNDS = 30
MOST_CAMPAIGNS = 20

_AVERAGED = ("manner", "conduct", "strangeness", "foothold")
"""Families that are told of each visit, and of a session on average."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One campaign among the suspects: what each family says of each session, and of each visit.

    `prior_bits` and `families` are by session, weighed against the busiest of the others where it
    is `busy`. `visit_families` tell those families anew that differ within a session.
    """

    seed: Seed
    core: Bits
    busy: Flags
    prior_bits: Bits
    families: dict[str, Bits]
    visit_families: dict[str, Bits]

    def session_bits(self) -> Bits:
        """Return the evidence of each session, prior included."""
        return _total(self.prior_bits, self.families)

    def ours(self) -> Flags:
        """Tell the sessions that are the campaign's."""
        return np.asarray(self.session_bits() > MEMBER_BITS)

    def of_visits(self, suspects: Suspects) -> dict[str, Bits]:
        """Return each family's evidence of each visit."""
        session = suspects.visit_session
        told = {family: bits[session] for family, bits in self.families.items()}
        return told | self.visit_families

    def teams(self, suspects: Suspects) -> Flags:
        """Tell the visits that speak against the campaign as an organisation's own team's."""
        told = self.visit_families.get("entries")
        bits = self.families["entries"][suspects.visit_session] if told is None else told
        return np.asarray(bits < 0.0)

    def visit_bits(self, suspects: Suspects) -> Bits:
        """Return the evidence of each visit, prior included."""
        return _total(self.prior_bits[suspects.visit_session], self.of_visits(suspects))


@dataclass(frozen=True, slots=True)
class _Ground:
    """The suspects, with what is told of them once, whatever the core is."""

    suspects: Suspects
    strangers: Flags
    levels: Codes
    looks: Looks
    aims: Aims


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a core shows, whichever of the others its campaign's sessions are weighed against.

    `aim` is by session; by visit are `entries`, in bits, which are `of_entries` on a session's
    average; by merged visit `levels` (whom it went
    for) and `again`.
    """

    core: Bits
    aim: Bits
    entries: Bits
    of_entries: Bits
    merged: Merged
    levels: Codes
    again: Codes


@dataclass(frozen=True, slots=True)
class _View:
    """What the sessions weigh against one kind of others; `of_visits` is told of merged visits."""

    prior_bits: float
    families: dict[str, Bits]
    of_visits: dict[str, Bits]


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What a core makes of each session; what it makes of each visit is only asked at the end."""

    shown: _Shown
    views: tuple[_View, _View]

    def busy(self) -> Codes:
        """Return which of the views explains each session best."""
        totals = [_total(view.prior_bits, view.families) for view in self.views]
        return np.asarray(np.argmin(totals, axis=0))

    def session_bits(self) -> Bits:
        """Return what each session weighs by that."""
        totals = [_total(view.prior_bits, view.families) for view in self.views]
        return np.asarray(np.min(totals, axis=0))


def find_memberships(suspects: Suspects) -> list[Membership]:
    """Find campaigns one after the other, each among the sessions that no earlier one took.

    What began a campaign and is not like the rest of it may begin another. A team behind one exit,
    once seen, stays one.
    """
    taken, team = np.zeros(len(suspects.session_ids)), np.zeros(len(suspects.tactic), dtype=bool)
    found: list[Membership] = []
    ground = _read_ground(suspects)
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


def grow_best(ground: _Ground, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Grow a campaign from what is surely aimed, or from all that seems so if it is too little."""
    begun = seed.begun
    sure = grow(ground, begun, taken, team)
    explained = seed.explained(sure.ours())
    if begun is seed or explained >= EXPLAINED:
        return sure
    likely = grow(ground, seed, taken, team)
    return likely if seed.explained(likely.ours()) > explained else sure


def grow(ground: _Ground, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Weigh every suspect against the core until the core stays as it is.

    Where next to nothing else is suspect, there is nothing to weigh against: the seed is all of it.
    A core that drifts away from the people it was after is put back to where it was most aimed.
    """
    core, others = seed.members, np.ones(len(seed.members))
    if len(core) - core.sum() < LEAST_REST:
        return _of_seed(seed)
    seen, most, aimed = set[bytes](), -np.inf, (core, others)
    for _ in range(ROUNDS):
        told = _weigh(ground, core, others, team)
        bits, free = told.session_bits(), (1.0 - taken) * ground.strangers
        renewed = (bits > CORE_BITS) * free
        others = 1.0 - (1.0 - LIKELY_MEMBER) * (bits > MEMBER_BITS) * free * (1.0 - renewed)
        mark = renewed.tobytes() + others.tobytes()
        if not renewed.any() or mark in seen:
            break
        seen.add(mark)
        team = team | own_team(ground.suspects, renewed)
        core, aim = renewed, ground.aims.of_core(renewed)
        if aim > most:
            most, aimed = aim, (core, others)
        elif aim < DRIFTED * most:
            core, others = aimed
            told = _weigh(ground, core, others, team)
            break
    return replace(_membership(ground.suspects, seed, told), core=core)


def _read_ground(suspects: Suspects) -> _Ground:
    levels = target_levels(suspects)
    looks = read_looks(suspects, [levels, *read_shown(suspects)])
    return _Ground(suspects, _strangers(suspects), levels, looks, Aims(suspects))


def _strangers(suspects: Suspects) -> Flags:
    """Tell the sessions in which somebody is not at home: only those teach what intruders do."""
    strange = suspects.home_bits < HOME_BITS
    return np.bincount(suspects.visit_session, strange, len(suspects.session_ids)) > 0


def _of_seed(seed: Seed) -> Membership:
    """Return a campaign of the seed's sessions, as sure as they are aimed."""
    families = {family: np.zeros(len(seed.members)) for family in FAMILY_CAPS}
    families["target"] = np.where(seed.members > 0, SEED_BITS, -SEED_BITS)
    none = np.zeros(len(seed.members))
    return Membership(seed, seed.members, none > 0, none, families, {})


def _weigh(ground: _Ground, core: Bits, others: Bits, team: Flags) -> _Weighed:
    """Weigh each session against the kind of others that explains it best.

    Against all others, nearly all of them honest, whatever bots do would look like the campaign's;
    so a session is weighed against the busiest of them too, where each counts by its visits.
    """
    suspects = ground.suspects
    again = again_levels(suspects, core)
    merged = merge(ground.looks, core - (1.0 - others), again)
    entries = np.where(team, -FAMILY_CAPS["entries"], 0.0)
    shown = _Shown(
        core,
        ground.aims.of_sessions(core),
        entries,
        averaged(suspects.visit_session, entries, len(core)),
        merged,
        ground.levels[merged.first_visits],
        again[merged.first_visits],
    )
    busiest = _as_many(suspects.size * others, 1.0 - core)
    both = merged.sides(core, others)
    views = [
        _against(suspects, shown, rest, side)
        for rest, side in ((others, both), (busiest, merged.against(both, core, busiest)))
    ]
    return _Weighed(shown, (views[0], views[1]))


def _membership(suspects: Suspects, seed: Seed, told: _Weighed) -> Membership:
    """Return a campaign as its core tells it, session by session and visit by visit."""
    busy, views, shown = told.busy(), told.views, told.shown
    of_visits = busy[suspects.visit_session]
    visits = [_of_visits(suspects, shown, view) for view in views]
    return Membership(
        seed,
        shown.core,
        busy > 0,
        np.choose(busy, [view.prior_bits for view in views]),
        {f: np.choose(busy, [view.families[f] for view in views]) for f in FAMILY_CAPS},
        {f: np.choose(of_visits, [view[f] for view in visits]) for f in visits[0]},
    )


def _as_many(weight: Bits, rest: Bits) -> Bits:
    """Scale weights of the rest to as many sessions as they are worth (Kish's effective number)."""
    weighed = weight * rest
    return np.asarray(weight * weighed.sum() / np.maximum((weighed**2).sum(), 1e-9))


def _against(suspects: Suspects, shown: _Shown, rest: Bits, both: Sides) -> _View:
    """Weigh all sessions against one kind of others.

    `rest` is how much each session counts where it is none of the core, by how many visits it has;
    `both` are the sides that the merged visits are then on.
    """
    core, once = shown.core, shown.merged
    kinds = once.suspects
    sought = sought_in_all(kinds, shown.levels, both)[once.sessions]
    again, own_again = again_bits(kinds, shown.again, both, len(kinds.session_ids))
    again = np.clip(again, -FAMILY_CAPS["again"], FAMILY_CAPS["again"])[once.sessions]
    conduct = level_bits(kinds.tactic, both, FAMILY_CAPS["conduct"])
    of_visits = {
        "target": target_bits(kinds, shown.levels, both),
        "again": own_again,
        "manner": manner_bits(kinds, both, FAMILY_CAPS["manner"]),
        "conduct": np.where(kinds.inside, np.maximum(conduct, LEAST_ENTRY_BITS), conduct),
        "strangeness": strangeness_bits(kinds, both, FAMILY_CAPS["strangeness"]),
        "foothold": foothold_bits(kinds, both, FAMILY_CAPS["foothold"]),
    }
    families = {
        "infrastructure": infrastructure_bits(suspects, core, rest),
        "client": client_bits(suspects, core, rest),
        "target": _target(sought, shown.aim, core),
        "again": again,
        "rhythm": rhythm_bits(suspects, core, rest),
        **{family: once.of_sessions(of_visits[family]) for family in _AVERAGED},
        "entries": shown.of_entries,
    }
    return _View(prior_bits(core, rest), families, of_visits)


def _of_visits(suspects: Suspects, shown: _Shown, view: _View) -> dict[str, Bits]:
    """Return what families say of each visit that differ within a session.

    Who got in is judged by whose the account is, and not by whom else the session went for: behind
    a shared exit an owner's sign-in stands next to strangers' tries. What else came in a session
    from where others are not is one hand's, and stands or falls together.
    """
    session, visits = suspects.visit_session, shown.merged.visits
    of_visits = {family: bits[visits] for family, bits in view.of_visits.items()}
    of_sessions = {family: view.families[family][session] for family in of_visits}
    address, inside = suspects.values("address"), suspects.inside
    exits = others_use_more(address, np.arange(len(shown.core)), shown.core)[session]
    alone = inside | (exits & (of_visits["target"] < STRANGER_BITS))
    each = inside | others_come_too(address, shown.core)[session] | (suspects.home_bits > 0.0)
    by_itself = dict.fromkeys(_AVERAGED, each) | {"target": alone, "again": inside}
    told = {f: np.where(by_itself[f], bits, of_sessions[f]) for f, bits in of_visits.items()}
    return told | {"entries": shown.entries}


def _target(sought: Bits, aim: Bits, core: Bits) -> Bits:
    """Return what whom a session went for says: that it is like the core, or aimed by itself.

    The fewer sessions teach what the campaign is after, the more is left to the latter.
    """
    unlike = 0.5 * PULL / (core.sum() + PULL)
    cap = FAMILY_CAPS["target"]
    return np.asarray(np.clip(np.logaddexp2(sought, aim + np.log2(unlike)), -cap, cap))


def needed_bits(suspects: Suspects, core: Bits) -> Bits:
    """Return the bits from which on each visit is the campaign's."""
    again = again_levels(suspects, core) > 0
    expected = suspects.protected[suspects.visit_account] & (again | suspects.handed)
    entry = np.where(expected, ENTRY_BITS, LONE_ENTRY_BITS)
    return np.where(suspects.inside, entry, MEMBER_BITS)


def _total(prior_bits: Bits | float, families: dict[str, Bits]) -> Bits:
    """Add up one after the other, which takes no second copy of all."""
    first, *rest = families.values()
    total = first.copy()
    for bits in rest:
        total += bits
    total += prior_bits
    return total
