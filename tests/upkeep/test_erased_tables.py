"""A table that an older rasid worked out is not written anew with nothing in what it lacks."""

from dataclasses import replace
from pathlib import Path

from console.homes import home_of
from rasid.case import open_case
from rasid.engines.duckdb import DuckDB
from rasid.roster.account import Account
from rasid.tables.worked_out import STAYS
from rasid.upkeep.erased_tables import erase_from_tables
from rasid.upkeep.identifying import identity_of
from reports.months import a_month


def stays(engine: DuckDB) -> list[tuple[str, bool]]:
    asked = "SELECT account, hostile FROM stays WHERE starts_with(session_id, 's') ORDER BY ALL"
    return engine.rows(asked)


def test_older_worked_out_table_goes(tmp_path: Path) -> None:
    """It is asked anew then, and tells all that is asked of it, but of nobody who is erased."""
    month = a_month()
    first = month["hostile"][0]
    visit = {name: first[name] for name in ("session_id", "account")}
    home = home_of({**month, "visits": [visit]}, tmp_path / "home")
    older = replace(STAYS, columns=STAYS.columns[:-1])
    with open_case(home, write=True) as case, case.store.change() as change:
        assert [(first["account"], True)] == stays(case.engine)
        case.engine.write(older, "SELECT * FROM stays", change.add(older, older.name))
    none = dict.fromkeys(Account.__dataclass_fields__, "")
    them = Account(**none | {"account": first["account"], "person_id": "p1", "name": "Ada B"})
    with open_case(home, write=True) as case, case.store.change() as change:
        erase_from_tables(case.engine, case.store, change, identity_of([them], 1))
    with open_case(home) as case:
        assert [] == case.store.parts(STAYS)
        assert [("erased-1-1", True)] == stays(case.engine)
