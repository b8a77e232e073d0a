"""The ways of looking at who goes for whom, or at what is done where all are protected."""

from dataclasses import dataclass
from enum import Enum, auto
from weakref import WeakKeyDictionary

import numpy as np

from rasid.campaigns.conduct import OFFICE, away, converging, kinds_of_places, pressing, trying
from rasid.campaigns.likeness.guesses import ALIKE_SHARES
from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import Chance, guesses, is_most, read_chance
from rasid.campaigns.tries import Tries, read_tries


class How(Enum):
    """How a hunt looks at visits.

    OPENLY it does not look at accounts that sign in quietly there too, which are the place's own
    people; who is INSIDE as a stranger has no trouble. Who comes by ways that were HANDED on are
    few. By CONDUCT it asks what was done instead of whom somebody went for.
    """

    OPENLY = auto()
    INSIDE = auto()
    HANDED = auto()
    CONDUCT = auto()


@dataclass(frozen=True, slots=True)
class Hunt:
    """Which visits are looked at, which of them are hits, and the usual share of those.

    `whose` says in words what hits are, and `kinds` are what chance is learnt by: a code of each
    visit, of what was tried, or by conduct of the place that it came from.
    """

    name: str
    how: How
    visits: Flags
    whose: str
    wanted: Flags
    usual: float
    kinds: Codes

    def looked(self, suspects: Suspects) -> Flags:
        """Tell the visits that are looked at, whatever else speaks against it."""
        quiet_too = self.how is How.CONDUCT
        return self.visits if quiet_too else np.asarray(self.visits & suspects.strange)

    def tries(self, suspects: Suspects, units: Codes, usable: Flags) -> Tries:
        """Read what units, by session, tried in usable visits that are looked at."""
        looked = usable & self.looked(suspects)
        return read_tries(suspects, units, looked, self.wanted, self.kinds)

    def chance(self, suspects: Suspects, among: Flags | None = None) -> Chance:
        """Read how often others hit among some visits, by conduct among those looked at."""
        if self.how is How.CONDUCT:
            return read_chance(suspects, self.wanted, self.usual, self.visits, self.kinds)
        return read_chance(suspects, self.wanted, self.usual, among)

    def accounts(self, suspects: Suspects) -> Flags:
        """Tell the accounts of which some visit is a hit."""
        return np.bincount(suspects.visit_account, self.wanted, len(suspects.accounts)) > 0

    @property
    def inside(self) -> bool:
        """Whether it looks at those only who are inside, among whom chance is learnt too."""
        return self.how in (How.INSIDE, How.HANDED)

    def rates(self, suspects: Suspects, members: Bits) -> Bits:
        """Return how often others hit by kind, members aside."""
        return self.chance(suspects, self.visits if self.inside else None).rates(suspects, members)

    def unsettled(self, settled: Flags) -> Flags:
        """Tell the visits but those of accounts that are `settled` there, if it looks openly."""
        return ~settled if self.how is How.OPENLY else np.ones_like(settled)

    @property
    def as_a_whole(self) -> Flags:
        """Tell the visits that may be looked at with others from their address.

        By conduct they are not those from an office: its people are at home, and some press on.
        """
        return np.asarray((self.kinds != OFFICE) | (self.how is not How.CONDUCT))


_READ = WeakKeyDictionary[Suspects, tuple[Hunt, ...]]()
"""The hunts by conduct among suspects, which are asked for again and again."""


def whom_says_nothing(suspects: Suspects) -> bool:
    """Tell whether nobody is on a roster, or most are: of accounts that there are, or are entered.

    Those that are only asked for may be none.
    """
    return not suspects.rostered or is_most(max(suspects.protected_share, suspects.entered_share))


def all_hunts(suspects: Suspects) -> tuple[Hunt, ...]:
    """Return all hunts that can tell something among these suspects."""
    if whom_says_nothing(suspects):
        return by_conduct(suspects)
    return (*by_whom(suspects), settling(suspects), *handed_on(suspects))


def hunts(suspects: Suspects) -> tuple[Hunt, ...]:
    """Return the hunts that tell how far anybody is after people, those who are inside aside."""
    return by_conduct(suspects) if whom_says_nothing(suspects) else by_whom(suspects)


def by_whom(suspects: Suspects) -> tuple[Hunt, ...]:
    """Return the ways of looking at who goes for whom.

    Tries to enter are looked at by themselves, since people ask for public people's addresses all
    day; with look-ups, an address that is no account counts by its likeness.
    """
    protected = suspects.protected[suspects.visit_account]
    alike = protected | guesses(suspects)[suspects.visit_account]
    share, tried = suspects.protected_share, suspects.tried
    return (
        Hunt("tries to enter", How.OPENLY, suspects.entering, "protected", protected, share, tried),
        Hunt(
            "look-ups and tries",
            How.OPENLY,
            np.ones_like(protected),
            "protected or very like it",
            alike,
            share + ALIKE_SHARES[1],
            tried,
        ),
    )


def settling(suspects: Suspects) -> Hunt:
    """Return the hunt among those who settle in where they are not at home."""
    return _inside(suspects, "what was done inside", How.INSIDE, suspects.settling)


def handed_on(suspects: Suspects) -> tuple[Hunt, ...]:
    """Return the hunt among those who come by ways that were handed on, if anybody does."""
    if not (suspects.handed & suspects.strange).any():
        return ()
    return (_inside(suspects, "ways in that were handed on", How.HANDED, suspects.handed),)


def by_conduct(suspects: Suspects) -> tuple[Hunt, ...]:
    """Return the hunts for who presses on, and for those on whom others converge too."""
    if suspects not in _READ:
        gone, tries, more = away(suspects), trying(suspects), converging(suspects)
        _READ[suspects] = (
            _conduct(suspects, "pressing on", gone, "pressed on", pressing(suspects)),
            _conduct(suspects, "converging tries", tries, "tried by others too", more),
        )
    return _READ[suspects]


def _inside(suspects: Suspects, name: str, how: How, visits: Flags) -> Hunt:
    protected, share = suspects.protected[suspects.visit_account], suspects.protected_share
    return Hunt(name, how, visits, "protected", protected, share, suspects.tried)


def _conduct(suspects: Suspects, name: str, visits: Flags, whose: str, wanted: Flags) -> Hunt:
    usual = float((np.count_nonzero(visits & wanted) + 0.5) / (np.count_nonzero(visits) + 1.0))
    kinds = kinds_of_places(suspects, visits)
    return Hunt(name, How.CONDUCT, visits, whose, wanted, usual, kinds)
