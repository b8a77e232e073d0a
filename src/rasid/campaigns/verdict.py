"""Is it a campaign at all? The reasons for and against, and the probability they add up to."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import betaln

from rasid.campaigns.evidence import Chosen
from rasid.campaigns.links import MISSING
from rasid.campaigns.seeds import ASKING, Hunt, hunts
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import beyond_chance_bits, expected_hits

PRIOR_BITS = -3.0
"""Before any evidence: one month in nine holds a campaign against the roster's people."""

TARGETING_CAP_BITS = 15.0
ONLY_ASKS_BITS = -6.0
"""What speaks against a campaign that never tries to enter: the public asks for public people."""

ONE_ASKS_BITS = -15.0
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
    ]


def probability(reasons: list[Reason]) -> float:
    """Return the probability that a sum of evidence in bits stands for."""
    return float(1.0 / (1.0 + np.exp2(-sum(reason.bits for reason in reasons))))


def _targeting(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how many went for protected people against chance, less the number of sources tried.

    The weightiest way of looking counts: tries to enter, accounts, or with them addresses that are
    no account, which harvesters ask for by the thousand.
    """
    real = suspects.exists[suspects.visit_account] > 0
    entering, anything = hunts(suspects)
    of_accounts = replace(entering, name="went for accounts", visits=real)
    found = [
        _aim(suspects, chosen, hunt)
        for hunt in (replace(entering, visits=real & entering.visits), of_accounts, anything)
    ]
    codes = suspects.values("address").codes
    sources = max(len(np.unique(codes[codes != MISSING])), 1)
    weight, said = max(found)
    bits = weight - np.log2(len(found) * sources)
    return Reason(
        "targeting",
        float(np.clip(bits, -TARGETING_CAP_BITS, TARGETING_CAP_BITS)),
        f"{said} by chance, {sources} sources were looked at",
    )


def _aim(suspects: Suspects, chosen: Chosen, hunt: Hunt) -> tuple[float, str]:
    """Weigh a campaign's visits as one hunt looks at them, in bits, and say what it saw."""
    expected = expected_hits(suspects, chosen.member.core, hunt.wanted, hunt.usual, hunt.visits)
    places = chosen.places[hunt.visits[chosen.places]]
    accounts, first = np.unique(suspects.visit_account[places], return_index=True)
    hits, tries = float(hunt.wanted[accounts].sum()), float(len(accounts))
    chance = float(expected[places][first].sum())
    weight = beyond_chance_bits(*(np.array([n]) for n in (hits, tries, chance)))
    said = f"{hunt.name}: {hits:.0f} of {tries:.0f} are {hunt.whose}, {chance:.1f} would be"
    return float(weight[0]), said


def _entries(suspects: Suspects, chosen: Chosen) -> Reason:
    """Weigh how often it got in: whoever gets in nearly everywhere was let in.

    log2 of two beta-binomial likelihoods: an intruder who gets in once in ten accounts or so, and
    a tool or a gateway with the right passwords that fails as rarely. It never speaks for.
    """
    tactics = np.array(suspects.tactics, dtype=object)[suspects.tactic[chosen.places]]
    tried = ~np.isin(tactics, ASKING)
    account = suspects.visit_account[chosen.places]
    count = len(np.unique(account[tried]))
    entered = len(np.unique(account[suspects.inside[chosen.places]]))
    rare, common = (
        betaln(entered + won, count - entered + lost) - betaln(won, lost)
        for won, lost in ((1, 9), (9, 1))
    )
    bits = min(0.0, float((rare - common) / np.log(2.0)))
    return Reason(
        "entries",
        max(bits, -TARGETING_CAP_BITS),
        f"got into {entered} of the {count} accounts that it tried to enter",
    )


def _attacks(suspects: Suspects, chosen: Chosen) -> Reason:
    tactics = {suspects.tactics[code] for code in np.unique(suspects.tactic[chosen.places])}
    tried = len(tactics.difference(ASKING)) > 0
    codes = suspects.values("address").codes[suspects.visit_session[chosen.places]]
    sources = len(np.unique(codes))
    if tried:
        return Reason("acts", 0.0, f"came from {sources} addresses and tried to enter")
    if sources > 1:
        said = f"came from {sources} addresses and never tried to enter"
        return Reason("acts", ONLY_ASKS_BITS, said)
    return Reason("acts", ONE_ASKS_BITS, "asked from one address and never tried to enter")
