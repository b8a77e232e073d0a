"""Is it a campaign at all? The reasons for and against, and the probability they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.entries import let_in_bits
from rasid.campaigns.evidence import Chosen
from rasid.campaigns.links import MISSING
from rasid.campaigns.news import Visits, weigh_news
from rasid.campaigns.seeds import Hunt, hunts
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import aimed_bits, alikeness, expected_hits, occasion_weights

LIKELY = 0.5
"""From this probability on something is shown as a campaign; less of it is background."""

PRIOR_BITS = -3.0
"""Before any evidence: one month in nine holds a campaign against the roster's people."""

TARGETING_CAP_BITS = 15.0

ASKING_CAP_BITS = 6.0
USUAL_OCCASIONS = 16
BITS_A_DOUBLING = 2.0
"""What look-ups may weigh: assistants, reporters and students ask for a dozen people too, but twice
as much is four times as rare."""

ONLY_ASKS_BITS = -6.0
"""What speaks against a campaign that never tries to enter: the public asks for public people."""

MOST_OF_ONE = 0.5
"""What chance hits at most within an organisation, though all of it be on the roster: whoever goes
for nobody but protected people there is aimed."""

FEW, SEVERAL = 2, 6
HARDLY_TRIES_BITS = ONLY_ASKS_BITS
"""What speaks against one that tries to enter a few accounts: a colleague or an assistant may.
It is less with each account more, and nothing with several."""

ONE_ASKS_BITS = -9.0
"""What speaks against one that only asks, and from one address: a scanner or a directory does."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against a campaign."""

    family: str
    bits: float
    reason: str


def judge(suspects: Suspects, chosen: Chosen) -> list[Reason]:
    """Return what speaks for and against these visits being a campaign."""
    return [
        Reason("prior", PRIOR_BITS, "before any evidence, one month in nine holds a campaign"),
        _targeting(suspects, chosen),
        _attacks(suspects, chosen),
        _entries(suspects, chosen),
        *_news(suspects, chosen),
        *_divisions(chosen),
    ]


def probability(reasons: Sequence[Reason]) -> float:
    """Return the probability that a sum of evidence in bits stands for."""
    return float(1.0 / (1.0 + np.exp2(-sum(reason.bits for reason in reasons))))


def _targeting(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how many went for protected people against chance, less the number of sources tried.

    The weightiest way of looking counts: tries to enter, accounts, or with them addresses that are
    no account, which harvesters ask for by the thousand.
    """
    real = suspects.exists[suspects.visit_account] > 0
    entering, anything = hunts(suspects)
    codes = suspects.values("address").codes
    sources = max(len(np.unique(codes[codes != MISSING])), 1)
    ways = (
        replace(entering, visits=real & entering.visits),
        replace(entering, name="went for accounts", visits=real),
        anything,
    )
    found = []
    for hunt in ways:
        weight, occasions, said = _aim(suspects, chosen, hunt)
        bits = weight - float(np.log2(len(ways) * sources))
        asking = ASKING_CAP_BITS + BITS_A_DOUBLING * np.log2(max(occasions / USUAL_OCCASIONS, 1.0))
        cap = TARGETING_CAP_BITS if hunt is ways[0] else min(asking, TARGETING_CAP_BITS)
        found.append((float(np.clip(bits, -TARGETING_CAP_BITS, cap)), said))
    most, said = max(found)
    return Reason("targeting", most, f"{said} by chance, {sources} sources were looked at")


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


def _aim(suspects: Suspects, chosen: Chosen, hunt: Hunt) -> tuple[float, int, str]:
    """Weigh a campaign as one hunt looks at it, in bits; on how many occasions; in words.

    Accounts count by occasions. Small organisations among many strangers must not look like more
    for that: it is aimed only if it is so by accounts too. And it must be so within organisations:
    who goes for all of one hits as many protected people as are in it. All tries of the sources
    count, also those that were left out for whom they went for.
    """
    expected = expected_hits(suspects, chosen.member.core, hunt.wanted, hunt.usual, hunt.visits)
    tried = suspects.strange & np.isin(suspects.visit_source, suspects.visit_source[chosen.places])
    tried[chosen.places] = True
    places = np.flatnonzero(tried & hunt.visits)
    accounts, first = np.unique(suspects.visit_account[places], return_index=True)
    weights = occasion_weights(suspects.occasion[places[first]], alikeness(suspects)[accounts])
    occasions = len(np.unique(suspects.occasion[places[first]]))
    wanted, chance = hunt.wanted[accounts], expected[places][first]
    alike = np.full(len(weights), weights.mean() if len(weights) else 0.0)
    within = np.maximum(chance, np.minimum(suspects.mates_share[accounts], MOST_OF_ONE))
    views = ((weights, chance), (alike, chance), (alike, within))
    said = (
        f"{hunt.name}: {wanted.sum()} of {len(accounts)} are {hunt.whose}, "
        f"on {occasions} occasions; {chance.sum():.1f} would be"
    )
    return min(aimed_bits(weight, wanted, by) for weight, by in views), occasions, said


def _entries(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how often it got in: whoever gets in nearly everywhere was let in.

    Addresses that are no account do not count, since nobody gets into those.
    Visits count too that were left out as those of a team at the campaign's own sources: what else
    came from there is the team's as well.
    """
    members = (chosen.member, *chosen.also)
    team = np.any([member.of_visits(suspects)["entries"] < 0.0 for member in members], axis=0)
    team &= np.isin(suspects.visit_source, suspects.visit_source[chosen.places])
    team[chosen.places] = False
    places = np.append(chosen.places, np.flatnonzero(team))
    places = places[suspects.exists[suspects.visit_account[places]] > 0]
    account = suspects.visit_account[places]
    count = len(np.unique(account[suspects.entering[places]]))
    entered = len(np.unique(account[suspects.inside[places]]))
    bits = float(let_in_bits(np.array(float(entered)), np.array(float(count))))
    beside = ", a team at the same sources included" if team.any() else ""
    return Reason(
        "entries",
        max(bits, -TARGETING_CAP_BITS),
        f"got into {entered} of the {count} accounts that it tried to enter{beside}",
    )


def _attacks(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how many accounts it tried to enter; whoever tries what is none asked whether it is."""
    real = suspects.entering & (suspects.exists[suspects.visit_account] > 0)
    entering = chosen.places[real[chosen.places]]
    tried = len(np.unique(suspects.visit_account[entering]))
    codes = suspects.values("address").codes[suspects.visit_session[chosen.places]]
    sources = len(np.unique(codes))
    if tried:
        accounts = f"{tried} account{'s' * (tried > 1)}"
        said = f"came from {sources} addresses and tried to enter {accounts}"
        return Reason("acts", _hardly_tries(tried), said)
    if sources > 1:
        said = f"came from {sources} addresses and never tried to enter"
        return Reason("acts", ONLY_ASKS_BITS, said)
    return Reason("acts", ONE_ASKS_BITS, "asked from one address and never tried to enter")


def _hardly_tries(accounts: int) -> float:
    """Weigh that few accounts were tried, by how near their number is to several (in doublings)."""
    most = float(np.log2(SEVERAL / FEW))
    return HARDLY_TRIES_BITS * float(np.clip(np.log2(SEVERAL / accounts) / most, 0.0, 1.0))
