"""Files of indicators as others write them; nobody in them is real."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

AUTHOR = f"identity--{uuid5(NAMESPACE_URL, 'author')}"


def indicator(pattern: Any, tag: str = "", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return an indicator whose id follows from its pattern."""
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid5(NAMESPACE_URL, tag or str(pattern)[:80])}",
        "created_by_ref": AUTHOR,
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "pattern": pattern,
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **more,
    }


def bundle(*objects: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "bundle", "id": f"bundle--{uuid5(NAMESPACE_URL, 'b')}", "objects": [*objects]}


def event(*attributes: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a MISP event with these attributes."""
    author = {"uuid": str(uuid5(NAMESPACE_URL, "org")), "name": "Example CERT"}
    return {"Event": {"Orgc": author, "date": "2026-01-01", "Attribute": [*attributes], **more}}


def attribute(kind: str, value: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    named = str(uuid5(NAMESPACE_URL, f"{kind} {value}"[:80]))
    return {"uuid": named, "type": kind, "value": value, "to_ids": True, **more}


def put(folder: Path, content: Any) -> Path:  # noqa: ANN401
    """Write a file, as JSON unless it is text."""
    path = folder / "indicators"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path
