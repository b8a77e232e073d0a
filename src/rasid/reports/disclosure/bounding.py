"""What a reader can work out from statements: the least and the most that a number can be.

Each number of each disclosure is a count per cell, a category in a country; a statement fixes a sum
of cells, and whoever is compromised was attacked. Linear programming gives the tightest bounds that
follow from all of it together, so that nothing that can be subtracted is overlooked.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from rasid.errors import IntegrityError
from rasid.reports.disclosure.claims import NUMBERS, Claim, Where

Cell = tuple[str, str]
_TOLERANCE = 1e-6
_INFEASIBLE = 2

MOST_ACCOUNTS = 10_000_000
"""What nothing is said of can be as many as this."""


class Reader:
    """Somebody who has read these disclosures, the newest first."""

    def __init__(self, cells: frozenset[Cell], read: Sequence[Sequence[Claim]]) -> None:
        self._cells = sorted(cells)
        self._read = read
        self._coupled = True
        self._build()
        if self._solve(np.zeros(self._width)) is None:
            # The parts contradict each other, so these are other accounts for all the same totals.
            self._coupled = False
            self._build()

    def some(self, number: str, where: Where) -> bool:
        """Tell whether it follows that there is at least one."""
        return self._least([(1.0, 0)], number, where) >= 1

    def may_change(self, number: str) -> bool:
        """Tell whether a number can be another than in the disclosure before."""
        return not (self._coupled and self._overlap(number, 1))

    def bounds(self, number: str, where: Where) -> tuple[int, int]:
        """Return the least and the most that a number can be by the newest disclosure."""
        return self._bounds([(1.0, 0)], number, where)

    def change(self, number: str, where: Where) -> tuple[int, int]:
        """Return the least and the most by which it can have grown since the one before."""
        return self._bounds([(1.0, 0), (-1.0, 1)], number, where)

    def _bounds(
        self, weights: Sequence[tuple[float, int]], number: str, where: Where
    ) -> tuple[int, int]:
        turned = [(-weight, at) for weight, at in weights]
        return self._least(weights, number, where), -self._least(turned, number, where)

    def _least(self, weights: Sequence[tuple[float, int]], number: str, where: Where) -> int:
        aim = np.zeros(self._width)
        for weight, at in weights:
            aim[self._columns(at, number, where)] += weight
        least = self._solve(aim)
        if least is None:
            problem = "a disclosure contradicts itself, so that nothing follows from it."
            raise IntegrityError(problem)
        return int(np.ceil(least - _TOLERANCE))

    @property
    def _width(self) -> int:
        return len(self._read) * len(NUMBERS) * len(self._cells)

    def _columns(self, at: int, number: str, where: Where) -> list[int]:
        start = (at * len(NUMBERS) + NUMBERS.index(number)) * len(self._cells)
        return [start + n for n, cell in enumerate(self._cells) if where.holds(*cell)]

    def _build(self) -> None:
        """Write the statements as rows: at most, and exactly."""
        at_most: list[tuple[Mapping[int, float], float]] = []
        exactly: list[tuple[Mapping[int, float], float]] = []
        for at, claims in enumerate(self._read):
            for claim in claims:
                columns = dict.fromkeys(self._columns(at, claim.number, claim.where), 1.0)
                if claim.is_exact:
                    exactly.append((columns, claim.low))
                else:
                    at_most.append((columns, claim.high))
                    at_most.append((dict.fromkeys(columns, -1.0), -claim.low))
            attacked = self._columns(at, "attacked", Where())
            compromised = self._columns(at, "compromised", Where())
            at_most += [
                ({inner: 1.0, outer: -1.0}, 0.0)
                for inner, outer in zip(compromised, attacked, strict=True)
            ]
        for at in range(1, len(self._read)):
            exactly += self._same(at)
        self._at_most, self._exactly = self._matrix(at_most), self._matrix(exactly)

    def _same(self, at: int) -> list[tuple[Mapping[int, float], float]]:
        """Say that the accounts are those of the newest, unless the totals say otherwise."""
        rows: list[tuple[Mapping[int, float], float]] = []
        for number in NUMBERS if self._coupled else ():
            if not self._overlap(number, at):
                continue
            pairs = (self._columns(one, number, Where()) for one in (0, at))
            rows += [({a: 1.0, b: -1.0}, 0.0) for a, b in zip(*pairs, strict=True)]
        return rows

    def _overlap(self, number: str, at: int) -> bool:
        """Tell whether the totals of the newest and another can be the same."""
        now, then = (_total(self._read[one], number) for one in (0, at))
        return not (now and then) or (now.high >= then.low and then.high >= now.low)

    def _matrix(
        self, rows: Sequence[tuple[Mapping[int, float], float]]
    ) -> tuple[csr_array, np.ndarray] | tuple[None, None]:
        if not rows:
            return None, None
        entries = [(n, key, value) for n, (row, _) in enumerate(rows) for key, value in row.items()]
        at, keys, values = zip(*entries, strict=True) if entries else ((), (), ())
        shape = (len(rows), self._width)
        return csr_array((values, (at, keys)), shape=shape), np.array([side for _, side in rows])

    def _solve(self, aim: np.ndarray) -> float | None:
        """Return the least value of an aim; None where the statements contradict each other."""
        found = linprog(
            aim,
            A_ub=self._at_most[0],
            b_ub=self._at_most[1],
            A_eq=self._exactly[0],
            b_eq=self._exactly[1],
            bounds=(0, MOST_ACCOUNTS),
            method="highs",
        )
        if found.status == _INFEASIBLE:
            return None
        if found.status:
            raise IntegrityError(f"what a reader can work out was not found: {found.message}")
        return float(found.fun)


def _total(claims: Sequence[Claim], number: str) -> Claim | None:
    return next((one for one in claims if one.number == number and one.where.is_anybody), None)
