"""The roster in the ledger: import it whole or not at all, read it, hand it to the analysis.

An account's row is replaced by the newest import of that account. A person's name and category
are the newest import's on every account of that person. Accounts that a later file does not
mention stay, and so do dates that it has no column for.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import Connection, Engine, bindparam, select

from rasid.ledger import roster, writing_alone
from rasid.roster.account import Account
from rasid.roster.contradictions import (
    changed_dates,
    check_against_ledger,
    distinct_rows,
    shared_addresses,
    unlisted_recoveries,
    with_known_dates,
)
from rasid.roster.csv_file import read_csv
from rasid.tables.roster import ROSTER

_COLUMNS = [roster.c[field.name] for field in fields(Account)]


@dataclass(frozen=True, slots=True)
class RosterReport:
    """What an import found and did: rows = accounts + duplicates."""

    rows: int
    duplicates: int
    people: int
    accounts: int
    added: int
    changed: int
    warnings: tuple[str, ...]


def import_people(path: Path, ledger: Engine) -> RosterReport:
    """Import a roster from CSV; raises InputError or UsageError, and then nothing is changed."""
    file = read_csv(path)
    rows = distinct_rows(path, file.rows)
    with writing_alone(ledger) as connection:
        before = {known.account: known for known in _stored(connection)}
        check_against_ledger(path, rows, before)
        rows = with_known_dates(path, rows, before, file.dates)
        imported = {account: row.account for account, row in rows.items()}
        after = _merged(before, imported)
        changed = {name for name, known in before.items() if after[name] != known}
        _replace(connection, changed, (after[name] for name in after.keys() - before | changed))
    return RosterReport(
        rows=len(file.rows),
        duplicates=len(file.rows) - len(rows),
        people=len({account.person_id for account in imported.values()}),
        accounts=len(rows),
        added=len(after) - len(before),
        changed=len(changed),
        warnings=(
            *(
                f"{path}: the column {name!r} is unknown and was left out."
                for name in file.unknown_columns
            ),
            *unlisted_recoveries(path, rows, after),
            *changed_dates(path, rows, before),
            *shared_addresses(after.values()),
        ),
    )


def read_roster(ledger: Engine) -> list[Account]:
    """Return every account of the roster, ordered by account."""
    with ledger.connect() as connection:
        return _stored(connection)


def write_roster(accounts: Collection[Account], target: Path) -> None:
    """Write a roster as one Parquet part with the columns of its contract."""
    names = ROSTER.column_names
    rows = zip(*map(attrgetter(*names), accounts), strict=True) if accounts else [[]] * len(names)
    columns = [pa.array(values, pa.string()) for values in rows]
    parquet.write_table(pa.table(columns, names=names), target, compression="zstd")


def _stored(connection: Connection) -> list[Account]:
    accounts = (Account(*row) for row in connection.execute(select(*_COLUMNS)))
    return sorted(accounts, key=lambda one: one.account)  # in SQL it may be encrypted


def _merged(before: Mapping[str, Account], imported: Mapping[str, Account]) -> dict[str, Account]:
    """Lay the imported rows over the known ones; a person's name and category follow."""
    newest = {account.person_id: account for account in imported.values()}
    after = dict(before) | dict(imported)
    for name, known in after.items():
        person = newest.get(known.person_id, known)
        after[name] = replace(known, name=person.name, category=person.category)
    return after


def _replace(connection: Connection, old: set[str], new: Iterable[Account]) -> None:
    if old:
        gone = roster.delete().where(roster.c.account == bindparam("gone"))
        connection.execute(gone, [{"gone": name} for name in sorted(old)])
    rows = [asdict(account) for account in new]
    if rows:
        connection.execute(roster.insert(), rows)
