"""Which campaign is which group's: one campaign for each group, by the events that they share."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from scipy.optimize import linear_sum_assignment

REAL = 0.5
"""A campaign is real if more than this share of its events are groups' events."""


def match(groups: Mapping[str, str], campaigns: Mapping[str, str]) -> dict[str, str]:
    """Return the campaign of each group that has one, so that most events are shared.

    Both mappings are from events. No campaign goes to two groups: one that holds two groups is
    the greater one's, and the other group was not told apart.
    """
    shared = Counter((groups[uid], campaigns[uid]) for uid in groups.keys() & campaigns.keys())
    rows = sorted({group for group, _ in shared})
    columns = sorted({campaign for _, campaign in shared})
    table = np.array([[shared[group, campaign] for campaign in columns] for group in rows])
    if not table.size:
        return {}
    pairs = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return {rows[row]: columns[column] for row, column in pairs if table[row, column]}


def real(groups: Mapping[str, str], campaigns: Mapping[str, str]) -> dict[str, bool]:
    """Tell of each campaign whether most of its events are groups' events."""
    size = Counter(campaigns.values())
    right = Counter(campaigns[uid] for uid in groups.keys() & campaigns.keys())
    return {campaign: right[campaign] > REAL * events for campaign, events in size.items()}
