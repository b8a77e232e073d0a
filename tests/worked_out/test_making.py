import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.homes import home_of
from rasid.case import open_case
from rasid.engines.duckdb import DuckDB
from rasid.settings import Home
from rasid.tables.analyses import ANALYSES
from rasid.tables.campaigns import HOSTILE
from rasid.tables.contract import Table
from rasid.tables.worked_out import TOUCHED
from rasid.worked_out import OF_LOGS, WORKED_OUT, work_out
from reports.months import FIRST, Month, OpenMonth, a_month

MAILBOX, LAPTOP = "friend@mail.example", "203.0.113.9"
RULE = {"action": "forwarding_rule", "outcome": "success", "detail": "to x@y.example"}


def visited(session: str, account: str, home_bits: float) -> dict[str, object]:
    """Return a visit an hour long, a day after the month's last."""
    start = FIRST + timedelta(days=9)
    told = {"session_id": session, "account": account, "home_bits": home_bits}
    counts = {"events": 1, "signin_successes": 1, "follow_ups": 1}
    return {**told, **counts, "first_at": start, "last_at": start + timedelta(hours=1)}


def changed(number: int, account: str, **more: object) -> dict[str, object]:
    """Return the event of a forwarding rule within such a visit."""
    time = FIRST + timedelta(days=9, minutes=number)
    shared = {"event_uid": f"rule-{number}", "account": account, "time": time}
    return {**shared, **RULE, "provider": "example", "source_ip": LAPTOP, **more}


@pytest.fixture
def month() -> Month:
    """Return a month in which accounts were changed, by themselves and by somebody else."""
    told = a_month()
    start = FIRST + timedelta(days=9)
    where = {"source_ip": LAPTOP, "provider": "example", "start_at": start, "end_at": start}
    told["sessions"] += [{"session_id": name, **where} for name in ("at-home", "abroad")]
    told["visits"] = [visited("at-home", MAILBOX, 9.0), visited("abroad", MAILBOX, -3.0)]
    told["events"] += [
        changed(1, MAILBOX),
        changed(2, MAILBOX, actor_account="admin@mail.example"),
        changed(3, MAILBOX, outcome="failure"),
        changed(4, "elsewhere@mail.example"),
    ]
    return told


@pytest.fixture
def engine(month: Month, open_month: OpenMonth) -> DuckDB:
    return open_month(month)


@pytest.mark.parametrize("table", WORKED_OUT, ids=lambda table: table.name)
def test_what_is_written_is_what_is_asked(table: Table, engine: DuckDB, tmp_path: Path) -> None:
    """The written rows are those of the query, in the table's order, each key once."""
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    asked = engine.rows(f'SELECT {columns} FROM "{table.name}" ORDER BY {table.ordered()}')

    work_out(engine, [table], lambda _: tmp_path / "written.parquet")

    written = engine.rows(f'SELECT {columns} FROM "{table.name}"')
    places = [table.column_names.index(name) for name in table.key]
    assert asked == written != []
    assert len(written) == len({tuple(row[place] for place in places) for row in written})


def test_change_is_of_the_visit_that_is_most_at_home(engine: DuckDB) -> None:
    """What others did, what failed, and what is in no visit is no change of the account's own."""
    found = engine.rows("SELECT event_uid, session_id, home_bits, step FROM changes")
    assert [("rule-1", "at-home", 9.0, "")] == found


def test_contradicting_records_are_one_trace(month: Month, open_month: OpenMonth) -> None:
    """Each field that any of them has is filled; who logged it is told by the account's own."""
    first = next(event for event in month["events"] if event["event_uid"] == "uid-0-0")
    other = {**first, "account": "other@mail.example", "provider": "zz", "fingerprint": "t13d"}
    month["events"].append(other)
    ((records, filled, provider),) = open_month(month).rows(
        "SELECT records, filled, provider FROM traces WHERE event_uid = 'uid-0-0'"
    )

    assert (2, "example") == (records, provider)
    assert ["source_ip", "asn", "country", "user_agent", "fingerprint"] == filled


def test_stay_tells_whether_a_campaign_has_it(month: Month, open_month: OpenMonth) -> None:
    """Of one account in one session, be it the same account's or session's others."""
    first = month["hostile"][0]
    theirs = {name: first[name] for name in ("session_id", "account")}
    month["visits"] += [
        visited(str(theirs["session_id"]), str(theirs["account"]), -3.0),
        visited(str(theirs["session_id"]), MAILBOX, 9.0),
    ]
    engine = open_month(month)
    found = engine.rows("SELECT session_id, account FROM stays WHERE hostile")
    others = engine.rows("SELECT count(*) FROM stays WHERE NOT hostile")

    assert [tuple(theirs.values())] == found
    assert [(3,)] == others


def logged_until(home: Home) -> list[tuple[datetime]]:
    with open_case(home) as case:
        return case.engine.rows("SELECT logged_until FROM logged")


def test_home_analysed_before_there_were_such_tables_shows_the_same(tmp_path: Path) -> None:
    """Its queries are asked then; a part that is there is read, however empty."""
    home = home_of(a_month(), tmp_path / "home")
    with open_case(home) as case:
        before = case.engine.rows("SELECT person_id, campaigns FROM touched ORDER BY 1")
    with open_case(home, write=True) as case, case.store.change() as change:
        case.engine.view(HOSTILE, [])
        work_out(case.engine, WORKED_OUT, lambda table: change.add(table, table.name))
    with open_case(home) as case:
        after = case.engine.rows("SELECT person_id FROM touched")

    assert [("p1", ["C-1"]), ("p2", ["C-1"]), ("p3", ["C-1"])] == before
    assert [] == after


def test_what_is_asked_of_all_logs_follows_an_import(tmp_path: Path) -> None:
    """What an analysis worked out of other files is not believed, nor asked for before one."""
    month = a_month()
    home = home_of(month, tmp_path / "home")
    before = logged_until(home)
    with open_case(home, write=True) as case, case.store.change() as change:
        state = "'2026-03-02', '2026-03-09', 'other files', '', '', '', ''"
        case.engine.write(
            ANALYSES,
            f"SELECT * FROM (VALUES ({state})) AS one({', '.join(ANALYSES.column_names)})",
            change.add(ANALYSES, ANALYSES.name),
        )
        work_out(case.engine, OF_LOGS, lambda table: change.add(table, table.name))
    later = FIRST + timedelta(days=20)
    extra = home_of({**month, "events": [changed(1, MAILBOX, time=later)]}, tmp_path / "extra")
    shutil.copytree(extra.root / "events", home.root / "events", dirs_exist_ok=True)

    assert [(month["hostile"][-1]["time"],)] == before
    assert [(later,)] == logged_until(home)


def test_table_of_another_form_is_worked_out_anew(tmp_path: Path) -> None:
    """What an older rasid wrote of it is not read; the analysis that it is of stays."""
    home = home_of(a_month(), tmp_path / "home")
    short = Table("touched", "a person", ("person_id",), TOUCHED.columns[:1])
    with open_case(home, write=True) as case, case.store.change() as change:
        case.engine.write(short, "SELECT 'p9' AS person_id", change.add(short, short.name))
    with open_case(home) as case:
        found = case.engine.rows("SELECT person_id, attempts FROM touched ORDER BY 1")

    assert [("p1", 2), ("p2", 1), ("p3", 1)] == found
