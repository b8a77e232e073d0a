from collections.abc import Iterator
from contextlib import closing
from datetime import date
from hashlib import md5
from pathlib import Path

import pytest
from pyarrow.parquet import ParquetFile

from rasid.engines.duckdb import DuckDB, quote
from rasid.errors import RasidError
from rasid.settings import Settings
from rasid.tables.contract import Column, Table

THINGS = Table(
    name="things",
    grain="one thing",
    key=("name",),
    columns=(
        Column("name", "VARCHAR", "what it is called"),
        Column("seen_at", "TIMESTAMP", "when"),
        Column("weight", "DOUBLE", "in bits"),
    ),
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path) as opened:
        yield opened


def test_parameters_are_bound(engine: DuckDB) -> None:
    """A value is never SQL."""
    hostile = "'; DROP TABLE things; --"

    assert [(hostile,)] == engine.rows("SELECT $value", {"value": hostile})


def test_quoted_text_is_a_literal(engine: DuckDB) -> None:
    """What must stand in the statement itself is quoted."""
    hostile = "it's; --"

    assert [(hostile,)] == engine.rows(f"SELECT {quote(hostile)}")


def test_written_part_has_the_contract(engine: DuckDB, tmp_path: Path) -> None:
    """Columns are in the declared order and of the declared types, whatever the query's."""
    query = "SELECT 7 AS weight, '2026-03-01 12:00:00' AS seen_at, range AS name FROM range(3)"

    engine.write(THINGS, query, tmp_path / "a 'part'.parquet", order="name DESC")
    engine.view(THINGS, [tmp_path / "a 'part'.parquet"])

    described = engine.rows("DESCRIBE SELECT * FROM things")
    assert [(c.name, c.type) for c in THINGS.columns] == [row[:2] for row in described]
    assert [("2",), ("1",), ("0",)] == engine.rows("SELECT name FROM things")


def test_row_group_is_read_by_pages(engine: DuckDB, tmp_path: Path) -> None:
    """What is looked for is found without reading a whole row group, wherever it is."""
    columns = "n::VARCHAR AS name, TIMESTAMP '2026-03-01' AS seen_at, n AS weight"
    query = f"SELECT {columns} FROM range(100_000) AS one(n)"
    engine.write(THINGS, query, tmp_path / "part.parquet")
    group = ParquetFile(tmp_path / "part.parquet").metadata.row_group(0)

    assert 100_000 == group.num_rows
    assert all(group.column(number).has_offset_index for number in range(3))


def test_view_spans_its_parts(engine: DuckDB, tmp_path: Path) -> None:
    """Every part named is read, and no other; a view is replaced by the next."""
    parts = [tmp_path / f"day=2026-03-0{day}.parquet" for day in (1, 2)]
    for part in parts:
        engine.write(
            THINGS, f"SELECT {quote(part.stem)} AS name, NULL AS seen_at, 0 AS weight", part
        )

    counts = []
    for named in (parts, parts[:1], []):
        engine.view(THINGS, named)
        counts += engine.rows("SELECT count(*) FROM things")

    assert [(2,), (1,), (0,)] == counts


@pytest.mark.parametrize("most", [0, 1 << 20])
def test_small_tables_are_held(engine: DuckDB, tmp_path: Path, most: int) -> None:
    """What is held is read without its part; a view that is made anew is of the disk again."""
    rows = "SELECT 'a' AS name, NULL AS seen_at, 0 AS weight"
    engine.write(THINGS, rows, tmp_path / "0.parquet")
    engine.view(THINGS, [tmp_path / "0.parquet"])
    engine.hold(most)
    engine.write(THINGS, f"{rows} UNION ALL {rows}", tmp_path / "0.parquet")

    assert [(2 if most == 0 else 1,)] == engine.rows("SELECT count(*) FROM things")
    engine.view(THINGS, [tmp_path / "0.parquet"])
    assert [(2,)] == engine.rows("SELECT count(*) FROM things")
    assert "timestamp[us]" in engine.arrow("SELECT * FROM things").schema.to_string()


def test_chosen_tables_are_held(engine: DuckDB, tmp_path: Path) -> None:
    """They are held once, until their view is made anew."""
    rows = "SELECT 'a' AS name, NULL AS seen_at, 0 AS weight"
    engine.write(THINGS, rows, tmp_path / "0.parquet")
    engine.view(THINGS, [tmp_path / "0.parquet"])
    engine.hold(1 << 20, [])
    not_held = engine.made()
    engine.hold(1 << 20, [THINGS])
    engine.write(THINGS, f"{rows} UNION ALL {rows}", tmp_path / "0.parquet")
    engine.hold(1 << 20, [THINGS])
    counts = engine.rows("SELECT count(*) FROM things")
    engine.view(THINGS, [tmp_path / "0.parquet"])
    engine.hold(1 << 20)

    assert ([], [(1,)], [(2,)]) == (not_held, counts, engine.rows("SELECT count(*) FROM things"))


def test_what_is_worked_out_is_not_held(engine: DuckDB, tmp_path: Path) -> None:
    """It may take long, and nobody may ask for it."""
    rows = "SELECT 'a' AS name, NULL AS seen_at, 0 AS weight"
    engine.write(THINGS, rows, tmp_path / "0.parquet")
    engine.view(THINGS, [tmp_path / "0.parquet"])
    engine.define(THINGS, "SELECT error('asked for') AS name")
    engine.hold(1 << 18)

    with pytest.raises(RasidError, match="asked for"):
        engine.rows("SELECT * FROM things")


@pytest.mark.parametrize("to_look_up", [False, True])
def test_large_dictionaries_are_for_what_is_read_whole(
    engine: DuckDB, tmp_path: Path, *, to_look_up: bool
) -> None:
    rows = "SELECT n % 8000 AS name, NULL AS seen_at, n % 9 AS weight"
    query = f"{rows} FROM range(99999) AS t(n)"
    engine.write(THINGS, query, tmp_path / "0.parquet", to_look_up=to_look_up)
    group = ParquetFile(tmp_path / "0.parquet").metadata.row_group(0)
    has_dictionary = [group.column(n).has_dictionary_page for n in (0, 2)]

    assert [not to_look_up, True] == has_dictionary


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ((), []),
        ((date(2026, 3, 2),), ["2"]),
        ((date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 9)), ["1", "3"]),
    ],
    ids=["no day", "one", "two, and one without a part"],
)
def test_rows_of_some_days(
    engine: DuckDB, tmp_path: Path, days: tuple[date, ...], names: list[str]
) -> None:
    """Only their parts are read, so that a look at a day costs the same in a year of them."""
    parts = [tmp_path / f"day=2026-03-0{day}" / "a.parquet" for day in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        part.parent.mkdir()
        engine.write(THINGS, f"SELECT {number} AS name, NULL AS seen_at, 0 AS weight", part)
    engine.view(THINGS, parts)

    read = f"SELECT name FROM {engine.of_days(THINGS, days)} ORDER BY name"

    assert [(name,) for name in names] == engine.rows(read)


def test_rows_of_some_days_where_none_are_known(engine: DuckDB, tmp_path: Path) -> None:
    """Parts that wait for a commit lie in no folder of a day: all of them are read."""
    engine.run("CREATE TEMP TABLE things AS SELECT 'made' AS name")
    made = engine.rows(f"SELECT name FROM {engine.of_days(THINGS, [])}")
    engine.run("DROP TABLE things")
    engine.write(THINGS, "SELECT 1 AS name, NULL AS seen_at, 0 AS weight", tmp_path / "0.parquet")
    engine.view(THINGS, [tmp_path / "0.parquet"])

    assert [("made",)] == made
    assert [("1",)] == engine.rows(f"SELECT name FROM {engine.of_days(THINGS, [])}")


def test_table_without_parts_has_its_types(engine: DuckDB) -> None:
    """A table that was never written is empty, not missing."""
    engine.view(THINGS, [])

    (row,) = engine.arrow("SELECT * FROM things").schema.to_string().splitlines()[1:2]

    assert "seen_at: timestamp[us]" == row


def test_refused_statement_is_told(engine: DuckDB) -> None:
    """An error of the engine is one of ours, with the statement, and never an empty answer."""
    with pytest.raises(RasidError, match=r"the engine refused a statement(.|\n)*FROM nowhere"):
        engine.rows("SELECT * FROM nowhere")
    with pytest.raises(RasidError, match="the engine refused a statement"):
        engine.arrow("SELECT * FROM nowhere")


def test_too_little_memory_is_told_in_a_sentence(tmp_path: Path) -> None:
    """That is nobody's fault but a setting's: the statement would say nothing to who reads it."""
    with (
        DuckDB(Settings(memory_limit="2MB", threads=1), tmp_path) as engine,
        pytest.raises(RasidError, match=r"^the engine needs more memory than `memory_") as told,
    ):
        engine.rows("SELECT list(range || 'x') FROM range(1000000)")

    assert 1 == len(str(told.value).splitlines())
    assert "SELECT" not in str(told.value)


def test_numbers_of_texts_are_those_of_their_digests(engine: DuckDB) -> None:
    """For the engine's own hash these two names are one."""
    names = ["marion.fontier74@mossmail.example", "marion.montier73@mossmail.example", ""]
    listed = ", ".join(quote(name) for name in names)
    query = (
        "SELECT number_of(name), number_of(nullif(name, '')) "
        f"FROM (SELECT unnest([{listed}]) AS name)"
    )
    digests = [md5(name.encode(), usedforsecurity=False).digest() for name in names]
    told = [int.from_bytes(digest[8:], "little") >> 1 for digest in digests]

    assert [(told[0],) * 2, (told[1],) * 2, (told[2], None)] == engine.rows(query)


def test_engine_stays_on_the_machine(engine: DuckDB) -> None:
    """Nothing is installed or loaded by itself, and times are UTC."""
    settings = "autoinstall_known_extensions", "autoload_known_extensions", "TimeZone"

    values = [engine.rows(f"SELECT current_setting('{name}')")[0][0] for name in settings]

    assert [False, False, "UTC"] == values


def test_tables_in_memory_are_not_written_anew(engine: DuckDB) -> None:
    """No checkpoint comes due: there is no file that it would be for."""
    ((threshold,),) = engine.rows("SELECT current_setting('checkpoint_threshold')")

    assert threshold.endswith(("GiB", "TiB"))


def test_batches_that_fail_midway_are_an_error_of_ours(engine: DuckDB) -> None:
    query = "SELECT CASE WHEN i < 200000 THEN i ELSE error('torn') END FROM range(300000) AS t(i)"
    with pytest.raises(RasidError, match="torn"):
        list(engine.batches(query))

    assert [(1,)] == engine.rows("SELECT 1")


def test_batches_that_are_given_up_leave_the_engine_free(engine: DuckDB) -> None:
    with closing(engine.batches("FROM range(10_000_000)")) as batches:
        next(batches)

    assert [(1,)] == engine.rows("SELECT 1")
