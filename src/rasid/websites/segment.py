"""Where the words of an unspaced name begin and end: the likeliest way to cut it."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase, digits
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.letters import (
    CODES,
    HYPHEN,
    Keys,
    KeyTable,
    Letters,
    Places,
    code_of,
    keys_of,
)

LONGEST_WORD = 16
SHORTEST_WORD = 2
STEM = 5
LETTER_NATS = 12.0
"""What a letter costs that is in no word: more than the rarest word, so that words are found."""

WORD_NATS = 3.0
"""What each word costs beyond its rarity, so that one long word beats several short ones."""

NEVER = 1e6

_LETTERS = frozenset(ascii_lowercase + digits)
"""What words are written in."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """The pieces of each row in order, hyphens left out; a piece that is no known word is a letter.

    Places count from the BEGIN mark, which is 0; a word has its number in the list of words.
    """

    rows: Places
    starts: Places
    ends: Places
    known: npt.NDArray[np.bool_]
    numbers: Places


class WordCosts(NamedTuple):
    """What each word costs: those of two and three letters by their letters, longer ones by key.

    `begins` says whether a longer word begins with three letters. `longer` also has what begins a
    word and is none, at the cost of NEVER; the number of whatever begins a word is negative.
    `numbers` has the place of each word in `words`, and of its key in `keys`; 0 is that of none.
    `stems` are the keys of their first letters.
    """

    pairs: npt.NDArray[np.float32]
    triples: npt.NDArray[np.float32]
    begins: npt.NDArray[np.bool_]
    longer: KeyTable
    numbers: KeyTable
    words: tuple[str, ...]
    keys: Keys
    stems: Keys


def word_costs(counts: Mapping[str, float]) -> WordCosts:
    """Return what each word costs, by how often it is met in names."""
    words = sorted(counts)
    seen = np.array([counts[word] for word in words], dtype=np.float64)
    nats = (-np.log(seen / seen.sum()) + WORD_NATS).astype(np.float32)
    costs = dict(zip(words, nats.tolist(), strict=True))
    begun = {word[:size] for word in words for size in range(3, len(word))}
    numbers = dict.fromkeys(begun, NEVER) | costs
    longer = {
        text: -cost if text in begun else cost for text, cost in numbers.items() if len(text) > 3
    }
    pairs = np.full(CODES**2, np.inf, dtype=np.float32)
    triples = np.full(CODES**3, np.inf, dtype=np.float32)
    begins = np.zeros(CODES**3, dtype=bool)
    for text in (text for text in numbers if len(text) in (2, 3) and _LETTERS.issuperset(text)):
        place = code_of(text)
        if text in costs:
            (pairs if len(text) == 2 else triples)[place] = costs[text]
        if len(text) == 3:
            begins[place] = text in begun
    table = np.array(list(longer.values()), dtype=np.float32)
    keys = keys_of(["", *words])
    return WordCosts(
        pairs,
        triples,
        begins,
        KeyTable(keys_of(list(longer)), table),
        KeyTable(keys[1:], np.arange(1, len(keys), dtype=np.float32)),
        ("", *words),
        keys,
        keys_of(["", *(word[:STEM] for word in words)]),
    )


def cut_words(letters: Letters, costs: WordCosts) -> Cuts:
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
    every, starts, ends = every[order], starts[order], ends[order]
    numbers = np.zeros(len(every), dtype=np.intp)
    numbers[known] = costs.numbers.get(
        letters.stretch(every[known], starts[known], ends[known])
    ).astype(np.intp)
    return Cuts(every, starts, ends, known, numbers)


def _joined(found: list[tuple[Places, Places, Places, Places]]) -> tuple[Places, ...]:
    if not found:
        return (np.zeros(0, dtype=np.intp),) * 4
    return tuple(np.concatenate(part) for part in zip(*found, strict=True))


def _cheapest(letters: Letters, costs: WordCosts) -> npt.NDArray[np.int8]:
    """Return, a row for each place, how long the last piece before it is: a word, or one letter.

    From each place on, a row is read only as far as some word begins so: most end after three
    letters. Of ways that cost the same the one whose last piece is shortest is taken.
    """
    count, width = letters.grid.shape
    cost = np.full((width + 2, count), np.inf, dtype=np.float32)
    cost[:2] = 0
    back = np.ones((width + 2, count), dtype=np.int8)
    by_code = np.full(CODES, LETTER_NATS, dtype=np.float32)
    by_code[code_of("-")] = 0
    letter = by_code[letters.codes]
    for start in range(1, width - 1):
        here = cost[start]
        _improve(here + letter[start], 1, cost[start + 1], back[start + 1])
        if start == width - 2:
            break
        _improve(here + costs.pairs[letters.pairs[start]], 2, cost[start + 2], back[start + 2])
        triple = letters.triples[start]
        _improve(here + costs.triples[triple], 3, cost[start + 3], back[start + 3])
        rows = np.nonzero(costs.begins[triple])[0]
        for size in range(4, min(LONGEST_WORD, width - 1 - start) + 1):
            if not len(rows):
                break
            values, places = costs.longer.met(letters.column(start, start + size, rows))
            rows = rows[places]
            words = np.abs(values)
            whole = words + here[rows]
            better = (words < NEVER) & (whole <= cost[start + size, rows])
            cost[start + size, rows[better]] = whole[better]
            back[start + size, rows[better]] = size
            rows = rows[values < 0]
    return back


def _improve(
    whole: npt.NDArray[np.float32],
    size: int,
    best: npt.NDArray[np.float32],
    back: npt.NDArray[np.int8],
) -> None:
    np.copyto(back, size, where=whole <= best)
    np.minimum(whole, best, out=best)
