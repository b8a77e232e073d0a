"""A whole analysis, with what reads all events on Spark: the tables that DuckDB alone gives."""

from pathlib import Path

import pytest

from engines.either_engine import differing_tables, rows_of
from rasid.attribution import import_actors
from rasid.case import open_case
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.scenarios import simulate
from rasid.scenarios.kinds import KINDS
from rasid.settings import Home
from rasid.sources import import_logs
from rasid.tables.campaigns import HOSTILE
from rasid.tables.signals import SIGNALS

pytestmark = [pytest.mark.slow, pytest.mark.spark]

THREE = {"patient": 0.02, "stuffing": 0.01, "newsroom": 0.01}
"""A group, a wave of leaked passwords, and honest people who look alike, all in one case."""

SMALL = 0.02
"""The size of the provider where every kind of month is compared."""


def imported(kinds: dict[str, float], folder: Path) -> Home:
    """Return a home with the logs, people and actors of some months."""
    home = Home(folder / "near")
    home.create()
    for seed, (kind, scale) in enumerate(kinds.items(), 11):
        month = simulate(kind, seed, folder / kind, scale=scale)
        with open_case(home, write=True) as case, open_ledger(home) as ledger:
            logs = [str(month.logs)]
            import_logs(logs, home=home, store=case.store, engine=case.engine, now=utc_now())
            import_people(month.roster, ledger)
            import_actors(folder / kind / "actors.json", ledger, utc_now())
    return home


@pytest.mark.usefixtures("spark")
def test_analysis_finds_the_same(tmp_path: Path) -> None:
    """Every table that an analysis writes, of three months."""
    home = imported(THREE, tmp_path)

    assert {} == differing_tables(home, tmp_path)
    assert rows_of(home, SIGNALS)
    assert rows_of(home, HOSTILE)


@pytest.mark.long
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "large"])
def test_every_kind_of_month_is_the_same(kind: str, tmp_path: Path) -> None:
    """At a fiftieth of its size: `scripts/spark`."""
    small = {} if KINDS[kind].variants or kind.startswith("tiny") else {"scale": SMALL}
    home = imported({kind: small.get("scale", 1.0)}, tmp_path)

    assert {} == differing_tables(home, tmp_path)
