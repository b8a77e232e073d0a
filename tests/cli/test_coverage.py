"""`show coverage` tells the same whether an analysis has counted or nobody has."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

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
    kept = analysed / "coverage"
    assert [kept / "coverage.parquet"] == list(kept.iterdir())
    change(analysed, month)
    told = rasid("show", "coverage", "--json", home=analysed).document
    assert is_kept == any(kept.iterdir())
    shutil.rmtree(kept)

    assert rasid("show", "coverage", "--json", home=analysed).document == told
