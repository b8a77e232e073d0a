"""The plan's files: a folder of the home that only its owner may read."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rasid.errors import UsageError
from rasid.responding.marking import Mark
from rasid.responding.plan import Plan
from rasid.responding.scripts import script
from rasid.responding.telling import (
    hand_off_document,
    hand_off_text,
    plan_document,
    plan_text,
)
from rasid.responding.vendors import SHELLS
from rasid.settings import Home

_OURS = re.compile(r"(plan|A-[0-9a-f]{8}-\w+|hand-off-[\w.-]+)\.(json|txt|sh|ps1)")


def write_plan(
    plan: Plan,
    said: Mapping[tuple[str, str], Mark],
    home: Home,
    *,
    made_at: datetime,
    lang: str = "en",
) -> tuple[Path, ...]:
    """Write the plan, its commands and its hand-offs, and return the files.

    They take the place of those of an earlier plan. Raises UsageError where they cannot be written.
    """
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", plan.campaign_id).strip("-") or "campaign"
    folder = home.plan_of(name)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        for old in folder.iterdir():
            if _OURS.fullmatch(old.name) and not old.is_dir():
                old.unlink()
        return tuple(
            _write(folder / name, text) for name, text in _texts(plan, said, made_at, lang)
        )
    except OSError as error:
        raise UsageError(f"cannot write {folder}: {error.strerror}.") from error


def _texts(
    plan: Plan, said: Mapping[tuple[str, str], Mark], made_at: datetime, lang: str
) -> Iterator[tuple[str, str]]:
    yield "plan.json", _in_json(plan_document(plan, said, accounts=True))
    yield "plan.txt", plan_text(plan, said, made_at, lang)
    for one in plan.accounts:
        for vendor in one.vendors:
            ending = SHELLS[vendor.shell]
            if ending:
                written = script(one.affected, one.reference, plan.campaign_id, vendor, one.steps)
                yield f"{one.reference}-{vendor.vendor}.{ending}", written
    for number, handed in enumerate(plan.hand_offs.providers, start=1):
        safe = re.sub(r"[^a-z0-9.-]+", "-", handed.provider.lower()).strip(".-")[:60]
        name = f"hand-off-{number}-{safe}"
        yield f"{name}.json", _in_json(hand_off_document(handed, plan.campaign_id, made_at))
        yield f"{name}.txt", hand_off_text(handed, plan.campaign_id, made_at)


def _in_json(value: object) -> str:
    return json.dumps(value, indent=2, allow_nan=False) + "\n"


def _write(path: Path, text: str) -> Path:
    """Write a file that only its owner may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    with suppress(FileNotFoundError):
        draft.unlink()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
    return draft.replace(path)
