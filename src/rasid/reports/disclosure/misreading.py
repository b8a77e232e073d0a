"""Whether a text can be misread: each number has its own noun, and no attempt is called an attack.

In 2019 headlines made 2,700 attacks of 2,700 attempts to identify accounts. A number that is told
may stand only beside a word of what it counts; the words of each language are in its texts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rasid.languages import clean, day, percentage, period
from rasid.reports.blocks import Bars, Table, Told
from rasid.reports.disclosure.claims import NUMBERS, Claim
from rasid.reports.disclosure.telling import CERTAIN, Facts
from rasid.reports.disclosure.texts import Texts

Counted = Mapping[str, frozenset[tuple[int, int]]]
"""What is told of each number: from and to."""

_KEYS = ("attempts", *NUMBERS)
_AFTER_AN_ATTEMPT = ("attacked", "compromised")
_FARTHEST = 5
"""So many words from a number its noun may stand; no language of ours needs more."""

_BETWEEN_WORDS = 2
_TIME, _PEOPLE = "time", "people"
_CENTURIES = ("19", "20", "13", "14")
"""Years of both calendars begin so."""

_LEAST_ROUNDED = 1_000
_LEAST_TELLING = 10
"""A smaller number with no noun near it is a day, a step or a list."""

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_GROUPED = re.compile(r"(?<=\d)[,٬\u00a0\u202f](?=\d{3})")
_TOKEN = re.compile(r"\d+|[^\W\d_](?:[\w\u200c-]*[^\W_])?")
_CLAUSE = re.compile(r"[.,;:!?،؛؟\n]+(?!\d)")
_PREFIXES = ("و", "ف", "ب", "ل", "ك", "ال", "لل", "وال", "بال")


@dataclass(frozen=True, slots=True)
class Misreading:
    """A place where a text can be misread, and why."""

    text: str
    why: str


def counted(facts: Facts, claims: Sequence[Claim]) -> Counted:
    """Return the numbers that are told."""
    told = {
        key: frozenset((one.low, one.high) for one in claims if one.number == key)
        for key in NUMBERS
    }
    return {"attempts": frozenset({(facts.attempts, facts.attempts)}), **told}


def misread_page(
    told: Told, facts: Facts, claims: Sequence[Claim], texts: Texts
) -> list[Misreading]:
    """Return what can be misread in a disclosure: its headline, its sentences and its tables."""
    numbers = counted(facts, claims)
    other = _other_numbers(facts, claims, texts)
    found: list[Misreading] = []
    lexicon = _lexicon(texts)
    for said in _sentences(told):
        found += _misread_in(_without(said, other), numbers, lexicon)
        left = _without(said, (*_phrases(numbers, texts), *other))
        if re.search(r"\d", left.translate(_DIGITS)):
            found.append(Misreading(said, "a number without its noun"))
    for table in _tables(told):
        found += _misread_table(table, numbers, texts)
    return found


def misread_text(text: str, numbers: Counted, texts: Texts) -> list[Misreading]:
    """Return what can be misread in any text, written by whomever."""
    return list(_misread_in(text, numbers, _lexicon(texts)))


def _misread_in(text: str, numbers: Counted, lexicon: Mapping[str, str]) -> Iterator[Misreading]:
    for clause in _CLAUSE.split(_plain(text)):
        words = _TOKEN.findall(clause)
        keys = [_key(word, lexicon) for word in words]
        yield from (Misreading(clause.strip(), why) for why in _misread(words, keys, numbers))


def _misread(words: Sequence[str], keys: Sequence[str], numbers: Counted) -> Iterator[str]:
    for at, word in enumerate(words):
        if word.isdecimal():
            beside = {keys[place] for place in (at - 1, at + 1) if 0 <= place < len(keys)}
            value, noun = int(word), _nearest(at, keys)
            if _TIME in beside or (_is_year(word) and not _numbers_of(value, numbers)):
                continue
            why = _wrong_noun(value, noun, numbers)
            if why:
                yield why
            elif noun and at + 1 < len(keys) and keys[at + 1] == _PEOPLE:
                yield f"{value:,} counts accounts or attempts, not people"
        elif keys[at] == "attempts":
            near = keys[max(0, at - 1) : at + _BETWEEN_WORDS + 1]
            if any(key in _AFTER_AN_ATTEMPT for key in near):
                yield "an attempt to identify is no attack, and no attempt at one"


def _wrong_noun(value: int, noun: str, numbers: Counted) -> str:
    """Say what is wrong with a number beside a noun; nothing where it is right."""
    is_of = _numbers_of(value, numbers)
    if noun in is_of:
        return ""
    if not noun and (value < _LEAST_TELLING or not is_of):
        return ""
    if not noun:
        return f"{value:,} stands without its noun; it is a number of {_named(is_of)}"
    if is_of:
        return f"{value:,} is a number of {_named(is_of)}, not of {_named([noun])}"
    return f"{value:,} is no number of {_named([noun])} that is told"


def _numbers_of(value: int, numbers: Counted) -> list[str]:
    return [key for key in _KEYS if any(_says(value, *span) for span in numbers[key])]


def _says(value: int, low: int, high: int) -> bool:
    """Tell whether a number is one that is told, or that one with two digits and noughts."""
    if value in (low, high) or (low == 0 < high and value == high + 1):
        return True
    unit = 10 ** (len(str(low)) - 2) if low >= _LEAST_ROUNDED else 0
    return bool(unit) and value in (low // unit * unit, round(low / unit) * unit)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word[:2] in _CENTURIES


def _nearest(at: int, keys: Sequence[str]) -> str:
    """Return what the nearest telling word says is counted; of two as near, the one before."""
    for distance in range(1, _FARTHEST + 1):
        for place in (at - distance, at + distance):
            if 0 <= place < len(keys) and keys[place] in _KEYS:
                return keys[place]
    return ""


def _misread_table(table: Table, numbers: Counted, texts: Texts) -> Iterator[Misreading]:
    for at, key in enumerate(table.keys):
        if key and table.head[at] != texts.name("label", key):
            yield Misreading(table.head[at], f"the column counts {_named([key])}")
        allowed = {texts.amount(*span) for span in numbers.get(key, ())}
        for row in table.rows:
            if key and row[at].text not in allowed:
                yield Misreading(row[at].text, f"is no number of {_named([key])} that is told")
    for row in table.rows if table.keys else ():
        if any(
            cell.kind == "number" and not key for cell, key in zip(row, table.keys, strict=True)
        ):
            yield Misreading(row[0].text, "a number under no noun")


def _sentences(told: Told) -> Iterator[str]:
    yield from (told.title, told.banner, *told.lede, told.made)
    for section in told.sections:
        yield section.heading
        for block in section.blocks:
            if isinstance(block, str):
                yield block
            elif isinstance(block, Bars):
                yield block.said
            elif isinstance(block, Table):
                yield from block.head
                yield from (c.text for row in block.rows for c in row if c.kind == "text")
            else:
                yield from block


def _tables(told: Told) -> Iterator[Table]:
    blocks = (block for section in told.sections for block in section.blocks)
    yield from (block for block in blocks if isinstance(block, Table))


def _phrases(numbers: Counted, texts: Texts) -> Iterator[str]:
    yield from (texts.count(key, *span) for key in _KEYS for span in numbers[key])


def _other_numbers(facts: Facts, claims: Sequence[Claim], texts: Texts) -> list[str]:
    """Return what else may have digits in it: days, a share, versions, and names of others."""
    language = texts.language
    labels = [one.where.label for one in claims]
    names = [facts.actor, facts.producer, facts.version, *labels]
    names += [name for _, name in facts.techniques]
    return [
        period(facts.first, facts.last, language),
        *(day(one, language) for one in (facts.first, facts.last, facts.made_on)),
        percentage(min(facts.likelihood, CERTAIN), language),
        *filter(None, map(clean, names)),
    ]


def _without(text: str, phrases: Iterable[str]) -> str:
    for phrase in sorted(set(phrases), key=len, reverse=True):
        text = re.sub(rf"(?<!\d){re.escape(phrase)}(?!\d)", " ", text)
    return text


def _plain(text: str) -> str:
    """Return text with one kind of digits, ungrouped, without marks on letters."""
    digits = _GROUPED.sub("", text.translate(_DIGITS))
    bare = unicodedata.normalize("NFKD", digits.casefold())
    return "".join(one for one in bare if unicodedata.category(one) != "Mn")


def _lexicon(texts: Texts) -> dict[str, str]:
    """Return which number each word speaks of."""
    return {_plain(one): key for key, words in texts.names("word").items() for one in words}


def _key(word: str, lexicon: Mapping[str, str]) -> str:
    """Return which number a word speaks of, with an article or a conjunction; empty for none."""
    forms = (word, *(word.removeprefix(prefix) for prefix in _PREFIXES))
    return next((lexicon[form] for form in forms if form in lexicon), "")


def _named(keys: Sequence[str]) -> str:
    names = {
        "attempts": "attempts to identify accounts",
        "identified": "accounts identified",
        "attacked": "accounts attacked",
        "compromised": "accounts compromised",
    }
    return " or ".join(names[key] for key in keys)
