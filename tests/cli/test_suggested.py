"""`show suggested`, with a roster and without one."""

from pathlib import Path

import pytest

from cli.command import rasid
from rasid.scenarios import simulate


def test_suggestions_are_a_document_and_a_roster(analysed: Path, tmp_path: Path) -> None:
    """With a roster nothing is provisional; the list and the file say the same."""
    target = tmp_path / "people.csv"
    told = rasid("show", "suggested", "--json", "--output", target, home=analysed)
    lines = [row["roster_line"] for row in told.document if row["roster_line"]]

    assert 0 == told.code
    assert lines
    assert {False} == {row["provisional"] for row in told.document}
    assert lines == target.read_text("utf-8").splitlines()[1:]
    assert "provisional" not in told.err


def test_suggestions_are_shown(analysed: Path) -> None:
    told = rasid("show", "suggested", home=analysed)

    assert (0, True) == (told.code, "on no roster" in told.out)


def test_before_an_analysis_nobody_is_suggested(imported: Path) -> None:
    assert "No analysis has been made yet" in rasid("show", "suggested", home=imported).out
    assert [] == rasid("show", "suggested", "--json", home=imported).document


@pytest.mark.slow
def test_without_a_roster_all_is_provisional(tmp_path: Path) -> None:
    """Groups are found by what they do, though as one; commands say that it is provisional."""
    month = simulate("two-groups", 9103, tmp_path / "month", scale=0.15)
    home = tmp_path / "case"
    rasid("import", "logs", month.logs, home=home)
    analysed = rasid("analyse", home=home)
    found = rasid("show", "campaigns", "--json", home=home).document
    believed = rasid("show", "campaigns", "--as-of", "2030-01-01", "--json", home=home).document
    report = rasid("report", found[0]["campaign_id"], home=home)
    (page,) = (home / "reports").glob("*.html")

    assert [True] == [campaign["provisional"] for campaign in found]  # both, told as one
    assert [True] == [campaign["provisional"] for campaign in believed]
    assert {"unlisted"} == {kind for one in found for kind in one["by_category"]}
    for told in (analysed, report, rasid("show", "campaigns", home=home)):
        assert "No roster was imported: all of this is provisional." in told.err
    assert "all of this is provisional" in page.read_text("utf-8")
    assert [] == rasid("show", "people", "--json", home=home).document
