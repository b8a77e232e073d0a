"""Is it a campaign at all? The reasons for and against, and the probability they add up to."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaln

from rasid.campaigns.evidence import Chosen
from rasid.campaigns.links import MISSING
from rasid.campaigns.seeds import ASKING
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
    """Weigh how many accounts are protected against chance, less the number of sources tried.

    Addresses that are no account are left out: they are nobody's, protected or not.
    """
    real = suspects.exists[suspects.visit_account] > 0
    expected = expected_hits(
        suspects, chosen.member.core, suspects.protected, suspects.protected_share, real
    )
    places = chosen.places[real[chosen.places]]
    accounts, first = np.unique(suspects.visit_account[places], return_index=True)
    hits, tries = float(suspects.protected[accounts].sum()), float(len(accounts))
    chance = float(expected[places][first].sum())
    weight = float(beyond_chance_bits(*(np.array([n]) for n in (hits, tries, chance)))[0])
    codes = suspects.values("address").codes
    sources = len(np.unique(codes[codes != MISSING]))
    bits = weight - np.log2(max(sources, 1))
    return Reason(
        "targeting",
        float(np.clip(bits, -TARGETING_CAP_BITS, TARGETING_CAP_BITS)),
        f"{hits:.0f} of {tries:.0f} accounts are protected, {chance:.1f} would be by chance, "
        f"{sources} sources were looked at",
    )


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
