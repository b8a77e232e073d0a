from dataclasses import replace
from pathlib import Path

from rasid.engines.duckdb import DuckDB
from rasid.sources.event_query import KEPT, event_query
from rasid.sources.formats import packaged
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
