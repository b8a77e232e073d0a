"""A home of 20 million events and 500 campaigns, out of an analysed simulated month.

    python benchmarks/many_events.py DEMO HOME [--copies 74] [--campaigns 500]

DEMO is the home of `rasid demo`. Its month is copied many times, each copy with accounts,
addresses, sessions, ids and kept files of its own, and its campaign once more for each further one.
Nothing is analysed: tables are copied by SQL, in the order in which an analysis writes them, and
what it counts of them is counted.
People are copied ten times. Takes ten minutes of a processor and 6 GB.
"""

import argparse
import hashlib
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from sqlalchemy import select

from rasid.case import REPLACED, Case, last_window, open_case, state_of
from rasid.engines.store import Change
from rasid.ledger import open_ledger, roster
from rasid.reports import READS
from rasid.reports.funnel import BY_CATEGORY
from rasid.reports.signals import GROUPED
from rasid.settings import Home
from rasid.sources import keep_coverage
from rasid.sources.kept import find_kept
from rasid.tables.analyses import ANALYSES
from rasid.tables.campaigns import FUNNELS
from rasid.tables.contract import Table
from rasid.tables.imports import IMPORTS
from rasid.tables.signals import SIGNAL_GROUPS
from rasid.worked_out import WORKED_OUT, work_out

PEOPLE = 10
WHOLE = ("signals", "signal_events", "left_out", "suggested")
"""What is copied with the whole month; what is of neither this nor of campaigns stays as it is."""

OF_HOSTILE = {
    "events": "event_uid IN (SELECT event_uid FROM hostile)",
    "sessions": "session_id IN (SELECT session_id FROM hostile)",
    "visits": "session_id IN (SELECT session_id FROM hostile)",
    "judged": "step = 'member'",
}
"""What of the month a further campaign needs."""

OF_CAMPAIGNS = (
    *("campaigns", "hostile", "chains", "evidence", "attributions", "observed", "lineage"),
    *("campaign_history", "past_campaigns", "past_attributions"),
)
_UID, _ACCOUNT = b'{"metadata":{"uid":"', re.compile(rb'"email_addr":"([^"]*)')
_IP = re.compile(rb'"ip":"(\d+)\.(\d+)\.(\d+)\.(\d+)"')

_MACROS = (
    "CREATE MACRO own(x, n) AS CASE WHEN n = 0 OR x = '' THEN x ELSE format('{:03x}-', n) || x END",
    f"""CREATE MACRO named(x, n) AS CASE
        WHEN x IS NULL OR x = '' THEN x
        WHEN x IN (SELECT account FROM roster) THEN own(x, n % {PEOPLE})
        ELSE own(x, n) END""",
    """CREATE MACRO placed(x, n) AS CASE
        WHEN n = 0 OR x IS NULL OR x = '' OR contains(x, ':') THEN x
        ELSE format('2001:db8:{:x}::{:x}:{:x}', n + 1,
            split_part(x, '.', 1)::INT * 256 + split_part(x, '.', 2)::INT,
            split_part(x, '.', 3)::INT * 256 + split_part(x, '.', 4)::INT) END""",
    """CREATE MACRO numbered(x, n) AS CASE
        WHEN n = 0 OR x NOT LIKE 'C-%' THEN x ELSE x || format('-{:03}', n) END""",
)

_COLUMNS = {
    **dict.fromkeys(("event_uid", "session_id", "signal_id", "device", "session"), "own({0}, n)"),
    **dict.fromkeys(("mailbox_event", "account_event"), "own({0}, n)"),
    **dict.fromkeys(("account", "actor_account", "mailbox"), "named({0}, n)"),
    **dict.fromkeys(("campaign_id", "candidate"), "numbered({0}, n)"),
    "source_ip": "placed({0}, n)",
    "person_id": f"own({{0}}, n % {PEOPLE})",
}


def kept_copies(case: Case, home: Home, copies: int, campaigns: int) -> Iterator[dict[str, object]]:
    """Write the raw lines of each copy; yield its file with what `imports` tells of it."""
    listed = {row[0]: row for row in case.engine.rows("SELECT * FROM imports")}
    hostile = {uid.encode() for (uid,) in case.engine.rows("SELECT event_uid FROM hostile")}
    people = {name.encode() for (name,) in case.engine.rows("SELECT account FROM roster")}
    codec, theirs = pa.Codec("zstd", compression_level=-3), b""
    for raw_file, name, *_ in listed.values():
        kept = find_kept(home, raw_file)
        lines = b"".join(kept.text()) if kept else b""
        theirs += b"".join(
            line for line in lines.splitlines(keepends=True) if line[20:52] in hostile
        )
        for copy in range(1, copies):
            kept_as = _keep(home, codec, _copied(lines, copy, people))
            yield {"n": copy, "before": raw_file, "name": f"{copy:03}-{name}"} | kept_as
    for copy in range(copies, campaigns):
        kept_as = _keep(home, codec, _copied(theirs, copy, people))
        yield {"n": copy, "before": "", "name": f"{copy:03}-campaign"} | kept_as


def _copied(lines: bytes, copy: int, people: set[bytes]) -> bytes:
    def named(found: re.Match[bytes]) -> bytes:
        number = copy % PEOPLE if found[1] in people else copy
        return b'"email_addr":"' + (b"%03x-" % number if number else b"") + found[1]

    def placed(found: re.Match[bytes]) -> bytes:
        a, b, c, d = map(int, found.groups())
        return b'"ip":"2001:db8:%x::%x:%x"' % (copy + 1, a * 256 + b, c * 256 + d)

    own = lines.replace(_UID, _UID + b"%03x-" % copy)
    return _IP.sub(placed, _ACCOUNT.sub(named, own))


def _keep(home: Home, codec: pa.Codec, text: bytes) -> dict[str, object]:
    digest = hashlib.sha256(text).hexdigest()
    (home.raw / f"{digest}.zst").write_bytes(codec.compress(text, asbytes=True))
    return {"after": digest, "bytes": len(text), "lines": text.count(b"\n"), "format": "ocsf"}


def list_files(case: Case, change: Change, home: Home, copies: int, campaigns: int) -> None:
    """Keep all copies of the raw lines, and list them in `imports`, and by copy in the engine."""
    rows = list(kept_copies(case, home, copies, campaigns))
    case.engine.load("files", pa.Table.from_pylist(rows))
    query = (
        "SELECT * FROM imports UNION ALL "
        "SELECT after, name, format, bytes, lines, 0 FROM files ORDER BY 1"
    )
    change.remove(case.store.parts(IMPORTS))
    case.engine.write(IMPORTS, query, change.add(IMPORTS, "copies"))


def copied_rows(table: Table, copies: int, campaigns: int) -> str:
    """Return the rows of all copies of a table; `n` is the copy's number."""
    if table.name in OF_CAMPAIGNS:
        chosen = f"n < {campaigns}"
    else:
        chosen = f"n < {copies} OR (n < {campaigns} AND {OF_HOSTILE.get(table.name, 'false')})"
    columns = [
        f"{_COLUMNS[name].format(name)} AS {name}" if name in _COLUMNS else name
        for name in table.column_names
    ]
    if "raw_file" in table.column_names:
        columns[table.column_names.index("raw_file")] = "coalesce(after, raw_file) AS raw_file"
        return (
            f"SELECT {', '.join(columns)} FROM (SELECT *, CASE WHEN n < {copies} THEN raw_file "
            f"ELSE '' END AS lay FROM {table.name}, range({campaigns}) AS copy(n) WHERE {chosen}) "
            "AS one LEFT JOIN (SELECT n AS of, before, after FROM files) AS files "
            "ON of = n AND before = lay"
        )
    source = f"{table.name}, range({campaigns}) AS copy(n)"
    return f"SELECT {', '.join(columns)} FROM {source} WHERE {chosen}"


def copy_tables(case: Case, change: Change, copies: int, campaigns: int) -> None:
    """Replace each table by its copies, in its order."""
    names = {*WHOLE, *OF_HOSTILE, *OF_CAMPAIGNS}
    for table in {table.name: table for table in (*READS, *REPLACED)}.values():
        if table.name not in names:
            continue
        query = copied_rows(table, copies, campaigns)
        parts = case.store.parts(table)
        change.remove(parts)
        if table.by_day is None:
            case.engine.write(table, query, change.add(table, "copies"), order=table.ordered())
            continue
        for day in case.store.days(table):
            case.engine.view(table, case.store.parts(table, day=day))
            case.engine.write(
                table, query, change.add(table, "copies", day=day), order=table.by_day
            )
        case.engine.view(table, parts)
    print("tables are copied", flush=True)


def copy_people(home: Home) -> None:
    """List people of further copies in the ledger."""
    with open_ledger(home) as ledger, ledger.begin() as connection:
        people = [dict(row) for row in connection.execute(select(roster)).mappings()]
        for n in range(1, PEOPLE):
            connection.execute(roster.insert(), [_of_copy(row, n) for row in people])


def _of_copy(row: Mapping[str, str], n: int) -> dict[str, str]:
    told = {name: f"{n:03x}-{row[name]}" for name in ("account", "person_id")}
    return {**row, **told, "recovers": f"{n:03x}-{row['recovers']}" if row["recovers"] else ""}


def work_out_again(case: Case, change: Change) -> None:
    """Work out what pages ask, as an analysis does."""

    def part_of(table: Table) -> Path:
        change.remove(case.store.parts(table))
        return change.add(table, table.name)

    work_out(case.engine, WORKED_OUT, part_of)


def main() -> None:
    """Copy the demo, and make much of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("demo", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--copies", type=int, default=74)
    parser.add_argument("--campaigns", type=int, default=500)
    asked = parser.parse_args()
    shutil.copytree(asked.demo, asked.home, ignore=shutil.ignore_patterns("simulated", "scratch"))
    home = Home(asked.home)
    with open_case(home, write=True) as case, case.store.change() as change:
        for macro in _MACROS:
            case.engine.run(macro)
        case.engine.run("SET preserve_insertion_order = false")
        list_files(case, change, home, asked.copies, asked.campaigns)
        print("raw lines are copied", flush=True)
        copy_tables(case, change, asked.copies, asked.campaigns)
    copy_people(home)
    with open_case(home, write=True) as case, open_ledger(home) as ledger:
        window, state = last_window(case), state_of(case, ledger)
        if window is None:
            sys.exit(f"{asked.demo} was not analysed")
        values = (window.start, window.end)
        told = ", ".join(
            [*(f"'{at:%Y-%m-%d %H:%M:%S}'" for at in values), *map(repr, state.values())]
        )
        with case.store.change() as change:
            change.remove(case.store.parts(ANALYSES))
            names = ", ".join(ANALYSES.column_names)
            query = f"SELECT * FROM (VALUES ({told})) AS one({names})"
            case.engine.write(ANALYSES, query, change.add(ANALYSES, ANALYSES.name))
            for table, counting in ((SIGNAL_GROUPS, GROUPED), (FUNNELS, BY_CATEGORY)):
                change.remove(case.store.parts(table))
                part = change.add(table, table.name)
                case.engine.write(table, counting, part, order=table.ordered())
            keep_coverage(case.engine, case.store, change)
            work_out_again(case, change)
        for name in ("events", "sessions", "visits", "hostile", "campaigns"):
            print(f"{case.engine.rows(f'SELECT count(*) FROM {name}')[0][0]:,} {name}")


if __name__ == "__main__":
    main()
