"""What a name consists of, each piece with the key under which a model weighs it.

One code reads names to learn, to score and to explain: a piece knows where it stands in the name.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.account import LETTER_BITS
from rasid.websites.letters import (
    BEGIN,
    END,
    HYPHEN,
    OTHER_CODE,
    TRIPLE_KEYS,
    Keys,
    Letters,
    Places,
    hashed,
    letters_from,
    mixed,
)
from rasid.websites.lexicon import DISGUISED, DISGUISES, MARKED, Endings, Lexicon
from rasid.websites.named import Gathered, Named, gathered
from rasid.websites.segment import STEM, Cuts, cut_words

KINDS = (
    "letters",
    "word",
    "stem",
    "pair",
    "first",
    "last",
    "ending",
    "top ending",
    "rarity",
    "hyphens",
    "digits",
    "words",
    "length",
    "unknown",
    "form",
    "build",
    "family",
    "field",
    "account",
    "account hyphens",
    "account ending",
    "page",
    "page words",
    "other words",
    "near",
    "brand",
    "borrowed",
    "other ending",
    "sibling",
    "visited",
    "script",
    "disguise",
)
"""What pieces a name has; `docs/websites.md` says what each one is."""

GRAM = 3
SHORTEST_BRAND = 5
LONGEST_BRAND = 24
ACCOUNT_STEP, ACCOUNT_STEPS = 3, 12
"""Of how many bits a step of a name's account words is, and how many there are."""

PAGE_STEPS = 13
"""How many such steps there are of a name as any account page has it; the first is one below 0."""

LEAST_PAGE_STEP = 3
"""From which step on a name is taken for one that is named like an account page: 3 bits."""

PAGE_WORDS, OTHER_WORDS = (1, 2, 3, 4), (1, 2, 3, 5, 8)
"""Of how many words of account pages, and of others, it is said whether a name has so many."""

_CODE = {
    kind: np.uint64(0x2545F4914F6CDD1D * (place + 1) % 2**64) for place, kind in enumerate(KINDS)
}


_COUNTS, _BUILDS = np.arange(4_096, dtype=np.uint64), np.arange(1 << 16, dtype=np.uint64)


class Pieces(NamedTuple):
    """Pieces of one kind: whose, what tells them apart, and where they stand or what they count.

    They are told apart by hashes, else by their places in a `table` of such, which may be kept.
    A piece that stands nowhere has 0 as its start and its value as its end.
    """

    kind: str
    rows: Places
    values: Keys | Places
    starts: Places
    ends: Places
    table: Keys | None = None

    @property
    def keys(self) -> Keys:
        """The key to weigh each piece by."""
        return self.keys_of_those(slice(None))

    def keys_of_those(self, chosen: slice | npt.NDArray[np.bool_]) -> Keys:
        """Return the keys of these pieces."""
        values = self.values[chosen]
        return keys_of_kind(self.kind, values if self.table is None else self.table[values])


def keys_of_kind(kind: str, values: Keys | Places) -> Keys:
    """Return the keys of pieces of a kind that are told apart by these values."""
    return mixed(values.astype(np.uint64, copy=False) + _CODE[kind])


def key_of_piece(kind: str, value: int) -> np.uint64:
    """Return the key of a piece that weighs the same wherever it stands."""
    return np.uint64(keys_of_kind(kind, np.array([value]))[0])


DISGUISE_KEY = key_of_piece("disguise", 1)
"""The key of a popular label written in other scripts' letters."""


def pieces_of(names: Sequence[Named], lexicon: Lexicon) -> Iterator[Pieces]:
    """Yield the pieces of names, kind by kind; a kind may come several times."""
    yield from pieces_of_gathered(gathered(names), lexicon)


def pieces_of_gathered(names: Gathered, lexicon: Lexicon) -> Iterator[Pieces]:
    """Yield the pieces of names that are gathered already."""
    letters = letters_from(names.labels, names.sizes)
    cuts = cut_words(letters, lexicon.words)
    yield from _grams(letters)
    yield from _words(cuts, lexicon)
    known = lexicon.endings(names.suffixes, names.endings)
    yield from _endings(names, letters, lexicon, known)
    yield from _forms(letters, cuts, known.rarity)
    yield from _account_words(letters, cuts, lexicon, known.rarity)
    yield from _tokens(letters, lexicon, names.odd)
    whole = cuts.ends - cuts.starts == letters.sizes[cuts.rows]
    is_brand = lexicon.popular_words[cuts.numbers] & ~whole
    yield _same("brand", *_picked(is_brand, cuts.rows, cuts.starts, cuts.ends), value=2)


def _grams(letters: Letters) -> Iterator[Pieces]:
    usual = not (letters.codes == OTHER_CODE).any()
    for start in range(letters.grid.shape[1] - GRAM + 1):
        rows = np.nonzero(letters.sizes + 2 >= start + GRAM)[0]
        starts = np.full(len(rows), start, dtype=np.intp)
        if usual:
            values, table = letters.triples[start][rows], TRIPLE_KEYS
            yield Pieces("letters", rows, values, starts, starts + GRAM, table)
        else:
            keys = letters.column(start, start + GRAM, rows)
            yield Pieces("letters", rows, keys, starts, starts + GRAM)


def _words(cuts: Cuts, lexicon: Lexicon) -> Iterator[Pieces]:
    costs = lexicon.words
    words = _only(cuts, cuts.known)
    yield Pieces("word", words.rows, words.numbers, words.starts, words.ends, costs.keys)
    stems = _only(words, words.ends - words.starts >= STEM)
    ends = stems.starts + STEM
    yield Pieces("stem", stems.rows, stems.numbers, stems.starts, ends, costs.stems)
    fresh = np.r_[True, cuts.rows[1:] != cuts.rows[:-1]] if len(cuts.rows) else cuts.known
    final = np.r_[fresh[1:], True] if len(cuts.rows) else cuts.known
    both = ~fresh[1:] & cuts.known[1:] & cuts.known[:-1]
    before, after = costs.keys[cuts.numbers[:-1][both]], costs.keys[cuts.numbers[1:][both]]
    pair = before * np.uint64(31) + after
    yield Pieces("pair", cuts.rows[1:][both], pair, cuts.starts[:-1][both], cuts.ends[1:][both])
    for kind, chosen in (("first", fresh & cuts.known), ("last", final & cuts.known)):
        one = _only(cuts, chosen)
        yield Pieces(kind, one.rows, one.numbers, one.starts, one.ends, costs.keys)


def _endings(
    names: Gathered, letters: Letters, lexicon: Lexicon, known: Endings
) -> Iterator[Pieces]:
    every = np.arange(len(names.sizes))
    yield Pieces("ending", every, names.endings, every * 0, every * 0, known.weighed)
    yield Pieces("top ending", every, names.endings, every * 0, every * 0, known.top)
    yield _counted("rarity", known.rarity)
    whole = letters.stretch(every, every * 0 + 1, letters.sizes + 1)
    full = whole + known.whole
    elsewhere = lexicon.popular.has(whole)
    elsewhere[elsewhere] = ~lexicon.popular_names.has(full[elsewhere])
    yield _same("other ending", *_picked(elsewhere, every, every * 0 + 1, letters.sizes + 1))
    often = lexicon.visited.has(full) & ~names.disguised
    yield _same("visited", *_picked(often, every, every * 0 + 1, letters.sizes + 1))
    with_sibling = lexicon.labelled.has(whole)
    with_sibling[with_sibling] = lexicon.labelled.get(
        whole[with_sibling]
    ) > lexicon.labelled_names.has(full[with_sibling])
    places = _picked(with_sibling, every, every * 0 + 1, letters.sizes + 1)
    yield _same("sibling", *places)
    for place in range(len(DISGUISES)):
        rows = np.nonzero(names.odd & (1 << place))[0]
        yield _same("script", rows, rows * 0, rows * 0 + place, value=place + 1)


def _forms(letters: Letters, cuts: Cuts, rarity: Places) -> Iterator[Pieces]:
    count = len(letters.sizes)
    hyphens = (letters.grid == HYPHEN).sum(axis=1)
    digits = ((letters.grid >= ord("0")) & (letters.grid <= ord("9"))).sum(axis=1)
    words = np.bincount(cuts.rows[cuts.known], minlength=count)
    strange = np.bincount(cuts.rows[~cuts.known], minlength=count)
    share = strange / np.maximum(letters.sizes - hyphens, 1)
    yield _counted("hyphens", np.minimum(hyphens, 4))
    yield _counted("digits", np.minimum(digits, 3))
    yield _counted("words", np.minimum(words, 7))
    yield _counted("length", np.minimum(letters.sizes // 4, 10))
    yield _counted("unknown", np.ceil(share * 5).astype(np.intp))
    form = np.minimum(hyphens, 3) * 100 + np.minimum(words, 5) * 10 + (strange > 0)
    yield _counted("form", form)
    yield _counted("build", form * 100 + rarity, _BUILDS)


def _account_words(
    letters: Letters, cuts: Cuts, lexicon: Lexicon, rarity: Places
) -> Iterator[Pieces]:
    """Yield what is said by words of account pages: which, and how much of a name is made of them.

    A habit changes its words and keeps their kind, so that a word not labelled tells by its field,
    and the whole by how much likelier its words are together in a name of an account page.
    """
    every = np.arange(len(letters.sizes))
    account = lexicon.account
    numbers = lexicon.account_numbers[cuts.numbers]
    families = account.families[numbers]
    ours, fields = families > 0, account.fields[numbers]
    rows, starts, ends = _picked(ours, cuts.rows, cuts.starts, cuts.ends)
    yield Pieces("family", rows, families[ours], starts, ends, _COUNTS)
    yield Pieces("field", rows, fields[ours], starts, ends, _COUNTS)
    yield from _page(cuts, account.page_bits[numbers], ours, len(every))
    bits = np.where(cuts.known, account.bits[numbers], LETTER_BITS)
    steps = np.floor(np.bincount(cuts.rows, bits, len(every)) / ACCOUNT_STEP).astype(np.intp)
    for step in range(1, ACCOUNT_STEPS + 1):
        reached = every[steps >= step]
        yield _same("account", reached, reached * 0, reached * 0 + step, value=step)
    wide = np.clip(steps // 2, -1, ACCOUNT_STEPS // 2) + 1
    hyphens = (letters.grid == HYPHEN).sum(axis=1)
    yield _counted("account hyphens", wide * 10 + np.minimum(hyphens, 2))
    yield _counted("account ending", wide * 100 + rarity)


def _page(
    cuts: Cuts, word_bits: npt.NDArray[np.float64], ours: npt.NDArray[np.bool_], count: int
) -> Iterator[Pieces]:
    """Yield how much a name looks like any account page's, of those few that do at all."""
    bits = np.bincount(cuts.rows, np.where(cuts.known, word_bits, LETTER_BITS), count)
    steps = np.floor(bits / ACCOUNT_STEP).astype(np.intp) + 2
    near = np.nonzero((steps >= 1) & (np.bincount(cuts.rows, minlength=count) > 0))[0]
    own = np.bincount(cuts.rows[ours], minlength=count)[near]
    other = np.bincount(cuts.rows[~ours], minlength=count)[near]
    for kind, values, known in (
        ("page", steps[near], range(1, PAGE_STEPS + 1)),
        ("page words", own, PAGE_WORDS),
        ("other words", other, OTHER_WORDS),
    ):
        for value in known:
            rows = near[values >= value]
            yield _same(kind, rows, rows * 0, rows * 0 + value, value=value)


def _tokens(letters: Letters, lexicon: Lexicon, odd: Places) -> Iterator[Pieces]:
    """Yield what is said by the parts between hyphens: endings borrowed, names nearly met."""
    marks = (letters.grid == HYPHEN) | (letters.grid == BEGIN) | (letters.grid == END)
    rows, places = np.nonzero(marks)
    same = rows[1:] == rows[:-1]
    rows, starts, ends = rows[1:][same], places[:-1][same] + 1, places[1:][same]
    first, last = starts == 1, ends == letters.sizes[rows] + 1
    part = ~(first & last)
    keys = letters.stretch(rows, starts, ends)
    borrowed = lexicon.top_endings.has(keys) & part
    yield _same("borrowed", *_picked(borrowed & first, rows, starts, ends), value=1)
    yield _same("borrowed", *_picked(borrowed & last, rows, starts, ends), value=2)
    sizes = ends - starts
    fitting = (sizes >= SHORTEST_BRAND) & (sizes <= LONGEST_BRAND)
    rows, starts, ends = _picked(fitting, rows, starts, ends)
    part, keys = part[fitting], keys[fitting]
    exact = lexicon.popular.has(keys)
    yield _same("brand", *_picked(exact & part, rows, starts, ends), value=1)
    alike = _near(letters, lexicon, rows, starts, ends)
    disguised = odd[rows] & DISGUISED > 0
    disguised = (alike & disguised) | (exact & (disguised | (odd[rows] & MARKED > 0)))
    yield _same("disguise", *_picked(disguised, rows, starts, ends))
    near = alike & ~exact
    for value, chosen in ((1, near & ~part), (2, near & part)):
        yield _same("near", *_picked(chosen, rows, starts, ends), value=value)


def _near(
    letters: Letters, lexicon: Lexicon, rows: Places, starts: Places, ends: Places
) -> npt.NDArray[np.bool_]:
    """Say which stretches differ from a popular label by one letter, or by letters that look alike.

    Two texts that differ in one letter are the same once it is left out of one or both.
    """
    alike = hashed(lexicon.alike[letters.grid], letters.sizes)
    near = lexicon.nearly_popular.has(alike.stretch(rows, starts, ends))
    for left_out in range(LONGEST_BRAND):
        open_ = np.nonzero((ends - starts > left_out) & ~near)[0]
        keys = alike.without(rows[open_], starts[open_], ends[open_], left_out)
        near[open_] = lexicon.nearly_popular.has(keys)
    return near


def _only(cuts: Cuts, chosen: npt.NDArray[np.bool_]) -> Cuts:
    rows, starts, ends = _picked(chosen, cuts.rows, cuts.starts, cuts.ends)
    return Cuts(rows, starts, ends, cuts.known[chosen], cuts.numbers[chosen])


def _picked(
    chosen: npt.NDArray[np.bool_], rows: Places, starts: Places, ends: Places
) -> tuple[Places, Places, Places]:
    return rows[chosen], starts[chosen], ends[chosen]


def _counted(kind: str, values: Places, table: Keys = _COUNTS) -> Pieces:
    every = np.arange(len(values))
    return Pieces(kind, every, values, every * 0, values, table)


def _same(kind: str, rows: Places, starts: Places, ends: Places, value: int = 1) -> Pieces:
    """Return pieces that weigh the same wherever they stand."""
    return Pieces(kind, rows, np.full(len(rows), value), starts, ends, _COUNTS)
