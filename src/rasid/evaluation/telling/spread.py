from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """One figure over months: how many had it, their mean and standard deviation, the quartiles.

    `sd` is that of a sample, null for a single month.
    """

    months: int
    mean: float
    sd: float | None
    least: float
    lower: float
    median: float
    upper: float
    most: float


def spread(values: Iterable[float | None]) -> Spread | None:
    """Return the spread of the values that there are; null where there are none."""
    had = np.array([value for value in values if value is not None], dtype=float)
    if not len(had):
        return None
    sd = float(had.std(ddof=1)) if len(had) > 1 else None
    quartiles = np.quantile(had, (0.0, 0.25, 0.5, 0.75, 1.0)).tolist()
    return Spread(len(had), float(had.mean()), sd, *quartiles)
