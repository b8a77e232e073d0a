from pathlib import Path

import duckdb

from cli.command import rasid
from rasid.scenarios import Simulated


def test_rows_stay_as_they_are(tmp_path: Path, month: Simulated) -> None:
    lines = min(month.logs.iterdir()).read_text().splitlines(keepends=True)
    home = tmp_path / "case"
    for at in range(3):
        log = tmp_path / f"{at}.ndjson"
        log.write_text("".join(lines[at::3]))
        rasid("import", "logs", log, home=home)
    before = _events(home)

    assert "3 parts of tables are 1 part now." in rasid("compact", home=home).out

    assert before == _events(home)
    assert 1 == len(list(home.glob("events/*/*.parquet")))
    assert "no parts" in rasid("compact", home=home).out


def _events(home: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as engine:
        source = f"read_parquet('{home}/events/*/*.parquet')"
        return engine.execute(f"SELECT * FROM {source} ORDER BY ALL").fetchall()
