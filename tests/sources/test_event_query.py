from dataclasses import replace
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.sources.event_query import KEPT, event_query, narrowed, opened, sql_type
from rasid.sources.formats import packaged
from rasid.sources.mapping import identifier
from rasid.sources.reading import Reading, prepare
from sources.log_home import SETTINGS


def test_what_an_expression_names_is_worked_out_once(tmp_path: Path) -> None:
    mapping = replace(
        packaged().mappings["entra_graph"],
        record="true",
        let={"drawn": "random()", "same": "Drawn - drawn = 0"},
        codes={},
        then={"again": "random()", "steady": "again - again = 0 AND same"},
        event={"detail": "steady"},
    )
    record = ", ".join(f"false AS {name}" for name in KEPT.split(", "))

    with DuckDB(SETTINGS, tmp_path) as engine:
        rows = engine.rows(f"SELECT detail FROM ({event_query(mapping, f'SELECT {record}')})")

    assert [(True,)] == rows


def test_columns_that_no_record_has_are_empty(tmp_path: Path) -> None:
    """A CSV export has the columns that somebody chose; those it lacks are NULL before any row."""
    formats = packaged()
    kept = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in KEPT.split(", "))
    kept = kept.replace("CAST(NULL AS VARCHAR) AS record_claimed", "false AS record_claimed")
    with DuckDB(SETTINGS, tmp_path) as engine:
        prepare(engine, formats.codes)
        for mapping in formats.mappings.values():
            columns = ", ".join(
                f"CAST(NULL AS {sql_type(shape)}) AS {identifier(name)}"
                for name, shape in mapping.read.items()
            )
            relation = opened(mapping, f"SELECT {kept}, {columns} FROM range(2)")
            framed = Reading(mapping, relation).framed()
            held = engine.rows(f"SELECT bool_or(time IS NOT NULL) FROM ({framed})")

            assert held == [(False,)], mapping.name


def test_narrowed_mapping_keeps_what_is_needed() -> None:
    mapping = replace(
        packaged().mappings["entra_graph"],
        columns={"kind": "VARCHAR", "id": "VARCHAR", "who": "VARCHAR", "a b": "VARCHAR"},
        record="kind = '1'",
        let={"seen": "upper(id)", "idle": "who"},
        codes={"told": {"table": "x", "on": "Seen"}, "other": {"table": "x", "on": "idle"}},
        then={"found": "told.name", "lost": "other.name"},
        event={"event_uid": "found", "account": "lost"},
    )
    some, none = narrowed(mapping, ("event_uid",)), narrowed(mapping, ())

    assert ["kind", "id", "a b"] == list(some.columns)
    assert (["seen"], ["told"], ["found"]) == (list(some.let), list(some.codes), list(some.then))
    assert ({}, {}, {}, {}) == (none.let, none.codes, none.then, none.event)


def test_narrowed_mappings_lack_nothing(tmp_path: Path) -> None:
    """The engine refuses a statement that names what is not there."""
    formats = packaged()
    with DuckDB(SETTINGS, tmp_path) as engine:
        prepare(engine, formats.codes)
        for whole in formats.mappings.values():
            for names in ((), ("event_uid",)):
                mapping = narrowed(whole, names)
                columns = ", ".join(
                    f"CAST(NULL AS {sql_type(shape)}) AS {identifier(name)}"
                    for name, shape in mapping.read.items()
                )
                kept = ", ".join(f"false AS {name}" for name in KEPT.split(", "))
                relation = opened(mapping, f"SELECT {kept}, {columns} FROM range(1)")
                assert len(engine.rows(event_query(mapping, relation))) == 1, whole.name
