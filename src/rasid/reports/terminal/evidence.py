from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import line


def evidence_log(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show the evidence log: what was done to what, by whom, and the SHA-256 of each thing."""
    parts: list[RenderableType] = []
    for row in rows:
        about = ", ".join(f"{key} {value}" for key, value in row["about"].items())
        parts.append(line(f"{row['number']}  {row['what']}: {about}", "cyan"))
        made = row["time"][:16].replace("T", " ")
        why = f": {row['why']}" if row["why"] else ""
        parts.append(line(f"  {made} UTC, {row['who']}{why}", "dim"))
        many = len(row["hashes"]) > 1
        for name, digest in () if many else row["hashes"].items():
            parts.append(line(f"  {name} {digest}", "dim"))
        if many:
            parts.append(line(f"  {len(row['hashes']):,} files", "dim"))
    return Group(*parts)
