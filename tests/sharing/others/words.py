"""What others say, as they write it; nobody in it is real."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine

from rasid.sharing.keeping import Imported, import_indicators
from rasid.sharing.others import Told, told_by_others
from sharing.indicator_files import AUTHOR, bundle, put

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LATER = {"modified": "2026-02-01T00:00:00.000Z"}
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"


def said(kind: str, tag: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an object of AUTHOR's whose id follows from its tag, else from its name."""
    named = uuid5(NAMESPACE_URL, tag or str(more.get("name", kind)))
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{named}",
        "created_by_ref": AUTHOR,
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        **more,
    }


def relation(source: dict[str, Any], verb: str, target: dict[str, Any]) -> dict[str, Any]:
    ends = {"source_ref": source["id"], "target_ref": target["id"]}
    tag = f"{source['id']} {verb} {target['id']}"
    return said("relationship", tag, relationship_type=verb, **ends)


WHO = {**said("identity", name="Example CERT", identity_class="organization"), "id": AUTHOR}
REED = said(
    "campaign",
    name="Reed Bed",
    aliases=["Wet Meadow"],
    objective="mail of lawyers",
    first_seen="2025-11-01T00:00:00Z",
    last_seen="2025-12-01T00:00:00Z",
    confidence=70,
)
HERON = said("intrusion-set", name="Silent Heron", aliases=["Grey Wader"])
MINE = relation(REED, "attributed-to", HERON)


def take(ledger: Engine, folder: Path, *objects: Any, source: str = "") -> Imported:  # noqa: ANN401
    return import_indicators(put(folder, bundle(*objects)), ledger, now=NOW, source=source)


def told(ledger: Engine, folder: Path, *objects: Any) -> Told:  # noqa: ANN401
    """Return what is told after an import."""
    take(ledger, folder, *objects)
    return told_by_others(ledger)
