"""Which accounts sources or sessions tried, and how far they go for some of them beyond chance."""

from dataclasses import dataclass

import numpy as np

from rasid.campaigns.links import MISSING, Bits, Codes, together
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import alikeness, beyond_chance_bits, occasion_weights


@dataclass(frozen=True, slots=True)
class Tries:
    """The accounts that units tried, those of one day and mail domain for fewer than they are.

    Units that tried one account alike are one row; `row` is that of each unit. By row are `tries`
    and `hits`, how many accounts and how many of them wanted; `of_row`, `kind` and `weight` are
    of each account tried.
    """

    row: Codes
    tries: Bits
    hits: Bits
    of_row: Codes
    kind: Codes
    weight: Bits

    def accounts(self, told: Bits) -> Bits:
        """Return for each unit what is told of its row, 0 where it tried nothing."""
        return np.append(told, 0.0)[self.row]

    def bits(self, rates: Bits) -> Bits:
        """Return how far each unit is beyond chance, which is by kind, in bits."""
        chance = np.bincount(self.of_row, self.weight * rates[self.kind], len(self.tries))
        return self.accounts(beyond_chance_bits(self.hits, self.tries, chance.astype(np.float64)))

    def once(self) -> "Tries":
        """Return the same with one row for all that are as far beyond chance at any rates."""
        rows, kinds = len(self.tries), int(self.kind.max(initial=0)) + 1
        told = np.bincount(self.of_row * kinds + self.kind, self.weight, rows * kinds)
        made: Bits = told.astype(np.float64).reshape(rows, kinds)
        columns = [self.tries, self.hits, *made.T]
        codes = together([np.unique(one, return_inverse=True)[1].reshape(-1) for one in columns])
        _, first, kind = np.unique(codes, return_index=True, return_inverse=True)
        of_row, tactic = np.nonzero(made[first])
        return Tries(
            np.append(kind.reshape(-1), MISSING)[self.row],
            self.tries[first],
            self.hits[first],
            of_row,
            tactic,
            made[first[of_row], tactic],
        )


def read_tries(
    suspects: Suspects, units: Codes, usable: Flags, wanted: Flags, kinds: Codes
) -> Tries:
    """Read what units, by session, tried in usable visits, each account once.

    An account is wanted where one of its visits is; `kinds` are those of visits that chance is by.
    """
    visits, people = np.flatnonzero(usable), len(suspects.accounts)
    places = units[suspects.visit_session[visits]] * people + suspects.visit_account[visits]
    pairs, first, pair = np.unique(places, return_index=True, return_inverse=True)
    hit = np.bincount(pair.reshape(-1), wanted[visits], len(pairs)) > 0
    unit, account = np.divmod(pairs, people)
    visits = visits[first]
    count = int(units.max(initial=-1)) + 1
    several = (np.bincount(unit, minlength=count) > 1)[unit]
    alike = 2 * kinds[visits] + hit
    mark = np.where(several, 2 * (int(kinds.max(initial=0)) + 1) + unit, alike)
    _, example, row = np.unique(mark, return_index=True, return_inverse=True)
    of_unit = np.full(count, MISSING, dtype=np.int64)
    of_unit[unit] = row.reshape(-1)

    told = several.copy()
    told[example] = True
    unit, account, visits, row = unit[told], account[told], visits[told], row.reshape(-1)[told]
    hit = hit[told]
    occasion = suspects.occasion[visits] + unit * (int(suspects.occasion.max(initial=0)) + 1)
    weight = occasion_weights(occasion, alikeness(suspects)[account])
    tries, hits = (
        np.bincount(row, weight * told, len(example)).astype(np.float64) for told in (1.0, hit)
    )
    return Tries(of_unit, tries, hits, row, kinds[visits], weight)
