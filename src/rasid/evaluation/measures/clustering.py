"""How well campaigns tell groups apart, over events.

Both measures look at the events that are of a group, of a campaign, or of untargeted crime in
truth. For the adjusted Rand index what is no group's is one class, and what is in no campaign is
one cluster: crime that stays outside every campaign is put rightly. For B-cubed what is no
group's is like nothing else, so that it only lowers the precision of the campaign it is in.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

NONE = ""


@dataclass(frozen=True, slots=True)
class BCubed:
    """Shares from 0 to 1; null where there are no campaigns, or no groups."""

    precision: float | None
    recall: float | None


def adjusted_rand(
    groups: Mapping[str, str], campaigns: Mapping[str, str], crime: AbstractSet[str]
) -> float | None:
    """Return the adjusted Rand index (Hubert and Arabie 1985): 1 for the truth, 0 for chance.

    Null where no event is to be told apart; 1 where both sides have but one class.
    """
    events = groups.keys() | campaigns.keys() | crime
    if not events:
        return None
    cells = Counter((groups.get(uid, NONE), campaigns.get(uid, NONE)) for uid in events)
    rows, columns = _margins(cells)
    together = sum(map(_pairs, cells.values()))
    by_group, by_campaign = (sum(map(_pairs, side.values())) for side in (rows, columns))
    every = _pairs(len(events))
    chance = by_group * by_campaign / every if every else 0.0
    most = (by_group + by_campaign) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def b_cubed(groups: Mapping[str, str], campaigns: Mapping[str, str]) -> BCubed:
    """Return B-cubed precision and recall (Bagga and Baldwin 1998).

    Precision: for an event of a campaign, the share of the campaign that is of the event's group.
    Recall: for an event of a group, the share of the group that is in the event's campaign. An
    event of a campaign that is no group's, and one of a group that is in no campaign, has 0.
    """
    cells = Counter((groups[uid], campaigns[uid]) for uid in groups.keys() & campaigns.keys())
    of_group, of_campaign = Counter(groups.values()), Counter(campaigns.values())
    precise = sum(n * n / of_campaign[campaign] for (_, campaign), n in cells.items())
    recalled = sum(n * n / of_group[group] for (group, _), n in cells.items())
    return BCubed(
        precise / len(campaigns) if campaigns else None,
        recalled / len(groups) if groups else None,
    )


def _margins(cells: Counter[tuple[str, str]]) -> tuple[Counter[str], Counter[str]]:
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (group, campaign), n in cells.items():
        rows[group] += n
        columns[campaign] += n
    return rows, columns


def _pairs(n: int) -> int:
    return n * (n - 1) // 2
