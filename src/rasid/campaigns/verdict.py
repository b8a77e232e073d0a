"""Is it a campaign at all? The reasons for and against, and the probability they add up to.

Reasons are weighed as if nothing were told twice, and then each counts 1 / TEMPER of that: whom it
went for, how and from where are the choices of few people, and honest ones share them at times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import numpy as np

from rasid.campaigns.chance_hits import MOST_OF_ONE, crowd_beside, hits_by_chance
from rasid.campaigns.coming_back import come_back
from rasid.campaigns.entries import handed_to, let_in_bits, settled_bits, usual_settling
from rasid.campaigns.evidence import Chosen
from rasid.campaigns.hunts import (
    How,
    Hunt,
    by_conduct,
    by_whom,
    handed_on,
    settling,
    whom_says_nothing,
)
from rasid.campaigns.kept import KEPT_CAPS
from rasid.campaigns.links import MISSING, Codes, distinct
from rasid.campaigns.membership import Membership
from rasid.campaigns.news import Visits, weigh_news
from rasid.campaigns.residents import weigh_residents
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import (
    Chance,
    aimed_bits,
    alikeness,
    guesses,
    occasion_weights,
)

LIKELY = 0.5
"""From this probability on something is shown as a campaign; less of it is background."""

TEMPER = 4.0
"""What a bit of all below counts less: the likeliest by what was one and what was not in a hundred
doubtful simulated weeks (4.3); docs/how-it-judges.md says how it did in others."""

PRIOR_BITS = -4.0
"""Before any evidence: one in three of what was found to be like itself, and perhaps aimed. Of 309
such in 260 doubtful simulated weeks it was fewer, of an outsider's months more."""

TARGETING_CAP_BITS = 60.0

TEAM_CAP_BITS = 15.0
"""What targeting may weigh of who got in nearly everywhere, or by an application alone: a team is
of protected people too, and may be given one."""

ASKING_CAP_BITS = 6.0
USUAL_OCCASIONS = 16
BITS_A_DOUBLING = 2.0
"""What look-ups may weigh: assistants, reporters and students ask for a dozen people too, but twice
as much of one hand is four times as rare."""

ONLY_ASKS_BITS = -6.0
"""What speaks against a campaign that never tries to enter: the public asks for public people. It
knows their addresses: it is less, the more of them are none, and what one would guess."""

FEW, SEVERAL = 2, 6
HARDLY_TRIES_BITS = ONLY_ASKS_BITS
"""What speaks against one that tries to enter a few accounts: a colleague or an assistant may.
It is less with each account more, and nothing with several."""

ONE_ASKS_BITS = -9.0
"""What speaks against one that only asks, and from one address: a scanner or a directory does."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way of looking at whom suspects went for, with what is the same for every campaign.

    `sources` counts the addresses that it looks at; it `asks` where it looks at asking too, and not
    only at who tries to enter or is inside.
    """

    hunt: Hunt
    chance: Chance
    sources: int
    asks: bool


_READ = WeakKeyDictionary[Suspects, tuple[_Way, ...]]()
"""What was read of suspects for one judgement, kept for the next among the same ones."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against a campaign."""

    family: str
    bits: float
    reason: str


def judge(suspects: Suspects, chosen: Chosen) -> list[Reason]:
    """Return what speaks for and against these visits being a campaign."""
    entries = _entries(suspects, chosen)
    told = [
        Reason("prior", PRIOR_BITS, "before any evidence, one in three of such is a campaign"),
        _targeting(suspects, chosen, entries.bits),
        _attacks(suspects, chosen),
        entries,
        *_residents(suspects, chosen),
        *_news(suspects, chosen),
        *_divisions(chosen),
    ]
    return [replace(reason, bits=reason.bits / TEMPER) for reason in told]


def probability(reasons: Sequence[Reason]) -> float:
    """Return the probability that a sum of evidence in bits stands for."""
    return float(1.0 / (1.0 + np.exp2(-sum(reason.bits for reason in reasons))))


def _is_an_application(suspects: Suspects, chosen: Chosen) -> bool:
    """Tell whether all that tried to enter, and got in, is an application."""
    application = np.isin(chosen.places, suspects.by_application)
    return bool(application.any() and not suspects.entering[chosen.places[~application]].any())


def _targeting(suspects: Suspects, chosen: Chosen, let_in: float) -> Reason:
    """Weigh how many went for protected people against chance, less the number of sources tried.

    The weightiest way of looking counts: tries to enter, what was done inside, accounts, or with
    them addresses that are no account, which harvesters ask for by the thousand. Look-ups that
    nothing ties to each other are a crowd's, of whom each asks for few. `let_in` are the bits
    against an intruder by how readily it got in: the likelier a team, the less does it prove whom
    it went for, and nothing what it did. Nor does it where an application is all that ever came in.
    Without a roster what it did proves no more than that it comes back.
    """
    by_what = whom_says_nothing(suspects)
    reach = 0.0 if by_what else TEAM_CAP_BITS
    if not _is_an_application(suspects, chosen):
        reach += (TARGETING_CAP_BITS - reach) * 2.0**let_in
    came = ""
    if not suspects.rostered:
        again, how_often = come_back(suspects, chosen.places)
        reach, came = min(reach, again), f"; {how_often}"
    ways, tied = _ways(suspects), _tied_share(suspects, chosen)
    beside = np.isin(suspects.visit_source, suspects.visit_source[chosen.places])
    crowd = crowd_beside(suspects, chosen.places)
    found = []
    for way in ways:
        tried = beside & (suspects.strange | by_what) & way.hunt.as_a_whole
        tried[chosen.places] = True
        looks = [_aim(suspects, chosen.member, way, np.flatnonzero(tried))]
        if (tried & crowd & way.hunt.visits).any():
            looks.append(_aim_apart(suspects, chosen, way, np.flatnonzero(crowd)))
        for weight, asked, said in looks:
            bits = weight - float(np.log2(len(ways) * len(looks) * way.sources))
            doublings = np.log2(max(asked * tied / USUAL_OCCASIONS, 1.0))
            asking = ASKING_CAP_BITS + BITS_A_DOUBLING * doublings
            cap = min(asking, reach) if way.asks else reach
            told = f"{said} by chance, {way.sources} sources were looked at{came}"
            found.append((float(np.clip(bits, -TARGETING_CAP_BITS, cap)), told))
    return Reason("targeting", *max(found))


def _tied_share(suspects: Suspects, chosen: Chosen) -> float:
    """Return the share of the sessions that what one hand keeps makes likelier its own than not."""
    kept = np.sum([chosen.bits[family] for family in ("prior", *KEPT_CAPS)], axis=0)
    _, first = np.unique(suspects.visit_session[chosen.places], return_index=True)
    return float(np.mean(kept[first] > 0.0)) if len(first) else 0.0


def _ways(suspects: Suspects) -> tuple[_Way, ...]:
    """Return the ways of looking at whom any of the suspects went for, read once."""
    if suspects not in _READ:
        _READ[suspects] = tuple(
            _Way(hunt, hunt.chance(suspects, hunt.visits), _sources(suspects, hunt), asks)
            for hunt, asks in _looked(suspects)
        )
    return _READ[suspects]


def _looked(suspects: Suspects) -> list[tuple[Hunt, bool]]:
    """Return the hunts that speak of a campaign, and of each whether it looks at asking too."""
    if whom_says_nothing(suspects):
        return [(hunt, False) for hunt in by_conduct(suspects)]
    real = suspects.exists[suspects.visit_account] > 0
    entering, anything = by_whom(suspects)
    inside = (settling(suspects), *handed_on(suspects))
    return [
        (replace(entering, visits=real & entering.visits), False),
        *((hunt, False) for hunt in inside),
        (replace(entering, name="went for accounts", visits=real), True),
        (anything, True),
    ]


def _sources(suspects: Suspects, hunt: Hunt) -> int:
    """Return at how many addresses a hunt looks, those for which others stand as well."""
    sessions = suspects.visit_session[hunt.visits]
    codes = suspects.values("address").codes[sessions]
    told = codes != MISSING
    weight = np.zeros(int(codes.max(initial=MISSING)) + 1)
    weight[codes[told]] = suspects.weight[sessions[told]]
    return max(round(float(weight.sum())), 1)


def _news(suspects: Suspects, chosen: Chosen) -> list[Reason]:
    """Weigh what rules say of its visits; others' are those that had trouble too."""
    mine = np.zeros(len(suspects.visit_session), dtype=bool)
    mine[chosen.places] = True
    address = suspects.values("address").codes[suspects.visit_session]
    visits = Visits(
        suspects.occasion, suspects.visit_name, address, mine, suspects.troubled & ~mine
    )
    said = weigh_news(suspects.news, visits)
    return [Reason("signals", *said)] if said else []


def _residents(suspects: Suspects, chosen: Chosen) -> list[Reason]:
    """Weigh that somebody is at home where it came from."""
    said = weigh_residents(suspects, np.unique(suspects.visit_session[chosen.places]))
    return [Reason("residents", *said)] if said else []


def _divisions(chosen: Chosen) -> list[Reason]:
    """Say what told the group apart from others; that speaks neither for nor against a campaign."""
    return [
        Reason(
            "group",
            0.0,
            f"told apart from another group that is after the same people: {one.total:.0f} bits ("
            + ", ".join(f"{trait} {bits:+.0f}" for trait, bits in one.bits.items())
            + ")",
        )
        for one in chosen.divisions[:1]
    ]


def _aim_apart(
    suspects: Suspects, chosen: Chosen, way: _Way, crowd: Codes
) -> tuple[float, float, str]:
    """Weigh a campaign apart from those who came the same ways, who hit so many by chance."""
    hunt = way.hunt
    ours, beside = (places[hunt.visits[places]] for places in (chosen.places, crowd))
    theirs = 0.0
    if hunt.how is not How.CONDUCT:
        theirs = hits_by_chance(suspects, ours, beside, hunt.accounts(suspects), hunt.usual)
    weight, occasions, said = _aim(suspects, chosen.member, way, chosen.places, theirs)
    many = len(distinct(suspects.visit_account[beside], len(suspects.accounts)))
    return weight, occasions, f"apart from {many} accounts that others went for beside it, {said}"


def _aim(
    suspects: Suspects, member: Membership, way: _Way, tries: Codes, theirs: float = 0.0
) -> tuple[float, float, str]:
    """Weigh a campaign as one hunt looks at it, in bits; how often it asked apart; in words.

    That is what accounts weigh of who tries to enter too: in a day, a large organisation's are
    asked for one by one. Of who does not, it is so of guesses at a name by who goes round through
    several networks, which a study does not; and a list that is asked for is one occasion.
    Accounts count by occasions. Small organisations among many strangers must not look like more
    for that: it is aimed only if it is so by accounts too. And it must be so within organisations:
    who goes for all of one hits as many protected people as are in it. `tries` are all visits of
    its sources that count, also those that were left out for whom they went for; `theirs` is how
    many of the hits are others'.
    """
    hunt, rates = way.hunt, way.chance.rates(suspects, member.core)
    places = tries[hunt.visits[tries]]
    accounts, first = np.unique(suspects.visit_account[places], return_index=True)
    wanted = np.isin(accounts, suspects.visit_account[places[hunt.wanted[places]]])
    weights = occasion_weights(suspects.occasion[places[first]], alikeness(suspects)[accounts])
    occasions = len(np.unique(suspects.occasion[places[first]]))
    one_by_one = suspects.entering[tries].any() | (
        guesses(suspects)[accounts] & _goes_round(suspects, places)
    )
    listed = np.unique(suspects.occasion[places[first]][~one_by_one])
    asked = float(weights[one_by_one].sum()) + len(listed)
    chance = rates[hunt.kinds[places[first]]]
    weights = weights * np.where(wanted, max(1.0 - theirs / max(wanted.sum(), 1), 0.0), 1.0)
    alike = np.full(len(weights), weights.mean() if len(weights) else 0.0)
    within = np.maximum(chance, np.minimum(suspects.mates_share[accounts], MOST_OF_ONE))
    views = [(weights, chance), (alike, chance), (alike, within)]
    if hunt.how is How.CONDUCT:
        views.pop()
    said = (
        f"{hunt.name}: {wanted.sum()} of {len(accounts)} are {hunt.whose}, "
        f"on {occasions} occasions; {chance.sum() + theirs:.1f} would be"
    )
    return min(aimed_bits(weight, wanted, by) for weight, by in views), asked, said


def _goes_round(suspects: Suspects, places: Codes) -> bool:
    """Tell whether visits came through more than one network."""
    networks = suspects.values("network").codes[suspects.visit_session[places]]
    return len(np.unique(networks[networks != MISSING])) > 1


def _entries(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how often it got in: whoever gets in nearly everywhere was let in.

    Addresses that are no account do not count, since nobody gets into those. An intruder with
    stolen sessions gets in as readily, and settles in more often than others do.
    Visits count too that were left out as those of a team at the campaign's own sources: what else
    came from there is the team's as well. What a consented application did says nothing, since who
    refused it is not seen, and that it goes for people was asked before; nor do accounts that were
    entered by a way that was handed on, at which nobody is refused.
    """
    members = (chosen.member, *chosen.also)
    team = np.any([member.teams(suspects) for member in members], axis=0)
    team &= np.isin(suspects.visit_source, suspects.visit_source[chosen.places])
    team[chosen.places] = False
    places = np.append(chosen.places, np.flatnonzero(team))
    places = np.setdiff1d(places[~handed_to(suspects, places)], list(suspects.by_application))
    places = places[suspects.exists[suspects.visit_account[places]] > 0]
    account = suspects.visit_account[places]
    count = len(np.unique(account[suspects.entering[places]]))
    entered = len(np.unique(account[suspects.inside[places]]))
    settled = len(np.unique(account[suspects.settling[places]]))
    bits = float(let_in_bits(np.array(float(entered)), np.array(float(count))))
    said = f"got into {entered} of the {count} accounts that it tried to enter"
    by_hand = suspects.visit_account[chosen.places[suspects.handed[chosen.places]]]
    if len(by_hand):
        said = f"apart from {len(np.unique(by_hand))} by ways that were handed on, {said}"
    if settled:
        usual = usual_settling(suspects, chosen.member.core)
        bits += float(settled_bits(np.array(float(settled)), np.array(float(entered)), usual))
        if settled > usual * entered:
            said += f" and settled in {settled} of them; others would in {usual * entered:.1f}"
    said += ", a team at the same sources included" if team.any() else ""
    return Reason("entries", float(np.clip(bits, -TARGETING_CAP_BITS, 0.0)), said)


def _attacks(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how many accounts it tried to enter; whoever tries what is none asked whether it is.

    Who only asks may be of the public, as far as that does not guess how a name is spelt.
    """
    real = suspects.entering & (suspects.exists[suspects.visit_account] > 0)
    entering = chosen.places[real[chosen.places]]
    tried = len(np.unique(suspects.visit_account[entering]))
    codes = suspects.values("address").codes[suspects.visit_session[chosen.places]]
    sources = len(np.unique(codes))
    if tried:
        accounts = f"{tried} account{'s' * (tried > 1)}"
        said = f"came from {sources} addresses and tried to enter {accounts}"
        return Reason("acts", _hardly_tries(tried), said)
    asked = np.unique(suspects.visit_account[chosen.places])
    guessed = int(np.count_nonzero(guesses(suspects)[asked]))
    known = 1.0 - guessed / max(len(asked), 1)
    told = f", {guessed} of the {len(asked)} addresses that it asked for are guesses"
    if sources > 1:
        said = f"came from {sources} addresses and never tried to enter"
        return Reason("acts", ONLY_ASKS_BITS * known, said + told * (guessed > 0))
    said = "asked from one address and never tried to enter"
    return Reason("acts", ONE_ASKS_BITS * known, said + told * (guessed > 0))


def _hardly_tries(accounts: int) -> float:
    """Weigh that few accounts were tried, by how near their number is to several (in doublings)."""
    most = float(np.log2(SEVERAL / FEW))
    return HARDLY_TRIES_BITS * float(np.clip(np.log2(SEVERAL / accounts) / most, 0.0, 1.0))
