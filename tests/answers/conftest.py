import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from answers.made import BASIS, WINDOW, Rows, covered
from rasid.answers import Answer, Basis, find_answer
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB, quote
from rasid.reports.reads import READS
from rasid.settings import Settings
from rasid.sources import Coverage

Ask = Callable[..., Answer]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Return a function that answers an organisation from rows."""
    with DuckDB(Settings(), tmp_path) as engine:

        def asked(
            rows: Rows,
            organisation: str,
            window: Window = WINDOW,
            *,
            basis: Basis | None = BASIS,
            coverage: Coverage | None = None,
        ) -> Answer:
            for table in READS:
                if not rows.get(table.name):
                    engine.view(table, [])
                    continue
                staged = tmp_path / f"{table.name}.json"
                staged.write_text(json.dumps(rows[table.name], default=str))
                types = ", ".join(f"{quote(c.name)}: {quote(c.type)}" for c in table.columns)
                engine.run(
                    f'CREATE OR REPLACE TEMP VIEW "{table.name}" AS SELECT * FROM '
                    f"read_json({quote(str(staged))}, format='array', columns={{{types}}})"
                )
            return find_answer(
                engine, organisation, window, basis, lambda: coverage or covered(rows)
            )

        yield asked
