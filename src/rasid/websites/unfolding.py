"""Records that stand inside others: answers of search sites, events, bundles, envelopes."""

from collections.abc import Iterator, Mapping
from typing import Any

from rasid.websites.formats import LOOSE, PLAIN, Finder
from rasid.websites.hosts import NotAName, read_host

DEEPEST = 5
NAMED_LISTS = frozenset(("list", "domains", "hosts", "hostnames", "fqdns", "urls", "names"))
"""Fields whose texts are names; texts of others (tags, references) are not."""

_MOST_TRIED = 5


class Unfolder:
    """Finds the records within a value of JSON."""

    def __init__(self) -> None:
        self._finder = Finder()

    def records(self, value: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
        """Return what a value holds: itself if it names a website, else the records within it.

        Where none within it is of a known format it is returned itself, to be refused.
        """
        if not isinstance(value, dict):
            return [value]
        return self._within(value, DEEPEST) or [value]

    def _within(self, value: Mapping[str, Any], depth: int) -> list[Any]:
        """Return the records that an object is or holds; none where no format fits."""
        children = [(k, v) for k, v in value.items() if isinstance(v, list | dict) and v]
        for record in _spellings(value):
            given = self._finder.format_of(record)
            if given and not (
                children and given.name in LOOSE and not _names_one(given.find(record, "names"))
            ):
                return [record]
        found: list[Any] = []
        for name, child in children if depth else ():
            found += self._below(name.lower(), child, depth - 1)
        return found

    def _below(self, name: str, child: Any, depth: int) -> list[Any]:  # noqa: ANN401 - as above
        if isinstance(child, dict):
            return self._within(child, depth)
        found: list[Any] = []
        fits = False
        for item in child:
            if isinstance(item, dict):
                inner = self._within(item, depth)
                fits = fits or bool(inner)
                found += inner or [item]
            elif isinstance(item, str) and name in NAMED_LISTS:
                fits = True
                found.append({PLAIN: item})
        return found if fits else []


def _spellings(value: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield an object as it is, and with its fields in lower case where that is another."""
    yield value
    lowered = {name.lower(): one for name, one in value.items()}
    if lowered.keys() != value.keys():
        yield lowered


def _names_one(found: list[Any]) -> bool:
    for text in found[:_MOST_TRIED]:
        try:
            read_host(text if isinstance(text, str) else "")
        except NotAName:
            continue
        return True
    return False
