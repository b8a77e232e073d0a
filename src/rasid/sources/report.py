"""What an import tells of each file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's reconciliation: `lines` = `new` + `duplicate` + `rejected`."""

    name: str
    raw_file: str
    format: str
    lines: int = 0
    new: int = 0
    duplicate: int = 0
    rejected: int = 0
    first: datetime | None = None
    last: datetime | None = None
    others: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
