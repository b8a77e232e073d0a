"""Whom a session went for: what each visit's account is to the people on the roster."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import betaincc, betaln

from rasid.campaigns.composition import Levels, composed_bits
from rasid.campaigns.links import SEEN, Bits, Codes, summed
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.weighing import Sides, conditional_bits

_LIKE = ("", "somewhat like a protected person's, ", "very like a protected person's, ")
PROTECTED = 12
"""From this target level on, a protected person."""
LIKE_A_PROTECTED = 2
"""From this level on, an address that is no account counts as a protected person's."""
_NOBODY = (0, 1)
_AGAIN = (1, 2)
_LEAN = 100.0
"""How many addresses' worth of the usual share are mixed into the rate of a tactic: what a group
alone does, from some dozens of addresses, must not be its own baseline."""
LEAST_LIFT = 2.0
"""So many times as often as chance is aimed, at the least: that a harvester's list of names is a
little like the roster shows in thousands of tries, and means nothing."""
ALIKE_IN_A_DAY = 0.3
"""How alike the fates of one team's accounts on a day are (rho): ten weigh as three."""
TEAM = 30.0
"""So many people of one mail domain are of one team; of a larger domain, few of any two are."""
_SHARES = (np.arange(1000) + 0.5) / 1000
"""Points at which a share between its least and one is looked at, when all are equally likely."""
_NOTHING = -1e4
"""The logarithm of a probability too small to write down."""
_CAP_BITS = 6.0
"""What one visit's target may weigh at most."""


def target_levels(suspects: Suspects) -> Codes:
    """Return what each visit's account is: a code that `describe_level` puts in words."""
    plain = suspects.exists * 6 + suspects.alike * 2 + suspects.colleague
    levels = np.where(suspects.protected, PROTECTED + suspects.colleague, plain)
    return levels[suspects.visit_account]


def guesses(suspects: Suspects) -> Flags:
    """Tell the accounts that are none, and whose address is what one would guess somebody's is."""
    return np.asarray((suspects.alike >= LIKE_A_PROTECTED) & (suspects.exists == 0))


@cache
def describe_level(level: int) -> str:
    """Put a target level in words."""
    if level >= PROTECTED:
        return "went for a protected person"
    existing, rest = divmod(level, 6)
    alike, colleague = divmod(rest, 2)
    place = "in an organisation of protected people" if colleague else "in no such organisation"
    kind = "an account" if existing else "an address that is no account"
    return f"went for {kind}, {_LIKE[alike]}{place}"


def target_bits(suspects: Suspects, levels: Codes, both: Sides) -> Bits:
    """Weigh each visit by whom it went for, among visits that tried the same.

    An address that is no one's and like no one's (postmaster, press, …) is no target, whatever
    its domain.
    """
    bits = conditional_bits(levels, suspects.tactic, both, _CAP_BITS)
    return np.where(np.isin(levels[both.asked], _NOBODY), np.minimum(bits, 0.0), bits)


def sought_in_all(suspects: Suspects, levels: Codes, both: Sides) -> Bits:
    """Weigh whom each session went for; another address of a person sought before is no further."""
    counted = both.told.once(np.logical_not, suspects.same_person)
    made = Levels(levels, suspects.tactic, counted, never_for=_NOBODY)
    return composed_bits(made, both, len(suspects.session_ids))


def again_levels(suspects: Suspects, members: Bits) -> Codes:
    """Return 2 where members at *other* addresses entered the account, 1 where they tried.

    At one address anybody tries again.
    """
    levels = np.zeros(len(suspects.visit_session), dtype=np.int64)
    account, here, people = suspects.visit_name, suspects.name_at_address, len(suspects.accounts)
    theirs = suspects.of_sessions.at(np.flatnonzero(members))
    weight = members[suspects.visit_session[theirs]]
    sought = np.unique(account[theirs])
    asked = suspects.of_names.at(sought)  # nobody goes for all others again
    places = int(here.max(initial=-1)) + 1
    for did in (suspects.troubled, suspects.inside):
        touched = np.bincount(account[theirs], weight * did[theirs], people)
        own = np.bincount(here[theirs], weight * did[theirs], places)
        levels[asked] += touched[account[asked]] - own[here[asked]] >= SEEN
    return levels


def again_bits(suspects: Suspects, levels: Codes, both: Sides, sessions: int) -> tuple[Bits, Bits]:
    """Weigh that others of the members went for the same accounts, given whose those are.

    `levels` are those of `again_levels`. Return what it weighs for each session, and for each visit
    by itself. That they did never speaks against a visit, even where the rest is as yet unfound
    members.
    """
    protected = both.told.once(_protected, suspects)
    counted = both.told.once(np.ones_like, suspects.troubled)
    made = Levels(levels, protected, counted, never_against=_AGAIN)
    bits = conditional_bits(levels, protected, both, _CAP_BITS)
    return (
        composed_bits(made, both, sessions),
        np.where(levels[both.asked] > 0, np.maximum(bits, 0.0), bits),
    )


def _protected(suspects: Suspects) -> Codes:
    return suspects.protected[suspects.visit_account].astype(np.int64)


def is_most(share: float) -> bool:
    """Tell whether a share is so large that nobody can hit what it is of LEAST_LIFT times as often.

    Then whom somebody goes for says nothing of them.
    """
    return LEAST_LIFT * share >= 1.0


@dataclass(frozen=True, slots=True)
class Chance:
    """How often visits of a kind are hits, whoever is a member.

    Chance is by kind of visit. `source`, `hit` and `counted` are by visit; `tries` and `hits` by
    source, which is a kind and an address, `of_kind` and `weight` those of each; `every` sums both
    by kind, each address once; `most` is by kind what the rate is at most.
    """

    source: Codes
    hit: Bits
    counted: Bits
    tries: Bits
    hits: Bits
    of_kind: Codes
    weight: Bits
    every: tuple[Bits, Bits]
    most: Bits
    usual: float

    def rates(self, suspects: Suspects, members: Bits) -> Bits:
        """Return how often visits of each kind are hits, members' aside."""
        theirs = suspects.of_sessions.at(np.flatnonzero(members))
        source, place = np.unique(self.source[theirs], return_inverse=True)
        weight = members[suspects.visit_session[theirs]] * self.counted[theirs]
        tries, hits, kind = self.tries[source], self.hits[source], self.of_kind[source]
        once = self.weight[source]
        with_theirs = _by_kind(kind, tries, hits, once, len(self.most))
        tries = tries - np.bincount(place.reshape(-1), weight, len(source))
        hits = hits - np.bincount(place.reshape(-1), weight * self.hit[theirs], len(source))
        without = _by_kind(kind, tries, hits, once, len(self.most))
        of_tries, of_hits = (
            every - more + less
            for every, more, less in zip(self.every, with_theirs, without, strict=True)
        )
        rate = (of_hits + _LEAN * self.usual) / (of_tries + _LEAN)
        return np.asarray(np.maximum(np.minimum(rate, self.most), self.usual))


def _by_kind(kind: Codes, tries: Bits, hits: Bits, weight: Bits, count: int) -> tuple[Bits, Bits]:
    """Sum tries and hits at addresses by kind, as if each address had tried once."""
    once = weight / np.maximum(tries, 1e-9)
    of_tries, of_hits = (np.bincount(kind, told * once, count) for told in (tries, hits))
    return of_tries.astype(np.float64), of_hits.astype(np.float64)


def read_chance(
    suspects: Suspects,
    wanted: Flags,
    usual: float,
    among: Flags | None = None,
    kinds: Codes | None = None,
) -> Chance:
    """Read what `expected_hits` needs to know of visits, to be asked for several members.

    `wanted` is by visit. Given other `kinds` of visits than by what was tried, no rate is limited.
    """
    source = suspects.tried_source if kinds is None else suspects.at_address(kinds)
    of_visits = suspects.tried if kinds is None else kinds
    count = max(2 * len(suspects.tactics), int(of_visits.max(initial=0)) + 1)
    hit = wanted.astype(np.float64)
    counted = np.ones(len(source)) if among is None else among.astype(np.float64)
    tries = np.bincount(source, counted).astype(np.float64)
    hits = np.bincount(source, counted * hit).astype(np.float64)
    of_kind, weight = np.zeros(len(tries), dtype=np.int64), np.zeros(len(tries))
    of_kind[source], weight[source] = of_visits, suspects.weight[suspects.visit_session]
    most = np.full(count, np.inf)
    if kinds is None:
        quiet = max(_away(suspects, wanted, usual), usual)
        most[suspects.tactic[suspects.entering]] = LEAST_LIFT * quiet
        most[len(suspects.tactics) :] = LEAST_LIFT * quiet
    every = _by_kind(of_kind, tries, hits, weight, count)
    return Chance(source, hit, counted, tries, hits, of_kind, weight, every, most, usual)


def expected_hits(
    suspects: Suspects, members: Bits, wanted: Flags, usual: float, among: Flags | None = None
) -> Bits:
    """Return for each visit how often others of its tactic, members aside, hit a wanted account.

    `among` says which visits count at all. Each address counts once for a tactic, so that a busy
    group is not its own baseline; a tactic that few addresses show leans on the `usual` share of
    wanted accounts among all. Of tries to enter it is never more than LEAST_LIFT times what
    strangers hit who sign in quietly: wanted people may be away more than others, but a group that
    comes from hundreds of addresses is most of those who try. And it is never below the usual
    share: whoever hits as many of them as a list of everybody would is not aimed, however few of
    them others hit.
    """
    hit = wanted[suspects.visit_account]
    return read_chance(suspects, hit, usual, among).rates(suspects, members)[suspects.tried]


def _away(suspects: Suspects, wanted: Flags, usual: float) -> float:
    """Return how often who signs in quietly where they are not at home is wanted; once a source."""
    quiet, source = suspects.quiet, suspects.tried_source
    weight = quiet * suspects.weight[suspects.visit_session]
    once = weight / np.maximum(np.bincount(source, quiet)[source], 1)
    hits = summed(once, wanted)
    return float((hits + _LEAN * usual) / (once.sum() + _LEAN))


def alikeness(suspects: Suspects) -> Bits:
    """Return how alike the fates of two accounts of an account's mail domain are on one day."""
    return np.asarray(ALIKE_IN_A_DAY * np.minimum(1.0, TEAM / np.maximum(suspects.mates, 1)))


def occasion_weights(occasions: Codes, alike: Bits) -> Bits:
    """Return what each of some visits weighs among those of its occasion.

    What befalls a team in a day (an expiry, a lock-out, a journey) befalls many at a time. So
    accounts of one day and one mail domain count for fewer the more `alike` their fates are, as in
    a sample drawn by clusters (Kish 1965: n / (1 + (n - 1) rho)).
    """
    _, which, size = np.unique(occasions, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / (1.0 + (size[which.reshape(-1)] - 1) * alike))


def beyond_chance_bits(hits: Bits, tries: Bits, expected: Bits) -> Bits:
    """Weigh `hits` of `tries` on protected accounts against the `expected` number of them.

    log2 of the beta-binomial likelihood under an unknown share, uniform from LEAST_LIFT times
    chance up to one, over the binomial one under chance: the Bayes factor for "goes for protected
    people".
    Never positive where there are fewer hits than expected.
    """
    chance = np.clip(expected / np.maximum(tries, 1e-9), 1e-6, 1 - 1e-6)
    least = np.minimum(LEAST_LIFT * chance, (1.0 + chance) / 2.0)
    above = betaincc(hits + 1.0, tries - hits + 1.0, least)
    log_above = np.log(above, where=above > 0.0, out=np.full_like(above, _NOTHING))
    aimed = betaln(hits + 1.0, tries - hits + 1.0) + log_above
    blind = hits * np.log(chance) + (tries - hits) * np.log1p(-chance)
    bits = (aimed - np.log1p(-least) - blind) / np.log(2.0)
    return np.asarray(np.where(hits > chance * tries, bits, -np.abs(bits)))


def aimed_bits(weights: Bits, wanted: Flags, chance: Bits) -> float:
    """Weigh which of some accounts are `wanted`, given how often chance alone hits each.

    log2 of the Bayes factor as in `beyond_chance_bits`, account by account, each with its weight: a
    share of them was chosen for being wanted, which is unknown, and the rest was hit by chance. So
    a hit where few are wanted says much, though elsewhere many are.
    """
    hits, tries, usual = summed(weights, wanted), weights.sum(), summed(weights, chance)
    mean = float(np.clip(usual / max(tries, 1e-9), 1e-6, 1.0 - 1e-6))
    least = min((LEAST_LIFT - 1.0) * mean / (1.0 - mean), 0.5)
    kinds, which = np.unique(
        np.stack([np.clip(chance, 1e-6, 1.0 - 1e-6), wanted]), axis=1, return_inverse=True
    )
    weight = np.bincount(which.reshape(-1), weights, kinds.shape[1])
    share = least + (1.0 - least) * _SHARES[:, np.newaxis] ** 2
    by_chance, hit = kinds
    blind = np.where(hit > 0, by_chance, 1.0 - by_chance)
    told = (np.log((share * hit + (1.0 - share) * blind) / blind) * weight).sum(axis=1)
    density = 2.0 * _SHARES / len(_SHARES)
    bits = float((told.max() + np.log(summed(density, np.exp(told - told.max())))) / np.log(2.0))
    return bits if hits > usual else -abs(bits)
