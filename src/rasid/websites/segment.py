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
    back, known = _cheapest(letters, costs)
    at = letters.sizes + 1
    rows = np.nonzero(letters.sizes > 0)[0]
    at = at[rows]
    found: list[tuple[Places, Places, Places, npt.NDArray[np.bool_]]] = []
    while len(rows):
        size = back[rows, at].astype(np.intp)
        found.append((rows, at - size, at, known[rows, at]))
        at = at - size
        more = at > 1
        rows, at = rows[more], at[more]
    if not found:
        nothing = np.zeros(0, dtype=np.intp)
        return Cuts(nothing, nothing, nothing, np.zeros(0, dtype=bool))
    all_rows, starts, ends, is_known = (np.concatenate(part) for part in zip(*found, strict=True))
    kept = letters.grid[all_rows, starts] != HYPHEN
    order = np.lexsort((starts[kept], all_rows[kept]))
    return Cuts(*(part[kept][order] for part in (all_rows, starts, ends, is_known)))


def _cheapest(
    letters: Letters, costs: KeyTable
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
    """Return of each place how long the last piece before it is, and whether it is a word."""
    count, width = letters.grid.shape
    cost = np.zeros((count, width + 1), dtype=np.float32)
    back = np.ones((count, width + 1), dtype=np.int8)
    known = np.zeros((count, width + 1), dtype=bool)
    hyphens = letters.grid == HYPHEN
    for end in range(2, width):
        letter = np.where(hyphens[:, end - 1], 0, LETTER_NATS).astype(np.float32)
        best = cost[:, end - 1] + letter
        for size in range(SHORTEST_WORD, min(LONGEST_WORD, end - 1) + 1):
            whole = costs.get(letters.column(end - size, end)) + cost[:, end - size]
            better = whole < best
            best = np.where(better, whole, best)
            back[better, end] = size
            known[better, end] = True
        cost[:, end] = best
    return back, known
