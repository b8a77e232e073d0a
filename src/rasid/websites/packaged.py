"""The knowledge that comes with rasid; `knowledge/NOTICE.txt` says where it is from."""

import csv
import gzip
import hashlib
import io
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from rasid.websites.account import AccountWord, AccountWords
from rasid.websites.learning import Honest, Knowledge, Labelled
from rasid.websites.naming import named
from rasid.websites.visited import unpacked


@cache
def packaged_knowledge() -> Knowledge:
    """Return words, popular and honest names, and names that public reports ascribe to groups."""
    weights = tomllib.loads((_FOLDER / "weights.toml").read_text(encoding="utf-8"))
    honest = [
        Honest(named(line), float(weight))
        for kind, weight in weights.items()
        for line in _lines(f"{kind}.txt.gz")
    ]
    popular = [named(line) for line in _lines("popular.txt.gz")]
    return Knowledge(
        words={row["word"]: float(row["count"]) for row in _rows("words.csv.gz")},
        popular=[(one.label, one.suffix) for one in popular],
        honest=honest,
        labelled=[
            Labelled(named(row["domain"]), row["group"], date.fromisoformat(row["first_seen"]))
            for row in _rows("labelled.csv.gz")
        ],
        account_words=account_words(),
        visited=unpacked((_FOLDER / "visited.bin.gz").read_bytes()),
        listed=unpacked((_FOLDER / "listed.bin.gz").read_bytes()),
        dynamic_endings=frozenset(packaged_list("dynamic_dns")),
    )


@cache
def account_words() -> AccountWords:
    """Return the words of account pages."""
    fields = tomllib.loads((_FOLDER / "account_words.toml").read_text(encoding="utf-8"))
    known = {
        word: AccountWord(field, family)
        for field, families in fields.items()
        for family, forms in families.items()
        for word in forms.split()
    }
    misread = {
        other: of_word._replace(is_misread=True)
        for word, of_word in known.items()
        if len(word) >= SHORTEST_MISREAD
        for other in _misread(word)
    }
    return misread | known


def _misread(word: str) -> Iterator[str]:
    """Yield what is read as a word at a glance: two letters turned, or one that looks like it."""
    for place, letter in enumerate(word):
        for twin in _LOOKS_LIKE.get(letter, ""):
            yield word[:place] + twin + word[place + 1 :]
        turned = word[place : place + 2][::-1]
        yield word[:place] + turned + word[place + 2 :]


@cache
def packaged_state() -> str:
    """Return a hash of the packaged knowledge and of how it is learnt from."""
    digest = hashlib.sha256(LEARNING_VERSION.encode())
    for name in _FILES:
        digest.update((_FOLDER / name).read_bytes())
    return digest.hexdigest()


@cache
def packaged_list(name: str) -> tuple[str, ...]:
    """Return the lines of a packaged list of what sets websites apart."""
    return tuple((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


LEARNING_VERSION = "9"
"""To be raised with any change to what is learnt from the same names: kept models go out of use."""

SHORTEST_MISREAD = 7
"""Shorter words than this are too often another one when a letter is misread."""

_LOOKS_LIKE = {"i": "l1", "l": "i1", "o": "0", "c": "e", "e": "c", "m": "n", "n": "m", "v": "u"}

_FILES = (
    *("words.csv.gz", "popular.txt.gz", "tempting.txt.gz", "usual.txt.gz"),
    *("labelled.csv.gz", "weights.toml", "account_words.toml", "visited.bin.gz"),
    *("listed.bin.gz", "dynamic_dns.txt"),
)
_FOLDER = files("rasid.websites") / "knowledge"


def _text(name: str) -> str:
    return gzip.decompress((_FOLDER / name).read_bytes()).decode("utf-8")


def _lines(name: str) -> Iterator[str]:
    yield from _text(name).splitlines()


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(_text(name)))
