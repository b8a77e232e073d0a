"""Tables rewritten so that they tell of a person no more, row for row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from rasid.engines.duckdb import DuckDB, quote
from rasid.engines.store import Change, Store
from rasid.reports import READS
from rasid.tables.contract import Column, Table
from rasid.tables.coverage import COVERAGE
from rasid.tables.published import PUBLISHED
from rasid.tables.roster import ROSTER
from rasid.tables.worked_out import WORKED_OUT
from rasid.upkeep.identifying import KEPT_OF_ROSTER, Identity

_ARROW = {"VARCHAR": pa.string(), "VARCHAR[]": pa.list_(pa.string())}


def erase_from_tables(engine: DuckDB, store: Store, change: Change, identity: Identity) -> int:
    """Stage every part that tells of a person anew, and return in how many rows it did.

    No row is left out, so that every count stays; keys stay keys, for each account has its own
    stand-in. What was counted of the logs quotes them, and goes until it is counted anew; so does
    what an older rasid worked out otherwise.
    """
    change.remove(store.parts(COVERAGE))
    rows = 0
    for table in READS:
        for part, day in _parts(store, table):
            if table in WORKED_OUT and not set(table.column_names) <= store.columns(part):
                change.remove([part])
                continue
            touched = _erased(engine, table, part, identity)
            if touched:
                rows += touched
                engine.write(table, "SELECT * FROM erasing", change.add(table, part.stem, day=day))
    return rows


def rewrite_published(engine: DuckDB, part: Path, target: Path, identity: Identity) -> bool:
    """Write a published part anew; False where it tells of nobody that is erased."""
    if not _erased(engine, PUBLISHED, part, identity):
        return False
    engine.write(PUBLISHED, "SELECT * FROM erasing", target)
    return True


def _parts(store: Store, table: Table) -> Iterator[tuple[Path, date | None]]:
    if table.by_day is None:
        yield from ((part, None) for part in store.parts(table))
        return
    for day in store.days(table):
        yield from ((part, day) for part in store.parts(table, day=day))


def _erased(engine: DuckDB, table: Table, part: Path, identity: Identity) -> int:
    """Let `erasing` be a part without the person; return in how many rows it differs.

    A column that an older rasid did not write is null in it.
    """
    read = f"read_parquet({quote(str(part))}, hive_partitioning = false)"
    written = {name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {read}")}
    texts = [one for one in table.columns if one.type in _ARROW and one.name in written]
    newer = [one for one in table.columns if one.name not in written]
    nulls = "".join(f", CAST(NULL AS {one.type}) AS {_own(one)}" for one in newer)
    hinted = " OR ".join(_hinted(column, identity) for column in texts)
    if not texts or not engine.rows(f"SELECT 1 FROM {read} WHERE {hinted} LIMIT 1"):
        return 0
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE erasing AS SELECT *{nulls}, false AS touched FROM {read}"
    )
    if table is ROSTER:
        emptied = ", ".join(
            f"{_own(column)} = ''" for column in texts if column.name not in KEPT_OF_ROSTER
        )
        of_them = f"WHERE person_id = {quote(identity.person_id)}"
        engine.run(f"UPDATE erasing SET {emptied}, touched = true {of_them}")
    for column in texts:
        _erase_column(engine, column, identity)
    return int(engine.rows("SELECT count(*) FROM erasing WHERE touched")[0][0])


def _erase_column(engine: DuckDB, column: Column, identity: Identity) -> None:
    own = _own(column)
    asked = f"SELECT DISTINCT {own} FROM erasing WHERE {_hinted(column, identity)}"
    new = {_key(old): (old, _without(column, old, identity)) for (old,) in engine.rows(asked)}
    pairs = [pair for pair in new.values() if pair[0] != pair[1]]
    if not pairs:
        return
    kind = _ARROW[column.type]
    told = {
        name: pa.array(side, kind)
        for name, side in zip("on", zip(*pairs, strict=True), strict=True)
    }
    engine.load("erased_texts", pa.table(told))
    engine.run(f"UPDATE erasing SET {own} = n, touched = true FROM erased_texts WHERE {own} = o")


def _without(column: Column, old: Any, identity: Identity) -> Any:  # noqa: ANN401 - a text or a list
    if isinstance(old, list):
        return [one and identity.replaced(one) for one in old]
    if column.name == "person_id" and old == identity.person_id:
        return identity.stand_in
    return identity.replaced(old)


def _key(value: Any) -> Any:  # noqa: ANN401 - as above
    return tuple(value) if isinstance(value, list) else value


def _hinted(column: Column, identity: Identity) -> str:
    """Return SQL that holds for every text that tells of the person, and for few others."""
    text = f"lower(CAST({_own(column)} AS VARCHAR))"
    found = [f"contains({text}, {quote(hint)})" for hint in identity.hints]
    if column.name == "person_id":
        found.append(f"{_own(column)} = {quote(identity.person_id)}")
    return f"({' OR '.join(found)})"


def _own(column: Column) -> str:
    return f'"{column.name}"'
