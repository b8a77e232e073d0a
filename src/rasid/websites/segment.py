"""Where the words of an unspaced name begin and end: the likeliest way to cut it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rasid.websites.letters import HYPHEN, KeyTable, Letters, Places, keys_of

LONGEST_WORD = 16
SHORTEST_WORD = 2
LETTER_NATS = 12.0
"""What a letter costs that is in no word: more than the rarest word, so that words are found."""

WORD_NATS = 3.0
"""What each word costs beyond its rarity, so that one long word beats several short ones."""

NEVER = 1e6


@dataclass(frozen=True, slots=True)
class Cuts:
    """The pieces of each row in order, hyphens left out; a piece that is no known word is a letter.

    Places count from the BEGIN mark, which is 0.
    """

    rows: Places
    starts: Places
    ends: Places
    known: npt.NDArray[np.bool_]


def word_costs(counts: Mapping[str, float]) -> KeyTable:
    """Return what each word costs, by how often it is met in names."""
    words = sorted(counts)
    seen = np.array([counts[word] for word in words], dtype=np.float64)
    costs = -np.log(seen / seen.sum()) + WORD_NATS
    return KeyTable(keys_of(words), costs.astype(np.float32), NEVER)


def cut_words(letters: Letters, costs: KeyTable) -> Cuts:
    """Cut each row into the words that together cost least."""
    back = _cheapest(letters, costs)
    rows = np.nonzero(letters.sizes > 0)[0]
    at = letters.sizes[rows] + 1
    count = np.zeros(len(letters.sizes), dtype=np.intp)
    found: list[tuple[Places, Places, Places, Places]] = []
    while len(rows):
        size = back[at, rows].astype(np.intp)
        start = at - size
        kept = letters.grid[rows, start] != HYPHEN
        mine = rows[kept]
        found.append((mine, start[kept], at[kept], count[mine]))
        count[mine] += 1
        more = start > 1
        rows, at = rows[more], start[more]
    every, starts, ends, from_behind = _joined(found)
    order = np.empty(len(every), dtype=np.intp)
    order[np.cumsum(count)[every] - 1 - from_behind] = np.arange(len(every))
    known = (ends - starts >= SHORTEST_WORD)[order]
    return Cuts(every[order], starts[order], ends[order], known)


def _joined(found: list[tuple[Places, Places, Places, Places]]) -> tuple[Places, ...]:
    if not found:
        return (np.zeros(0, dtype=np.intp),) * 4
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _cheapest(letters: Letters, costs: KeyTable) -> npt.NDArray[np.int8]:
    """Return, a row for each place, how long the last piece before it is: a word, or one letter."""
    count, width = letters.grid.shape
    cost = np.zeros((width + 1, count), dtype=np.float32)
    back = np.ones((width + 1, count), dtype=np.int8)
    letter = np.where(letters.grid.T == HYPHEN, 0, LETTER_NATS).astype(np.float32)
    for end in range(2, width):
        best = cost[end - 1] + letter[end - 1]
        for size in range(SHORTEST_WORD, min(LONGEST_WORD, end - 1) + 1):
            whole = costs.get(letters.column(end - size, end)) + cost[end - size]
            np.copyto(back[end], size, where=whole < best)
            np.minimum(whole, best, out=best)
        cost[end] = best
    return back
