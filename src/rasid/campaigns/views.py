"""What a core makes of each suspect session and visit, against the others that fit best."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.entries import least_entry_bits
from rasid.campaigns.footholds import foothold_bits
from rasid.campaigns.kept import (
    KEPT_CAPS,
    client_bits,
    infrastructure_bits,
    prior_bits,
    rhythm_bits,
)
from rasid.campaigns.links import EACH, Bits, Codes, Some, others_come_too, others_use_more
from rasid.campaigns.manner import manner_bits, read_shown, strangeness_bits
from rasid.campaigns.merged import Looks, Merged, merge, read_looks
from rasid.campaigns.seeds import Aims
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import (
    again_bits,
    again_levels,
    sought_in_all,
    target_bits,
    target_levels,
)
from rasid.campaigns.weighing import PULL, Sides, averaged, level_bits
from rasid.tables.sessions import HOME_BITS

FAMILY_CAPS = KEPT_CAPS | {
    "target": 12.0,
    "again": 7.0,
    "manner": 6.0,
    "conduct": 6.0,
    "strangeness": 4.0,
    "foothold": 7.0,
    "entries": 9.0,
    "person": 9.0,
}
"""What one family of reasons may weigh at most in a session, in bits, however often it is told."""

LEAST_ENTRY_BITS = -3.0
"""What it may speak against a visit that it got in: few tries do, and few entries teach little."""

LEAST_AGAIN_BITS = -2.0
"""What it may speak against a visit that nobody else of the campaign went for its account: whom
others of it went for is surer for that, so that a core has more of those than the campaign."""

STRANGER_BITS = -3.0
"""From here down (8 to 1) a campaign does not go for such accounts. Behind an exit that others use,
that tells a stranger's visit from the campaign's in what looks like one session."""

KINDS_OF_OTHERS = (
    "all",
    "the busiest",
    "those who recover accounts where they are not at home",
    "those who are refused where they are not at home",
    "the busiest who recover accounts where they are not at home",
    "the busiest who are refused where they are not at home",
)
"""Whom a session is weighed against: what explains it best counts. The last two are only asked of
a core that stays as it is."""

_AVERAGED = ("manner", "conduct", "strangeness", "foothold")
"""Families that are told of each visit, and of a session on average."""

_OF_VISITS = ("target", "again", *_AVERAGED)
"""All families that are told of each visit, by what it shows."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The suspects, with what is told of them once, whatever the core is.

    In the sessions of `strangers` somebody is not at home.
    """

    suspects: Suspects
    strangers: Flags
    levels: Codes
    looks: Looks
    aims: Aims


@dataclass(frozen=True, slots=True)
class Shown:
    """What a core shows, whichever of the others its campaign's sessions are weighed against.

    `aim` is by session; by visit are `entries`, in bits, which are `of_entries` on a session's
    average; by merged visit `levels` (whom it went for) and `again`.
    """

    core: Bits
    aim: Bits
    entries: Bits
    of_entries: Bits
    merged: Merged
    levels: Codes
    again: Codes


@dataclass(frozen=True, slots=True)
class View:
    """What the sessions weigh against one kind of others; `of_visits` is told of merged visits."""

    prior_bits: float
    families: dict[str, Bits]
    of_visits: dict[str, Bits]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a core makes of each session; what it makes of each visit is only asked at the end.

    `others` is how much each session counts among the others.
    """

    shown: Shown
    others: Bits
    views: tuple[View, ...]

    def against(self) -> Codes:
        """Return which of KINDS_OF_OTHERS explains each session best."""
        totals = [total(view.prior_bits, view.families) for view in self.views]
        return np.asarray(np.argmin(totals, axis=0))

    def session_bits(self) -> Bits:
        """Return what each session weighs by that."""
        totals = [total(view.prior_bits, view.families) for view in self.views]
        return np.asarray(np.min(totals, axis=0))

    def of_visits(self, suspects: Suspects) -> dict[str, Bits]:
        """Return by that what families say of each visit that differ within a session."""
        against = self.against()[suspects.visit_session]
        alone, count = _alone(suspects, self.shown.core), len(against)
        told = {family: np.zeros(count) for family in _OF_VISITS}
        for number, view in enumerate(self.views):
            places = np.flatnonzero(against == number)
            for family, bits in _of_visits(suspects, self.shown, view, alone, places).items():
                told[family][places] = bits
        return told | {"entries": self.shown.entries}


def read_ground(suspects: Suspects) -> Ground:
    """Read what is told of suspects whatever the core is."""
    levels = target_levels(suspects)
    looks = read_looks(suspects, [levels, *read_shown(suspects)])
    not_at_home = np.zeros(len(suspects.session_ids), dtype=bool)
    not_at_home[suspects.visit_session[suspects.home_bits < HOME_BITS]] = True
    return Ground(suspects, not_at_home, levels, looks, Aims(suspects))


def weigh(ground: Ground, core: Bits, others: Bits, team: Flags) -> Weighed:
    """Weigh each session against the kind of others that explains it best.

    Against all others, nearly all of them honest, whatever bots do would look like the campaign's;
    so a session is weighed against the busiest of them too, where each counts by its visits. And
    against those who recover accounts, or are refused, where they are not at home: that somebody
    intrudes says nothing of whose intruder it is.
    """
    shown = _shown(ground, core, others, team)
    views = (
        _against(ground.suspects, shown, rest, side)
        for rest, side in _kinds_of_others(ground.suspects, shown, others)
    )
    return Weighed(shown, others, tuple(views))


def weigh_likely(ground: Ground, core: Bits, others: Bits, team: Flags) -> Bits:
    """Return what `weigh` makes of the sessions that are likelier the core's than not.

    That the others are not is known by the first kind of others; of those that is all that is told.
    """
    shown = _shown(ground, core, others, team)
    first, *more = _kinds_of_others(ground.suspects, shown, others)
    view = _against(ground.suspects, shown, *first)
    bits = total(view.prior_bits, view.families)
    likely = np.flatnonzero(bits > 0.0)
    asked = shown.merged.visits_of(likely)
    for rest, side in more:
        view = _against(ground.suspects, shown, rest, side.only(asked), likely)
        bits[likely] = np.minimum(bits[likely], total(view.prior_bits, view.families))
    return bits


def _shown(ground: Ground, core: Bits, others: Bits, team: Flags) -> Shown:
    suspects = ground.suspects
    again = again_levels(suspects, core)
    merged = merge(ground.looks, core - (1.0 - others), again)
    entries, of_entries = np.where(team, -FAMILY_CAPS["entries"], 0.0), np.zeros(len(core))
    if team.any():
        of_entries = averaged(suspects.visit_session, entries, len(core))
    return Shown(
        core,
        ground.aims.of_sessions(core),
        entries,
        of_entries,
        merged,
        ground.levels[merged.first_visits],
        again[merged.first_visits],
    )


def _kinds_of_others(
    suspects: Suspects, shown: Shown, others: Bits
) -> Iterator[tuple[Bits, Sides]]:
    """Yield how much each session counts among others of a kind, and the sides they are then on."""
    core, merged = shown.core, shown.merged
    both = merged.sides(core, others)
    yield others, both
    busiest = _as_many(suspects.size * others, 1.0 - core)
    for rest in (busiest, *(others * (count > 0) for count in suspects.intruding)):
        yield rest, merged.against(both, core, rest)


def weigh_closer(ground: Ground, told: Weighed) -> Weighed:
    """Weigh what a core tells against the busiest of those who intrude as well.

    An exit brings strangers who recover one account each, and others who do so all day, with as
    many accounts a session as the campaign. While a core grows these may be the rest of the group,
    which it does not know yet; so they are only asked once it stays as it is.
    """
    core, once = told.shown.core, told.shown.merged
    rests = [_as_many(count * told.others, 1.0 - core) for count in ground.suspects.intruding]
    both = once.sides(core, told.others)
    views = (
        _against(ground.suspects, told.shown, rest, once.against(both, core, rest))
        for rest in rests
    )
    return replace(told, views=(*told.views, *views))


def _as_many(weight: Bits, rest: Bits) -> Bits:
    """Scale weights of the rest to as many sessions as they are worth (Kish's effective number)."""
    weighed = weight * rest
    return np.asarray(weight * weighed.sum() / np.maximum((weighed**2).sum(), 1e-9))


def _against(suspects: Suspects, shown: Shown, rest: Bits, both: Sides, at: Some = EACH) -> View:
    """Weigh sessions against one kind of others: all of them, or those `at` some places.

    `rest` is how much each session counts where it is none of the core, by how many visits it has;
    `both` are the sides that the merged visits are then on, all or those of these sessions asked.
    """
    core, once = shown.core, shown.merged
    kinds, which = once.suspects, once.sessions[at]
    sought = sought_in_all(kinds, shown.levels, both)[which]
    again, own_again = again_bits(kinds, shown.again, both, len(kinds.session_ids))
    again, own_again = (
        np.clip(bits, LEAST_AGAIN_BITS, FAMILY_CAPS["again"]) for bits in (again, own_again)
    )
    conduct = level_bits(kinds.tactic, both, FAMILY_CAPS["conduct"])
    of_entries = np.where(kinds.inside[both.asked], LEAST_ENTRY_BITS, -FAMILY_CAPS["conduct"])
    of_visits = {
        "target": target_bits(kinds, shown.levels, both),
        "again": own_again,
        "manner": manner_bits(kinds, both, FAMILY_CAPS["manner"]),
        "conduct": conduct,
        "strangeness": strangeness_bits(kinds, both, FAMILY_CAPS["strangeness"]),
        "foothold": foothold_bits(kinds, both, FAMILY_CAPS["foothold"]),
    }
    averages = [(family, of_visits[family]) for family in _AVERAGED]
    families = {
        "infrastructure": infrastructure_bits(suspects, core, rest, at=at),
        "client": client_bits(suspects, core, rest, at=at),
        "target": _target(sought, shown.aim[at], core),
        "again": again[which],
        "rhythm": rhythm_bits(suspects, core, rest, at=at),
        **{family: once.of_sessions(bits, both.asked)[which] for family, bits in averages},
        "conduct": once.of_sessions(np.maximum(conduct, of_entries), both.asked)[which],
        "entries": shown.of_entries[at],
        "person": np.zeros(len(which)),
    }
    return View(prior_bits(core, rest), families, of_visits)


@dataclass(frozen=True, slots=True)
class _Alone:
    """Which visits are weighed by themselves, by where they came from; whatever the others are.

    `least_entry` is what it may speak against each that it got in, `exits` tells those by exits
    that others use more, `crowded` those from where others come more than the core.
    """

    least_entry: Bits
    exits: Flags
    crowded: Flags


def _alone(suspects: Suspects, core: Bits) -> _Alone:
    session, address = suspects.visit_session, suspects.values("address")
    return _Alone(
        least_entry_bits(suspects, core, LEAST_ENTRY_BITS),
        others_use_more(address, np.arange(len(core)), core)[session],
        others_come_too(address, core)[session],
    )


def _of_visits(
    suspects: Suspects, shown: Shown, view: View, by: _Alone, places: Codes
) -> dict[str, Bits]:
    """Return what families say of visits at some places that differ within a session.

    Who got in is judged by whose the account is, and not by whom else the session went for: behind
    a shared exit an owner's sign-in stands next to strangers' tries. What else came in a session
    from where others are not is one hand's, and stands or falls together.
    """
    session, visits = suspects.visit_session[places], shown.merged.visits[places]
    of_visits = {family: view.of_visits[family][visits] for family in _OF_VISITS}
    inside, conduct = suspects.inside[places], of_visits["conduct"]
    of_visits["conduct"] = np.where(inside, np.maximum(conduct, by.least_entry[places]), conduct)
    alone = inside | (by.exits[places] & (of_visits["target"] < STRANGER_BITS))
    each = inside | by.crowded[places] | (suspects.home_bits[places] > 0.0)
    by_itself = dict.fromkeys(_AVERAGED, each) | {"target": alone, "again": inside}
    return {
        family: np.where(by_itself[family], bits, view.families[family][session])
        for family, bits in of_visits.items()
    }


def _target(sought: Bits, aim: Bits, core: Bits) -> Bits:
    """Return what whom a session went for says: that it is like the core, or aimed by itself.

    The fewer sessions teach what the campaign is after, the more is left to the latter.
    """
    unlike = 0.5 * PULL / (core.sum() + PULL)
    cap = FAMILY_CAPS["target"]
    return np.asarray(np.clip(np.logaddexp2(sought, aim + np.log2(unlike)), -cap, cap))


def total(prior_bits: Bits | float, families: dict[str, Bits]) -> Bits:
    """Add up one after the other, which takes no second copy of all."""
    first, *rest = families.values()
    added = first.copy()
    for bits in rest:
        added += bits
    added += prior_bits
    return added
