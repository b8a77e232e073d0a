"""The raw records behind events, as they lie in kept files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rasid.raw_record import RawLines


@dataclass(frozen=True, slots=True)
class Record:
    """Where an event's raw record lies; `text` is null until it has been looked up and found."""

    file: str
    raw_file: str
    line: int | None
    text: str | None = None
    problem: str = ""


def look_up(
    asked: Sequence[tuple[str, Record]], raw_lines: RawLines, most: int | None
) -> list[Record]:
    """Return the records of events, by (event_uid, record); `most` of them with their text."""
    wanted = asked if most is None else asked[:most]
    found = raw_lines([(record.raw_file, record.line, uid) for uid, record in wanted])
    told = [
        replace(
            record,
            line=raw.line or record.line,
            text=None if raw.problem else raw.text,
            problem=raw.problem,
        )
        for (_, record), raw in zip(wanted, found, strict=True)
    ]
    return told + [record for _, record in asked[len(wanted) :]]
