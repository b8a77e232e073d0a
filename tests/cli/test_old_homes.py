"""A home that an older rasid made is opened, told of, and brought up to date by `rasid analyse`.

`scripts/releasing/old_home.py COMMIT FILE` made those here: one of November 24th, before campaigns
had bounds and the roster dates, and one of the 28th.
"""

import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from cli.command import rasid

OLD = Path(__file__).parent / "old_homes"
EVENTS = 109
"""Lines that were imported into each, by the code of then."""


@pytest.fixture(params=["8de9135", "14211c5"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    home = tmp_path / "old"
    with tarfile.open(OLD / f"{request.param}.tar.xz") as tar:
        tar.extractall(home, filter="data")
    home.chmod(0o700)
    return home


@pytest.mark.slow
def test_old_home_is_brought_up_to_date(old: Path) -> None:
    for asked in ("campaigns", "people", "coverage", "actors", "signals"):
        assert 0 == rasid("show", asked, home=old).code, asked
    told = rasid("doctor", "--deep", home=old)
    assert (0, True) == (told.code, "`rasid analyse`" in told.out)

    assert f"Analysed {EVENTS} events" in rasid("analyse", home=old).out

    assert "nothing is broken." in rasid("doctor", "--deep", home=old).out
    people = rasid("show", "people", "--json", home=old).document
    assert 9 == len(people)
    assert ["Azure Heron"] == [
        one["name"] for one in rasid("show", "actors", "--json", home=old).document
    ]


def test_person_is_erased_from_an_old_home(old: Path) -> None:
    """Tables that lack what newer ones have are written anew with nothing there."""
    told = rasid("erase", "P0001", "--why", "asked", home=old)

    assert 0 == told.code, told.err
    assert "nothing is broken" in rasid("doctor", "--deep", home=old).out


def test_ledger_of_a_newer_rasid_is_left_alone(old: Path) -> None:
    with closing(sqlite3.connect(old / "ledger.db")) as ledger:
        ledger.execute("CREATE TABLE ledger_form (version_num VARCHAR)")
        ledger.execute("INSERT INTO ledger_form VALUES ('9999')")
        ledger.commit()
    before = (old / "ledger.db").read_bytes()

    assert "is of a newer rasid" in rasid("show", "people", home=old).sentence
    assert before == (old / "ledger.db").read_bytes()
