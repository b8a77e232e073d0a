"""Which sessions are a campaign's: grown from a seed, each suspect weighed against its core."""

from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.entries import own_team
from rasid.campaigns.footholds import foothold_bits
from rasid.campaigns.kept import KEPT_CAPS, client_bits, infrastructure_bits, rhythm_bits
from rasid.campaigns.links import MISSING, Bits, Codes, others_use_more
from rasid.campaigns.merged import Merged, merge
from rasid.campaigns.seeds import Seed, claimed_seed, core_aim, find_seed, session_aim
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
    own_kind_bits,
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
account, or its owner is on no roster."""

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

ROUNDS = 30
MOST_CAMPAIGNS = 20

_HOME_EDGES = (-8.0, -4.0, -1.0, 0.0, 1e-9, 2.0, 4.0, 6.0)


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

    def visit_bits(self, suspects: Suspects) -> Bits:
        """Return the evidence of each visit, prior included."""
        return _total(self.prior_bits[suspects.visit_session], self.of_visits(suspects))


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a core shows, whichever of the others its campaign's sessions are weighed against.

    `aim` is by session, and so are `exits`, at which others are more than the core; by visit are
    `entries`, in bits; by merged visit `levels` (whom it went for) and `again`.
    """

    core: Bits
    aim: Bits
    exits: Flags
    entries: Bits
    merged: Merged
    levels: Codes
    again: Codes


def find_memberships(suspects: Suspects) -> list[Membership]:
    """Find campaigns one after the other, each among the sessions that no earlier one took.

    What began a campaign and is not like the rest of it may begin another. A team behind one exit,
    once seen, stays one.
    """
    taken, team = np.zeros(len(suspects.session_ids)), np.zeros(len(suspects.tactic), dtype=bool)
    found: list[Membership] = []
    while len(found) < MOST_CAMPAIGNS:
        seed = (None if found else claimed_seed(suspects, taken)) or find_seed(suspects, taken)
        if seed is None:
            break
        membership = grow_best(suspects, seed, taken, team)
        found.append(membership)
        team = team | (membership.of_visits(suspects)["entries"] < 0.0)
        ours = membership.ours()
        known = ours if (ours & (seed.members > 0)).any() else seed.begun.members > 0
        taken = np.maximum(taken, known)
    return found


def grow_best(suspects: Suspects, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Grow a campaign from what is surely aimed, or from all that seems so if it is too little."""
    begun = seed.begun
    sure = grow(suspects, begun, taken, team)
    explained = seed.explained(sure.ours())
    if begun is seed or explained >= EXPLAINED:
        return sure
    likely = grow(suspects, seed, taken, team)
    return likely if seed.explained(likely.ours()) > explained else sure


def grow(suspects: Suspects, seed: Seed, taken: Bits, team: Flags) -> Membership:
    """Weigh every suspect against the core until the core stays as it is.

    Where next to nothing else is suspect, there is nothing to weigh against: the seed is all of it.
    A core that drifts away from the people it was after is put back to where it was most aimed.
    """
    core, strangers = seed.members, _strangers(suspects)
    if len(core) - core.sum() < LEAST_REST:
        return _of_seed(seed)
    seen, most, aimed = set[bytes](), -np.inf, core
    for _ in range(ROUNDS):
        told = _weigh(suspects, seed, core, team)
        renewed = (told.session_bits() > CORE_BITS) * (1.0 - taken) * strangers
        mark = renewed.tobytes()
        if not renewed.any() or mark in seen:
            break
        seen.add(mark)
        team = team | own_team(suspects, renewed)
        core, aim = renewed, core_aim(suspects, renewed)
        if aim > most:
            most, aimed = aim, core
        elif aim < DRIFTED * most:
            core = aimed
            told = _weigh(suspects, seed, core, team)
            break
    return replace(told, core=core)


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


def _weigh(suspects: Suspects, seed: Seed, core: Bits, team: Flags) -> Membership:
    """Weigh each session against the kind of others that explains it best.

    Against all others, nearly all of them honest, whatever bots do would look like the campaign's;
    so a session is weighed against the busiest of them too, where each counts by its visits.
    """
    levels, again = target_levels(suspects), again_levels(suspects, core)
    merged = merge(suspects, core, [levels, again, *_looks(suspects)])
    shown = _Shown(
        core,
        session_aim(suspects, core),
        others_use_more(suspects.values("address"), np.arange(len(core)), core),
        np.where(team, -FAMILY_CAPS["entries"], 0.0),
        merged,
        levels[merged.first_visits],
        again[merged.first_visits],
    )
    size = np.bincount(suspects.visit_session, minlength=len(core)).astype(np.float64)
    rests = (np.ones(len(core)), _as_many(size, 1.0 - core))
    views = [_against(suspects, seed, shown, rest) for rest in rests]
    busy = np.argmin([view.session_bits() for view in views], axis=0)
    of_visits = busy[suspects.visit_session]
    return Membership(
        seed,
        core,
        busy > 0,
        np.choose(busy, [view.prior_bits for view in views]),
        {f: np.choose(busy, [view.families[f] for view in views]) for f in FAMILY_CAPS},
        {
            family: np.choose(of_visits, [view.visit_families[family] for view in views])
            for family in views[0].visit_families
        },
    )


def _looks(suspects: Suspects) -> list[Codes]:
    """Return what each visit shows that sessions are weighed by, besides whom it went for."""
    manner = (values.codes for values in suspects.links if values.link.family == "manner")
    home = np.sign(suspects.home_bits).astype(np.int64) + 1
    return [
        suspects.tactic,
        suspects.same_person.astype(np.int64),
        suspects.follow_up_kinds,
        home_levels(suspects) * 3 + home,
        *(codes[suspects.visit_session] - MISSING for codes in manner),
    ]


def _as_many(weight: Bits, rest: Bits) -> Bits:
    """Scale weights of the rest to as many sessions as they are worth (Kish's effective number)."""
    weighed = weight * rest
    return np.asarray(weight * weighed.sum() / np.maximum((weighed**2).sum(), 1e-9))


def _against(suspects: Suspects, seed: Seed, shown: _Shown, rest: Bits) -> Membership:
    """Weigh all sessions against one kind of others.

    `rest` is how much each session counts where it is none of the core. Who got in is judged by
    whose the account is, and not by whom else the session went for: behind a shared exit an owner's
    sign-in stands next to strangers' tries.
    """
    core, session, once = shown.core, suspects.visit_session, shown.merged
    kinds, both, count = once.suspects, once.sides(core, rest), len(core)
    own_target = target_bits(kinds, shown.levels, both)[once.visits]
    sought = sought_in_all(kinds, shown.levels, both)[once.sessions]
    target = _target(sought, shown.aim, core)
    again, own_again = again_bits(kinds, shown.again, both, len(kinds.session_ids))
    again = np.clip(again, -FAMILY_CAPS["again"], FAMILY_CAPS["again"])[once.sessions]
    manner = _manner(kinds, both)
    conduct = level_bits(kinds.tactic, both, FAMILY_CAPS["conduct"])
    conduct = np.where(kinds.inside, np.maximum(conduct, LEAST_ENTRY_BITS), conduct)
    strange = _strangeness(kinds, both)
    foothold = foothold_bits(kinds, both, FAMILY_CAPS["foothold"])
    families = {
        "infrastructure": infrastructure_bits(suspects, core, rest),
        "client": client_bits(suspects, core, rest),
        "target": target,
        "again": again,
        "rhythm": rhythm_bits(suspects, core, rest),
        "manner": once.of_sessions(manner),
        "conduct": once.of_sessions(conduct),
        "strangeness": once.of_sessions(strange),
        "foothold": once.of_sessions(foothold),
        "entries": averaged(session, shown.entries, count),
    }
    alone = suspects.inside | (shown.exits[session] & (own_target < STRANGER_BITS))
    visit_families = {
        "target": np.where(alone, own_target, target[session]),
        "again": np.where(suspects.inside, own_again[once.visits], again[session]),
        "manner": manner[once.visits],
        "conduct": conduct[once.visits],
        "strangeness": strange[once.visits],
        "foothold": foothold[once.visits],
        "entries": shown.entries,
    }
    prior_bits = np.full(count, _prior(core, rest))
    return Membership(seed, core, np.zeros(count, dtype=bool), prior_bits, families, visit_families)


def _target(sought: Bits, aim: Bits, core: Bits) -> Bits:
    """Return what whom a session went for says: that it is like the core, or aimed by itself.

    The fewer sessions teach what the campaign is after, the more is left to the latter.
    """
    unlike = 0.5 * PULL / (core.sum() + PULL)
    cap = FAMILY_CAPS["target"]
    return np.asarray(np.clip(np.logaddexp2(sought, aim + np.log2(unlike)), -cap, cap))


def _strangeness(suspects: Suspects, both: Sides) -> Bits:
    """Weigh how far from home an account is, among those of which the logs know a home.

    That it is far from home never speaks for its owner.
    """
    known = (suspects.home_bits != 0.0).astype(np.int64)
    cap = FAMILY_CAPS["strangeness"]
    bits = own_kind_bits(home_levels(suspects), known, both, cap)
    return np.where(suspects.home_bits < 0.0, np.maximum(bits, 0.0), np.where(known, bits, 0.0))


def needed_bits(suspects: Suspects, core: Bits) -> Bits:
    """Return the bits from which on each visit is the campaign's."""
    again = again_levels(suspects, core) > 0
    expected = suspects.protected[suspects.visit_account] & again
    entry = np.where(expected, ENTRY_BITS, LONE_ENTRY_BITS)
    return np.where(suspects.inside, entry, MEMBER_BITS)


def home_levels(suspects: Suspects) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return how far from home each visit's account is, as a code from far to near."""
    return np.searchsorted(_HOME_EDGES, suspects.home_bits, side="right").astype(np.int64)


def _manner(suspects: Suspects, both: Sides) -> Bits:
    """Weigh how a session went about it, among visits that tried the same."""
    cap = FAMILY_CAPS["manner"]
    total = np.zeros(len(suspects.visit_session))
    for values in suspects.links:
        if values.link.family == "manner":
            levels = values.codes[suspects.visit_session] + 1
            bits = own_kind_bits(levels, suspects.tactic, both, values.link.cap_bits)
            total += np.where(levels == MISSING + 1, 0.0, bits)
    return np.clip(total, -cap, cap)


def _prior(core: Bits, rest: Bits) -> float:
    others = float(((1.0 - core) * rest).sum())
    return min(float(np.log2(max(core.sum(), 0.5) / max(others, 0.5))), 0.0)


def _total(prior_bits: Bits, families: dict[str, Bits]) -> Bits:
    return np.asarray(prior_bits + np.sum(list(families.values()), axis=0))
