"""The rules of a home: the packaged ones, its own, and what of their results is suppressed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from rasid.detections import (
    Rules,
    Suppression,
    own_folders,
    read_suppressions,
    sigma_files,
    suppressions_in_force,
)
from rasid.detections.content import load_rules
from rasid.detections.sigma import Placeholders
from rasid.detections.vendor import READING, stated_sigma
from rasid.settings import Home, Settings


@dataclass(frozen=True, slots=True)
class Known:
    """Rules in SQL, files of Sigma's beside them, and how long each may run.

    `only` are the ids of the Sigma rules to run, all of them unless given; `reading` is how long
    the records of one log source may be read for them.
    """

    rules: Rules
    sigma: Sequence[Path] = ()
    suppressed: Sequence[Suppression] = ()
    limit: timedelta = timedelta(minutes=1)
    reading: timedelta = READING
    only: frozenset[str] | None = None
    placeholders: Placeholders = field(default_factory=dict)


def rules_of(home: Home, ledger: Engine) -> Known:
    """Return the packaged rules and the home's own, with its parameters and suppressions."""
    settings = home.settings()
    folders = own_folders(home, settings)
    return Known(
        load_rules(folders, settings.parameters),
        sigma_files(folders),
        suppressions_in_force(read_suppressions(ledger)),
        timedelta(seconds=settings.rule_seconds),
        timedelta(seconds=settings.read_seconds),
        placeholders=settings.placeholders,
    )


def known_rules(home: Home, settings: Settings) -> Rules:
    """Return all rules as their files state them, Sigma's too, which cannot be run so."""
    folders = own_folders(home, settings)
    stated = stated_sigma(sigma_files(folders), settings.placeholders)
    return (load_rules(folders, settings.parameters) + stated).distinct()
