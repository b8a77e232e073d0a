"""Who looks sought and is on no roster, and a roster of them to fill in."""

import csv
import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.reports.plain import plain
from rasid.tables.roster import ROSTER
from rasid.tables.suggested import SUGGESTED

COLUMNS = ROSTER.column_names[: ROSTER.column_names.index("account") + 1]

TO_BE_SORTED = "to be sorted"
"""The category of a suggestion in the roster that is written, until somebody gives it another."""

_SUGGESTED = f"""
SELECT {", ".join(SUGGESTED.column_names)} FROM suggested
ORDER BY
    list_position(['account', 'name', 'converging'], kind),
    chance,
    like_person <> '' AND kind = 'name',
    bits DESC,
    len(string_split(addresses, ' ')) DESC,
    events DESC,
    campaign_id,
    subject
LIMIT $most OFFSET $start
"""

_RUN_BY_SPREADSHEETS = "=+-@"


def is_provisional(engine: DuckDB) -> bool:
    """Tell whether what was found was found without a roster."""
    return bool(engine.rows("SELECT 1 FROM suggested WHERE provisional LIMIT 1"))


def suggested_count(engine: DuckDB) -> int:
    """Return how many are suggested."""
    return int(engine.rows("SELECT count(*) FROM suggested")[0][0])


def suggested_list(engine: DuckDB, start: int = 0, most: int | None = None) -> list[dict[str, Any]]:
    """Return who is suggested, the likeliest of each kind first; so many from a place on, or all.

    `roster_line` is a line for a roster's CSV; it is empty where the name is that of a person on
    the roster, and where a spreadsheet would take the address for a formula.
    """
    rows = []
    for values in engine.rows(_SUGGESTED, {"start": start, "most": most}):
        row: dict[str, Any] = {
            name: plain(value) for name, value in zip(SUGGESTED.column_names, values, strict=True)
        }
        row["addresses"] = row["addresses"].split(" ")
        rows.append({**row, "roster_line": _line(row)})
    return rows


def write_roster_to_fill_in(rows: Iterable[dict[str, Any]], output: Path) -> int:
    """Write the rows that have a roster line as a roster's CSV, and return how many they are."""
    lines = list(dict.fromkeys(row["roster_line"] for row in rows if row["roster_line"]))
    draft = output.with_name(f".{output.name}.draft")
    try:
        draft.write_text("".join(f"{line}\n" for line in (",".join(COLUMNS), *lines)), "utf-8")
        draft.replace(output)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise UsageError(f"cannot write {output}: {error.strerror}.") from error
    return len(lines)


def _line(row: dict[str, Any]) -> str:
    is_name = row["kind"] == "name"
    if (is_name and row["like_person"]) or row["subject"].startswith(tuple(_RUN_BY_SPREADSHEETS)):
        return ""
    fields = {
        "person_id": row["person_id"],
        "name": row["name"] or "somebody",
        "category": TO_BE_SORTED,
        "account": "" if is_name else row["subject"],
    }
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([fields.get(name, "") for name in COLUMNS])
    return text.getvalue()
