"""The rules of a home: the packaged ones, its own, and what of their results is suppressed."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from rasid.detections import (
    Rules,
    Suppression,
    load_rules,
    read_suppressions,
    rule_files,
    sigma_files,
    suppressions_in_force,
)
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


def own_folders(home: Home, settings: Settings) -> list[Path]:
    """Return the folders of rules that a site names; a relative one begins at the home."""
    return [home.root / folder for folder in settings.rules]


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


def rules_state(home: Home, ledger: Engine) -> str:
    """Return a hash of what signals rest on besides the logs: rules and what is suppressed."""
    settings = home.settings()
    folders = own_folders(home, settings)
    texts = [
        [path.stem, hashlib.sha256(path.read_bytes()).hexdigest()]
        for path in (*rule_files(folders), *sigma_files(folders))
    ]
    held = [
        [one.rule, one.account, one.source_ip, one.until.isoformat(), one.why]
        for one in suppressions_in_force(read_suppressions(ledger))
    ]
    stated = json.dumps([texts, settings.parameters, settings.placeholders, held], sort_keys=True)
    return hashlib.sha256(stated.encode()).hexdigest()
