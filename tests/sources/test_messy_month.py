"""A month as it comes in practice gives the same events as the clean month.

`benchmarks/messy.py` holds whole months of every form against each other.
"""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from rasid.scenarios import simulate
from rasid.tables.events import EVENTS
from sources.log_home import Site
from sources.messy import read_records, write_messy

COLUMNS = [name for name in EVENTS.column_names if not name.startswith("raw_")]
FORMS = ("ocsf", pytest.param("google", marks=pytest.mark.long))
SEED = 7


def events(site: Site) -> list[tuple[Any, ...]]:
    return site.events(*(f'"{name}"' for name in COLUMNS))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_messy_month_is_the_clean_month(
    site: Site, other_site: Site, tmp_path: Path, form: str
) -> None:
    draw = Random(2)
    month = simulate("patient", SEED, tmp_path / "month", scale=0.01, form=form)
    records = read_records(month.logs.iterdir())
    files = write_messy(tmp_path / "messy", records, draw)
    order = sorted(files)
    draw.shuffle(order)

    site.take(month.logs)
    for chosen in (order[::3], order[1::3], order[2::3], order[:3]):
        reports = other_site.take(*chosen)
        assert sum(files[path] for path in chosen) == sum(report.rejected for report in reports)
        assert all(r.lines == r.new + r.duplicate + r.rejected for r in reports)

    assert month.events == len(records) == len(events(site))
    assert events(site) == events(other_site)
    assert sum(files.values()) == len(other_site.rejects())
