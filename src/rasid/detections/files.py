"""Where rules are: the packaged folder, and those that a site names."""

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Engine

from rasid.detections.suppressions import read_suppressions, suppressions_in_force
from rasid.errors import UsageError
from rasid.settings import Home, Settings

SUFFIX = ".sql"
SIGMA = (".yml", ".yaml")
CASES = ".cases.toml"


def packaged_folder() -> Path:
    """Return where the packaged rules are."""
    return Path(str(files("rasid.detections") / "rules"))


def own_folders(home: Home, settings: Settings) -> list[Path]:
    """Return the folders of rules that a site names; a relative one begins at the home."""
    return [home.root / folder for folder in settings.rules]


def rule_files(folders: Sequence[Path]) -> list[Path]:
    """Return the packaged SQL rules and those of these folders.

    Raises UsageError where one is no folder.
    """
    found: list[Path] = []
    for folder in (packaged_folder(), *folders):
        if not folder.is_dir():
            raise UsageError(f"rules names {folder}, which is no folder.")
        found += sorted(path for path in folder.rglob(f"*{SUFFIX}") if path.is_file())
    return found


def sigma_files(folders: Sequence[Path]) -> list[Path]:
    """Return the Sigma rules of the packaged folder and of these, by their paths."""
    return [
        path
        for folder in (packaged_folder(), *folders)
        for path in sorted(folder.rglob("*"))
        if path.suffix in SIGMA and path.is_file()
    ]


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
