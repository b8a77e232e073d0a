"""People's names and addresses taken out of prose; their `person_id` stands instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rasid.engines.duckdb import DuckDB

_PART = r"[^\s@<>\"'(),;:=]"
_ADDRESS = re.compile(rf"(?<!{_PART}){_PART}+@{_PART}+")  # begun once a word: linear in its length
_SHORTEST_NAME = 3


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """What to say instead of a name or an account, both lower-cased."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None

    def hide(self, text: str) -> str:
        """Return `text` without any address and without the names of people on the roster."""
        hidden = _ADDRESS.sub(self._for_address, text) if "@" in text else text
        if self._pattern is None:
            return hidden
        return self._pattern.sub(lambda found: self.names[found.group().lower()], hidden)

    def _for_address(self, found: re.Match[str]) -> str:
        return self.accounts.get(found.group().lower(), "[an address]")


def read_pseudonyms(engine: DuckDB) -> Pseudonyms:
    """Read the roster's names and accounts."""
    return pseudonyms_of(
        engine.rows("SELECT account, name, person_id FROM roster ORDER BY account")
    )


def pseudonyms_of(rows: Sequence[tuple[str, str, str]]) -> Pseudonyms:
    """Return what hides people of whom each row has an account, the name and the id."""
    names = {
        name.strip().lower(): person_id
        for _, name, person_id in rows
        if name and len(name.strip()) >= _SHORTEST_NAME
    }
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return Pseudonyms(
        accounts={account: person_id for account, _, person_id in rows},
        names=names,
        _pattern=_any_of(longest_first) if names else None,
    )


def _any_of(names: list[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(name) for name in names)
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)
