import json
from pathlib import Path

import pytest

from attribution.galaxies import cluster, galaxy, related
from cli.command import rasid

HERON = cluster("Silent Heron", "Mint", related=[related("Jade Marten", "part-of", "likely")])
MARTEN = cluster("Jade Marten", "mint")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home that knows a galaxy of a hundred actors."""
    many = [cluster(f"Group {number}") for number in range(98)]
    file = tmp_path / "galaxy.json"
    file.write_text(json.dumps(galaxy(HERON, MARTEN, *many)), encoding="utf-8")
    told = rasid("import", "actors", file, home=tmp_path / "case")
    assert (0, "") == (told.code, told.err)
    return tmp_path / "case"


def test_hundreds_are_shown_a_page_at_a_time(home: Path) -> None:
    first, last = (rasid("show", "actors", "--page", page, home=home).out for page in "13")

    assert "1 to 40 of 100; --page 1 to 3, or a TEXT to search for." in first
    assert "81 to 100 of 100" in last
    assert "there are 3" in rasid("show", "actors", "--page", "4", home=home).sentence


def test_json_lists_all_or_one_page(home: Path) -> None:
    assert 100 == len(rasid("show", "actors", "--json", home=home).document)
    assert 20 == len(rasid("show", "actors", "--page", "3", "--json", home=home).document)


def test_text_searches(home: Path) -> None:
    found = rasid("show", "actors", "MINT", "--json", home=home).document

    assert ["Jade Marten", "Silent Heron"] == [row["name"] for row in found]


def test_name_of_several_lists_them(home: Path) -> None:
    told = rasid("show", "actor", "MINT", home=home)
    rows = rasid("show", "actor", "MINT", "--json", home=home).document

    assert "2 actors are called so; none is guessed." in told.out
    assert "gives the name 'mint' to Jade Marten and Silent Heron." in told.out
    assert ["Jade Marten", "Silent Heron"] == [row["name"] for row in rows]


def test_id_shows_one_in_full(home: Path) -> None:
    (row,) = rasid("show", "actor", "Silent Heron", "--json", home=home).document
    told = rasid("show", "actor", row["stix_id"], home=home)

    assert "Who calls it what" in told.out
    assert "part of (part-of)" in told.out
    assert "It is weighed for none" in told.out
