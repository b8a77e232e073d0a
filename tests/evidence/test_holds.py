"""A held campaign is held until it is released, whatever else is in the log."""

from datetime import datetime

import pytest

from rasid.errors import IntegrityError, UsageError
from rasid.evidence import Deed, held, held_files, lift_hold, log_file, place_hold, record
from rasid.settings import Home

FILES = ("a" * 64, "b" * 64)


def test_hold_lasts_until_it_is_lifted(home: Home, later: datetime) -> None:
    assert {} == held(home)
    place_hold(home, "C-1", FILES, why="a court asks", who="Sam", now=later)
    place_hold(home, "C-2", FILES[:1], why="so does another", who="Sam", now=later)
    record(home, Deed("pack made", "Sam", {"campaign": "C-1"}), later)

    assert ["C-1", "C-2"] == sorted(held(home))
    assert "campaign C-1 is held since 2026-02-01 by Sam" == held(home)["C-1"].describe()
    lift_hold(home, "C-1", why="the court is done", who="Kim", now=later)

    assert (["C-2"], [FILES[0]]) == (list(held(home)), list(held_files(home)))


def test_hold_needs_a_reason_and_its_place(home: Home, later: datetime) -> None:
    with pytest.raises(UsageError, match="--why is empty"):
        place_hold(home, "C-1", FILES, why=" ", who="Sam", now=later)
    with pytest.raises(UsageError, match="C-1 is not on hold"):
        lift_hold(home, "C-1", why="done", who="Sam", now=later)
    place_hold(home, "C-1", FILES, why="a court asks", who="Sam", now=later)
    with pytest.raises(UsageError, match="is held since 2026-02-01 by Sam: a court asks"):
        place_hold(home, "C-1", FILES, why="again", who="Kim", now=later)


def test_log_that_does_not_hold_frees_nothing(home: Home, later: datetime) -> None:
    """Whoever takes the hold out of the log gets an error, not an erasure."""
    record(home, Deed("page attached", "Sam"), later)
    place_hold(home, "C-1", FILES, why="a court asks", who="Sam", now=later)
    record(home, Deed("page attached", "Sam"), later)
    lines = log_file(home).read_bytes().splitlines(keepends=True)
    log_file(home).write_bytes(lines[0] + lines[2])

    with pytest.raises(IntegrityError, match="does not follow the line before it"):
        held_files(home)
