"""Which addresses guess at one name, and how somebody with that name may be called."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.campaigns.likeness.forms import common_words
from rasid.campaigns.likeness.guesses import Known, Likeness, compare, local_part
from rasid.campaigns.likeness.keys import LEVELS, skeleton
from rasid.campaigns.likeness.letters import latin, two_words, words

_SHORTEST = 3
"""A word of fewer letters is an initial and says no name."""
_CLOSELY = 2
_SKELETON = LEVELS[-1]


@dataclass(frozen=True, slots=True)
class Guessed:
    """A name as its addresses spell it, and those addresses."""

    name: str
    addresses: tuple[str, ...]


def group_names(addresses: Iterable[str], others: Sequence[str]) -> list[Guessed]:
    """Group addresses by the name that they guess at, those with the most addresses first.

    Names are taken from addresses that spell one out; the rest go to the name whose forms they
    are closely like, against chance as learnt from `others`, or stand alone.
    """
    found: dict[str, list[str]] = {}
    spelt: dict[str, Counter[str]] = {}
    rest: list[str] = []
    asked = sorted(set(addresses))
    for address, key in zip(asked, name_keys(asked), strict=True):
        if key:
            found.setdefault(key, []).append(address)
            spelt.setdefault(key, Counter())[" ".join(name_words(address))] += 1
        else:
            rest.append(address)
    names = {key: _usual(counts) for key, counts in spelt.items()}
    people = {key: Known(names=[name]) for key, name in names.items()}
    for address, like in zip(rest, compare(people, others, rest), strict=True):
        key = like.person_id if _is_close(like) and like is not None else f"@{address}"
        found.setdefault(key, []).append(address)
    groups = [
        Guessed(names.get(key) or name_of(grouped[0]), tuple(sorted(grouped)))
        for key, grouped in found.items()
    ]
    return sorted(groups, key=lambda one: (-len(one.addresses), one.addresses))


def name_of(address: str) -> str:
    """Return the name that an address seems to spell, with capitals; empty where it spells none."""
    return " ".join(name_words(address)).title()


def name_key(address: str) -> str:
    """Return the same for addresses that spell out one name; empty where one spells out none."""
    said = name_words(address)
    spelt = len(said) > 1 and all(len(word) >= _SHORTEST for word in said)
    return " ".join(sorted(skeleton(word) for word in said)) if spelt else ""


def name_keys(addresses: Sequence[str]) -> list[str]:
    """Return the key of each of many addresses, most of which are two plain words."""
    common, pairs = common_words(), two_words(addresses)
    keys = [
        None if pair is None or pair[0] in common or pair[1] in common else "" for pair in pairs
    ]
    spelt = [
        (place, pair)
        for place, (key, pair) in enumerate(zip(keys, pairs, strict=True))
        if key is not None and pair and min(map(len, pair)) >= _SHORTEST
    ]
    bare = _SKELETON.keys([word for _, pair in spelt for word in pair])
    for (place, _), one, two in zip(spelt, bare[::2], bare[1::2], strict=True):
        keys[place] = f"{min(one, two)} {max(one, two)}"
    return [
        name_key(address) if key is None else key
        for address, key in zip(addresses, keys, strict=True)
    ]


def name_words(address: str) -> list[str]:
    """Return the words of a local part in Latin letters, without those that are no names."""
    read = words(local_part(address).split("+")[0].replace("-", " "))
    return [word for word in map(latin, read) if word and word not in common_words()]


def most_like(likes: Sequence[Likeness | None]) -> str:
    """Return the person whom most of a group's addresses are closely like; else empty."""
    counts = Counter(like.person_id for like in likes if like is not None and _is_close(like))
    best = counts.most_common(1)
    return best[0][0] if best and 2 * best[0][1] > len(likes) else ""


def _is_close(like: Likeness | None) -> bool:
    return like is not None and like.level >= _CLOSELY


def _usual(counts: Mapping[str, int]) -> str:
    """Return the commonest spelling, with capitals."""
    return min(counts, key=lambda name: (-counts[name], name)).title()
