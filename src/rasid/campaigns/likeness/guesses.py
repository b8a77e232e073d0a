"""How far somebody who knows a protected person's name would guess that an address is theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

import numpy as np

from rasid.campaigns.likeness.forms import Form, Part, common_words, forms, parts_of
from rasid.campaigns.likeness.keys import LEVELS, Level, Rarity
from rasid.campaigns.likeness.letters import MOST_LETTERS, latin_words, two_words
from rasid.campaigns.likeness.match import Best, Bits, Guesses, nobody
from rasid.campaigns.links import Codes
from rasid.engines.duckdb import DuckDB

ALIKE_SHARES = (0.25, 0.08)
"""How rarely an unrelated account may look as much alike: likely alike, and closely alike."""

_NULL_SAMPLE = 4000
_SHORTER_BITS = -2.0
"""What it costs that words of an address are left out to see a name in it."""
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """Whose name an address is most like, and how much.

    `bits` weigh that it was written for the person over that it is of anybody; `share` is how much
    of unrelated accounts looks as much alike to anyone, `level` puts it into ALIKE_SHARES, and
    `others` counts further persons whom it is as much alike to.
    """

    person_id: str
    bits: float
    share: float
    level: int
    others: int


@dataclass(frozen=True, slots=True)
class Known:
    """What a person is known by."""

    names: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)

    def parts(self) -> list[list[Part]]:
        """Return the parts of each name, and of the local parts as further names."""
        names = [parts_of(name) for name in dict.fromkeys(self.names)]
        names += (parts_of(local_part(account), common_words()) for account in self.accounts)
        found: list[list[Part]] = []
        for parts in names:
            if parts and parts not in found:
                found.append(parts)
        return found


def likeness_levels(
    engine: DuckDB, accounts: Sequence[str], known: Mapping[str, int] | None = None
) -> Codes:
    """Return 0, 1 or 2 per account: how like a roster name or address, against chance.

    Chance is learnt: how alike the provider's other accounts are to the same roster. `known` are
    the levels of accounts that were compared with it before.
    """
    levels = dict(known or {})
    new = [account for account in dict.fromkeys(accounts) if account not in levels]
    if new:
        compared = _compared(*_people_and_others(engine), new)
        levels |= zip(new, compared.level.tolist() if compared else [0] * len(new), strict=True)
    return np.array([levels[account] for account in accounts], dtype=np.int64)


def likeness_of(engine: DuckDB, accounts: Sequence[str]) -> list[Likeness | None]:
    """Return whose name each account is like, None for nobody's; chance is learnt."""
    return compare(*_people_and_others(engine), accounts)


def _people_and_others(engine: DuckDB) -> tuple[dict[str, Known], list[str]]:
    people: dict[str, Known] = {}
    for person, name, account in engine.rows(
        "SELECT person_id, name, account FROM listed ORDER BY person_id, account"
    ):
        known = people.setdefault(person, Known())
        known.names.append(name)
        known.accounts.append(account)
    others = engine.rows(
        "SELECT account FROM met_accounts "
        "WHERE entered AND account NOT IN (SELECT account FROM known_accounts) "
        f"ORDER BY md5(account) LIMIT {_NULL_SAMPLE}"
    )
    return people, [account for (account,) in others]


def compare(
    people: Mapping[str, Known], others: Sequence[str], accounts: Sequence[str]
) -> list[Likeness | None]:
    """Return whose of the `people`, by id, each account is like.

    `others` are accounts of unrelated people: what chance is learnt from.
    """
    found = _compared(people, others, accounts)
    if found is None:
        return [None] * len(accounts)
    ids = list(people)
    return [
        Likeness(ids[person], float(bits), float(rare), int(rank), int(further)) if bits else None
        for person, bits, rare, rank, further in zip(
            found.best.person,
            found.best.bits,
            found.share,
            found.level,
            found.best.others,
            strict=True,
        )
    ]


@dataclass(frozen=True, slots=True)
class _Compared:
    """For each account the best guess, how rarely others look as much alike, and its level."""

    best: Best
    share: Bits
    level: Codes


def _compared(
    people: Mapping[str, Known], others: Sequence[str], accounts: Sequence[str]
) -> _Compared | None:
    if not people or not others or not accounts:
        return None
    known = tuple((tuple(one.names), tuple(one.accounts)) for one in people.values())
    guesses, chance = _learnt(known, tuple(others))
    best = guesses.best(accounts)
    share = shares(chance, best.bits)
    level = sum((share <= limit).astype(np.int64) for limit in ALIKE_SHARES)
    return _Compared(best, share, np.where(best.bits > 0, level, 0))


@lru_cache(maxsize=2)
def _learnt(
    known: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...], others: tuple[str, ...]
) -> "tuple[_Guessed, Bits]":
    """Return what is guessed of known names and accounts, and how alike to it others are, sorted.

    An analysis asks several times for the same people.
    """
    guesses = _Guessed([Known([*names], [*accounts]) for names, accounts in known], others)
    return guesses, np.sort(guesses.best(others).bits)


def shares(chance: Bits, bits: Bits) -> Bits:
    """Return how much of the sorted `chance` weighs as much."""
    above = len(chance) - np.searchsorted(chance, bits, side="left")
    return np.asarray((above + 0.5) / (len(chance) + 1))


def local_part(account: str) -> str:
    """Return what stands before the @."""
    return account.split("@", 1)[0]


def letters_of(account: str) -> list[str]:
    """Return the Latin letters of a local part, and those of its words that may be a name.

    Digits, signs and what follows a + are left out.
    """
    found = latin_words(local_part(account)[: 4 * MOST_LETTERS].split("+", 1)[0].replace("-", " "))
    common = common_words()
    if len(found) <= 2 and common.isdisjoint(found):
        return ["".join(found)[:MOST_LETTERS]]
    named = [word for word in found if word not in common]
    ways = (found, named, [*named[:1], *named[-1:]] if len(named) > 2 else named)
    return list(dict.fromkeys("".join(way)[:MOST_LETTERS] for way in ways))


def letters_of_all(accounts: Sequence[str]) -> list[list[str]]:
    """Return the same of each of many, most of which are one or two plain words."""
    common = common_words()
    return [
        [pair[0] + pair[1]]
        if pair and pair[0] not in common and pair[1] not in common
        else letters_of(account)
        for account, pair in zip(accounts, two_words(accounts), strict=True)
    ]


class _Guessed:
    def __init__(self, people: Sequence[Known], others: Sequence[str]) -> None:
        known = [person.parts() for person in people]
        read = [letters for ways in letters_of_all(others) for letters in ways[:1]]
        self._levels = [
            (level, _guesses(level, known, Rarity(level.keys(read)))) for level in LEVELS
        ]

    def best(self, accounts: Sequence[str]) -> Best:
        """Return the best guess for each account."""
        parts = [
            self._of_some(accounts[start : start + _AT_ONCE])
            for start in range(0, len(accounts), _AT_ONCE)
        ]
        return Best(
            np.concatenate([part.bits for part in parts]),
            np.concatenate([part.person for part in parts]),
            np.concatenate([part.others for part in parts]),
        )

    def _of_some(self, accounts: Sequence[str]) -> Best:
        read = letters_of_all(accounts)
        rows = np.repeat(np.arange(len(read)), [len(ways) for ways in read])
        texts, of_text = _once([text for ways in read for text in ways])
        shorter = np.array([place > 0 for ways in read for place in range(len(ways))], dtype=bool)
        found = nobody(len(accounts))
        for level, guesses in self._levels:
            keys, of_key = _once(level.keys(texts))
            best, key = guesses.best(keys), of_key[of_text]
            for cost, some in ((0.0, ~shorter), (_SHORTER_BITS, shorter)):
                places = np.flatnonzero(some & (best.bits[key] > 0))
                found.take(rows[places], best, key[places], cost)
        return found


def _once(texts: Sequence[str]) -> tuple[list[str], Codes]:
    """Return each distinct text once, and which of them each text is."""
    place: dict[str, int] = {}
    codes = [place.setdefault(text, len(place)) for text in texts]
    return list(place), np.array(codes, dtype=np.int64)


def _guesses(level: Level, known: Sequence[Sequence[Sequence[Part]]], rarity: Rarity) -> Guesses:
    texts, bits, person, firm = [], [], [], []
    surprise = _Surprise(level, rarity)
    for number, names in enumerate(known):
        for form in dict.fromkeys(form for parts in names for form in forms(parts, level)):
            weight = level.bits + form.bits + surprise.bits(form)
            if weight > 0:
                texts.append(form.text[:MOST_LETTERS])
                bits.append(weight)
                person.append(number)
                firm.append((len(form.begin) == 1, len(form.end) == 1))
    return Guesses(
        level.keys(texts),
        np.array(bits, dtype=float),
        np.array(person, dtype=np.int64),
        np.array(firm, dtype=bool).reshape(-1, 2),
        level.shortest,
    )


class _Surprise:
    """How rarely unrelated accounts begin and end as a form does; its pieces recur in others."""

    def __init__(self, level: Level, rarity: Rarity) -> None:
        self._begin = cache(lambda text: rarity.bits(level.key(text), first=True))
        self._end = cache(lambda text: self._of_end(_as_end(text, level), rarity))

    def bits(self, form: Form) -> float:
        """Return the bits of both, or where it is one piece, of the less surprising."""
        begin, end = self._begin(form.begin), self._end(form.end) if form.end else None
        return min(begin, self._end(form.begin) or 0.0) if end is None else begin + end

    @staticmethod
    def _of_end(key: str, rarity: Rarity) -> float | None:
        return rarity.bits(key, first=False) if key else None


def _as_end(text: str, level: Level) -> str:
    """Return the key that the text has behind another consonant."""
    before = "n" if text.startswith("b") else "b"
    return level.key(before + text)[1:]
