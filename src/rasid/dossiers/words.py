"""The words of a dossier that hang on no table, from `words.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Definitions, steps and limits."""

    title: str
    confidential: str
    what_it_is: str
    confidence: str
    bits: str
    collateral: str
    not_popular: str
    may_be_visited: str
    unknown: str
    steps: tuple[str, ...]
    service: tuple[str, ...]
    limits: tuple[str, ...]
    definitions: Mapping[str, str]
    basis: Mapping[str, str]
    reasons: Mapping[str, str]


def _read() -> Words:
    read = tomllib.loads((files("rasid.dossiers") / "words.toml").read_text(encoding="utf-8"))
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in read.items()}
    return Words(**told)


WORDS = _read()
