"""Who lives where a campaign's sessions came from: its own people ask and err there too.

An assistant who looks people up, and tries a principal's password, does so without signing in, but
from where somebody is at home with that very program. Intruders seldom come from there. How seldom
is learnt of sources that tried to enter several strangers' accounts, nearly all of them crime's,
and how often others are there of all other sources that had trouble.
"""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from scipy.special import betaln

from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.weighing import PULL

SEVERAL_ACCOUNTS = 3
"""A source from which so many strangers' accounts were tried is taken for an intruder's."""

INTRUDERS = 10.0
OTHERS = PULL
"""How many sources' worth either share is held to be that of one hand: intruders are much alike in
this, while of others one is always at home and the next one never."""

CAP_BITS = 9.0
"""What residents may weigh at most: as much as that somebody only asks, and from one address."""

_READ = WeakKeyDictionary[Suspects, "Residents"]()
"""What was read of suspects for one judgement, kept for the next among the same ones."""


@dataclass(frozen=True, slots=True)
class Residents:
    """The sources at which somebody is at home, and how often those of either kind are such.

    `lived` is by `Suspects.source`.
    """

    lived: Flags
    of_intruders: float
    of_others: float

    def bits(self, lived: int, sources: int) -> float:
        """Weigh that so many of a hand's sources are lived in: an intruder's over others'.

        Either share is that of one hand, which is unknown (a beta-binomial).
        """
        intruder = _chance(lived, sources, INTRUDERS, self.of_intruders)
        return (intruder - _chance(lived, sources, OTHERS, self.of_others)) / float(np.log(2.0))

    def ties(self, lived: Bits, sources: Bits, usual: Bits) -> Bits:
        """Weigh the same of hands, each over one of which the `usual` share is known, a source."""
        told = lived * np.log2(usual / self.of_others)
        told += (sources - lived) * np.log2((1.0 - usual) / (1.0 - self.of_others))
        return told / np.maximum(sources, 1.0)


def read_residents(suspects: Suspects) -> Residents:
    """Return what is known of the sources of suspects."""
    if suspects not in _READ:
        count, people = int(suspects.source.max(initial=-1)) + 1, max(len(suspects.accounts), 1)
        lived, there = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        lived[suspects.source[suspects.vouched]] = True
        there[suspects.visit_source[suspects.strange]] = True
        tried = suspects.strange & suspects.entering
        pairs = np.unique(suspects.visit_source[tried] * people + suspects.visit_account[tried])
        crime = np.bincount(pairs // people, minlength=count) >= SEVERAL_ACCOUNTS
        others = there & ~crime
        usual = float((lived[others].sum() + 0.5) / (others.sum() + 1.0))
        rare = float((lived[crime].sum() + PULL * usual) / (crime.sum() + PULL))
        _READ[suspects] = Residents(lived, min(rare, usual), usual)
    return _READ[suspects]


def weigh_residents(suspects: Suspects, sessions: Codes) -> tuple[float, str] | None:
    """Weigh that somebody is at home where some sessions came from, in bits and words.

    None where nobody is: that never speaks for a campaign, as people have trouble on the way too.
    """
    known = read_residents(suspects)
    sources = np.unique(suspects.source[sessions])
    lived, count = int(known.lived[sources].sum()), len(sources)
    if not lived:
        return None
    said = (
        f"at {lived} of its {count} sources somebody is at home with that program, as at "
        f"{known.of_others:.1%} of others' and {known.of_intruders:.1%} of intruders'"
    )
    return min(max(known.bits(lived, count), -CAP_BITS), 0.0), said


def residents_ties(suspects: Suspects, sessions: Codes, hands: Codes, core: Bits) -> Bits:
    """Return what ties each hand to the core of the others by who lives there, in bits a source."""
    known, source = read_residents(suspects), suspects.source[sessions]
    sure, in_all = core > 0, int(hands.max(initial=0)) + 1
    lived, count = _by_hand(known, hands, source, in_all)
    core_lived, core_count = _by_hand(known, hands[sure], source[sure], in_all)
    others_lived = core_lived.sum() - core_lived
    others = core_count.sum() - core_count
    usual = (others_lived + PULL * known.of_intruders) / (others + PULL)
    return known.ties(lived, count, usual)


def _by_hand(known: Residents, hands: Codes, source: Codes, in_all: int) -> tuple[Bits, Bits]:
    """Return at how many sources of each hand somebody is at home, and how many it has."""
    places = max(len(known.lived), 1)
    hand, place = np.divmod(np.unique(hands * places + source), places)
    lived, count = (
        np.bincount(hand, told, in_all) for told in (known.lived[place], np.ones(len(place)))
    )
    return np.asarray(lived, dtype=np.float64), np.asarray(count, dtype=np.float64)


def _chance(lived: int, sources: int, size: float, share: float) -> float:
    """Return the logarithm of a beta distribution's chance of so many, whichever they are."""
    lives, away = size * share, size * (1.0 - share)
    return float(betaln(lives + lived, away + sources - lived) - betaln(lives, away))
