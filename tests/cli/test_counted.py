"""What an analysis counted beforehand is told as if it were counted now, whatever is done then."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from cli.command import rasid
from rasid.scenarios import Simulated

WHY = ("--why", "asked", "--by", "Sam")


def _analyse(home: Path, _: Simulated) -> None:
    rasid("analyse", "--from", "2025-03-10", "--to", "2025-03-12", home=home)


def _import(home: Path, month: Simulated) -> None:
    log = home.parent / "more.ndjson"
    lines = min(month.logs.iterdir()).read_text().splitlines()[:9]
    log.write_text("\n".join([*(line.replace('"uid":"', '"uid":"n') for line in lines), "[1]"]))
    rasid("import", "logs", log, home=home)


def _compact(home: Path, month: Simulated) -> None:
    _import(home, month)
    _analyse(home, month)
    rasid("compact", home=home)


def _erase(home: Path, _: Simulated) -> None:
    (person, *_) = rasid("show", "people", "--json", home=home).document
    rasid("erase", person["person_id"], *WHY, home=home)


def _hold(home: Path, _: Simulated) -> None:
    (campaign, *_) = rasid("show", "campaigns", "--json", home=home).document
    rasid("evidence", "hold", campaign["campaign_id"], *WHY, home=home)


def _retain(home: Path, _: Simulated) -> None:
    rasid("retain", "--days", "1", "--delete", *WHY, home=home)


ASKED = ("coverage", "signals", "campaigns")
COUNTED = ("coverage", "signal_groups", "funnels")
"""Tables of what is counted beforehand; a home of an older rasid has none of them."""


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        (_analyse, True),
        (_import, True),
        (_compact, True),
        (_erase, False),
        (_hold, True),
        (_retain, False),
    ],
)
def test_it_tells_what_is_there(
    analysed: Path, month: Simulated, *, change: Callable[[Path, Simulated], None], is_kept: bool
) -> None:
    """Whatever is done to a home, it is as if all were counted anew."""
    kept = {name: analysed / name / f"{name}.parquet" for name in COUNTED}
    assert all(part.exists() for part in kept.values())
    change(analysed, month)
    assert is_kept == kept["coverage"].exists()
    told = _told(analysed)
    for name in COUNTED:
        shutil.rmtree(analysed / name)

    assert _told(analysed) == told


def test_numbers_of_another_analysis_are_not_told(analysed: Path) -> None:
    """What does not add up to what the campaigns and signals are is counted anew."""
    told = _told(analysed)
    for name, number in (("signal_groups", "signals"), ("funnels", "attempts")):
        part = analysed / name / f"{name}.parquet"
        table = parquet.read_table(part)
        at = table.column_names.index(number)
        parquet.write_table(table.set_column(at, number, pc.add(table[number], 1)), part)

    assert _told(analysed) == told


def _told(home: Path) -> list[object]:
    return [rasid("show", asked, "--json", home=home).document for asked in ASKED]
