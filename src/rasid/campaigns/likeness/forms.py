"""What addresses somebody would try for a person: a name in the forms people give to mailboxes."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from itertools import permutations
from typing import Any, NamedTuple

from rasid.campaigns.likeness.keys import LEVELS, Level, skeleton, sound
from rasid.campaigns.likeness.letters import MOST_LETTERS, spellings, words

INNER_BITS = -2.0
"""Fewer people leave out the first or the last name than those between."""
INITIAL_BITS = -1.0
"""Fewer write an initial and a name than two names."""
SINGLE_BITS = -3.0
"""Fewer yet write one name alone."""
HALF_BITS = -1.0
"""What it costs to leave out half of a compound."""
ARTICLE_BITS = -3.0
"""What an article costs that the name has not, or the other way round."""
SHORT_BITS = -1.5
"""What a nickname instead of the name costs."""

_MOST_OF_NAME = 200
_MOST_PARTS = 4
_MOST_READINGS = 8
_MOST_BEFORE = 3
_MOST_KEPT = 24
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to write a part of a name; `bits` is what it costs to write it so."""

    text: str
    vowels: bool = True
    bits: float = 0.0


class Form(NamedTuple):
    """The letters of a guess, the pieces whose rarity it weighs, and what writing it so costs."""

    text: str
    begin: str
    end: str
    bits: float


Part = tuple[Reading, ...]


def parts_of(name: str, without: frozenset[str] = frozenset()) -> list[Part]:
    """Return the parts of a name, each with its readings: particles joined, titles left out."""
    said = _said()
    nothing = said["titles"] | without
    found = [word for word in words(name, _MOST_OF_NAME) if word not in nothing]
    parts: list[Part] = []
    before: list[str] = []
    for word in found:
        if word in said["bound"] or (parts and word in said["particles"] and word != found[-1]):
            before.append(word)
        elif word in said["suffixes"] and parts:
            parts[-1] = _with_suffix(parts[-1], word)
        else:
            parts.append(_part(tuple(before), word, article=bool(parts)))
            before = []
    if before:
        parts.append(_part(tuple(before[:-1]), before[-1], article=False))
    kept = [part for part in parts if part]
    return kept if len(kept) <= _MOST_PARTS else [*kept[:2], *kept[-2:]]


def forms(parts: Sequence[Part], level: Level) -> Iterator[Form]:
    """Yield what somebody would write who knows the parts, one of those that a level makes one."""
    distinct = [_distinct(part, level) for part in parts]
    for here, there in permutations(range(len(parts)), 2):
        bits = 0.0 if {here, there} == {0, len(parts) - 1} else INNER_BITS
        firsts = _initials(parts[there])
        for one in distinct[here]:
            for two in distinct[there]:
                yield _form(bits, one, two)
            for initial in firsts:
                yield _form(bits + INITIAL_BITS, one, initial)
                yield _form(bits + INITIAL_BITS, initial, one)
    for part in distinct:
        for one in part:
            if len(one.text) >= _SHORTEST:
                yield Form(one.text, one.text, "", SINGLE_BITS + one.bits)
    if len(parts) > 2 and all(distinct):
        yield from _of_all([part[0] for part in distinct])


def _of_all(readings: Sequence[Reading]) -> Iterator[Form]:
    for *given, family in ([*readings], [*readings[1:], readings[0]]):
        whole = "".join(reading.text for reading in given)
        initials = "".join(reading.text[0] for reading in given)
        middle = given[0].text + "".join(reading.text[0] for reading in given[1:])
        for begin in (whole, initials, middle):
            yield Form(begin + family.text, begin, family.text, INITIAL_BITS)


def _form(bits: float, first: Reading, second: Reading) -> Form:
    return Form(first.text + second.text, first.text, second.text, bits + first.bits + second.bits)


def _initials(part: Part) -> list[Reading]:
    """Return the first letters, the cheapest first; nobody abbreviates an article."""
    found: dict[str, Reading] = {}
    for reading in sorted(part, key=_cost):
        if reading.bits > ARTICLE_BITS:
            found.setdefault(reading.text[0], Reading(reading.text[0], bits=reading.bits))
    return list(found.values())


def _distinct(part: Part, level: Level) -> list[Reading]:
    """Return the readings that the level tells apart: the cheapest of each, those first."""
    found: dict[str, Reading] = {}
    for reading in sorted(part, key=_cost):
        if reading.vowels or level is LEVELS[-1]:
            found.setdefault(level.key(reading.text), reading)
    return list(found.values())[:_MOST_READINGS]


def _cost(reading: Reading) -> float:
    return -reading.bits


@lru_cache(maxsize=20_000)
def _part(before: tuple[str, ...], word: str, *, article: bool) -> Part:
    """Read a word with the particles before it, which may be left out unless they are bound.

    An article may stand before a family name of which nothing tells whether it is Arabic.
    """
    readings = [*_readings(word)]
    if article and not before and word.isascii():
        readings += _with_article(word)
    for particle in reversed(before[-_MOST_BEFORE:]):
        joined = [
            Reading(one.text + reading.text, one.vowels and reading.vowels, reading.bits)
            for one in _spelt(particle)[:2]
            for reading in readings
        ]
        must = particle in _said()["bound"]
        readings = (joined if must else [*readings, *joined])[:_MOST_KEPT]
    if before and readings:
        letters = "".join(one.text[0] for particle in before for one in _spelt(particle)[:1])
        shortened = letters + readings[0].text
        readings.append(Reading(shortened, readings[0].vowels, INITIAL_BITS))
    return _named([reading for reading in readings if len(reading.text) <= MOST_LETTERS])


def _readings(word: str) -> Iterator[Reading]:
    """Read a word: whole, and where it is a compound, each word of it alone."""
    if "-" in word:
        halves = [half for half in word.split("-") if half]
        yield from _readings("".join(halves))
        initials = "".join(one.text[0] for half in halves for one in _spelt(half)[:1])
        yield Reading(initials, bits=INITIAL_BITS)
        for half in halves:
            if half not in _said()["particles"]:
                yield from (replace(one, bits=one.bits + HALF_BITS) for one in _readings(half))
        return
    said = _said()
    readings = _spelt(word)
    article = said["article"]
    if word.startswith(article) and len(word) > len(article) + 2:
        bare = _spelt(word.removeprefix(article))
        yield from bare
        for written in said["articles"]:
            yield from (Reading(written + reading.text, vowels=False) for reading in bare)
    yield from readings
    for reading in readings:
        for ending, other in said["endings"]:
            if reading.vowels and reading.text.endswith(ending):
                yield Reading(reading.text.removesuffix(ending) + other)


def _with_article(word: str) -> Iterator[Reading]:
    bare = next(
        (word.removeprefix(one) for one in _said()["articles"] if word.startswith(one)), word
    )
    if len(bare) < _SHORTEST + 1 or bare[0] in "aeiouy":
        return
    if bare != word:
        yield Reading(bare, bits=ARTICLE_BITS)
    for written in _said()["articles"]:
        yield Reading(written + bare, bits=ARTICLE_BITS)


def _spelt(word: str) -> list[Reading]:
    return [Reading(spelling.text, spelling.vowels) for spelling in spellings(word)]


def _with_suffix(part: Part, suffix: str) -> Part:
    ends = list(_readings(suffix))[:3]
    joined = [
        Reading(reading.text + end.text, reading.vowels and end.vowels, reading.bits)
        for end in ends
        for reading in part
    ]
    return (*joined, *part)[:_MOST_KEPT]


def _named(readings: Sequence[Reading]) -> Part:
    """Add other writings of the same name, and what its bearers are called."""
    found = {reading.text: reading for reading in reversed(readings)}
    found = {text: found[text] for text in dict.fromkeys(reading.text for reading in readings)}
    for reading in readings:
        for other, bits in _same(reading):
            known = found.get(other)
            if known is None or not known.vowels:
                found[other] = Reading(other, vowels=True, bits=bits)
    return tuple(found.values())


def _same(reading: Reading) -> Iterator[tuple[str, float]]:
    asked = LEVELS[:2] if reading.vowels else LEVELS[2:]
    for level in asked:
        for group in _groups().get((level, level.key(reading.text)), ()):
            yield from (
                (other, bits + reading.bits) for other, bits in group if other != reading.text
            )


Group = tuple[tuple[str, float], ...]


@cache
def _groups() -> Mapping[tuple[Level, str], Sequence[Group]]:
    """Return the groups of `nicknames.toml` by nickname, and by what the name sounds like."""
    found: dict[tuple[Level, str], list[Group]] = {}
    by_letter, by_sound, by_skeleton = LEVELS
    for entry in _content("nicknames")["name"]:
        latin = [written for written in entry["is"] if written.isascii()]
        other = [written for written in entry["is"] if not written.isascii()]
        group = (
            *((written, 0.0) for written in latin),
            *((written, SHORT_BITS) for written in entry["short"]),
        )
        keys = {(by_letter, written) for written in entry["short"]}
        keys |= {(by_sound, sound(written)) for written in latin}
        for written in other:
            keys |= {(by_skeleton, skeleton(one.text)) for one in _spelt(words(written)[0])}
        for key in keys:
            found.setdefault(key, []).append(group)
    return found


@cache
def _said() -> Mapping[str, Any]:
    content = _content("words")
    plain = {"titles", "particles", "bound", "suffixes", "common"}
    return {key: frozenset(value) if key in plain else value for key, value in content.items()}


def common_words() -> frozenset[str]:
    """Return words that an address may hold whoever it belongs to."""
    return frozenset(_said()["common"])


@cache
def _content(name: str) -> dict[str, Any]:
    text = (files(__package__) / "names" / f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)
