import json
from pathlib import Path

import pytest

from cli.command import rasid


def test_evaluation_prints_one_document_and_goes_on(tmp_path: Path) -> None:
    """The home of the user is not touched, and none is left."""
    asked = ("--kinds", "quiet", "--seeds", "3", "--scale", "0.02", "--output", "kept", "--json")
    first = rasid("evaluate", *asked)
    kept = (tmp_path / "kept" / "months.jsonl").read_text("utf-8")
    again = rasid("evaluate", *asked)

    assert (0, "", first.document) == (first.code, first.err, again.document)
    assert ["quiet-3"] == [one["month"] for one in first.document["months"]]
    assert kept == (tmp_path / "kept" / "months.jsonl").read_text("utf-8")
    assert ["kept"] == [path.name for path in tmp_path.iterdir()]
    assert 1 == len([json.loads(line) for line in kept.splitlines()])


def test_evaluation_is_shown_in_tables() -> None:
    told = rasid("evaluate", "--kinds", "quiet", "--from", "4", "--months", "1", "--scale", "0.02")

    assert (0, "") == (told.code, told.err)
    assert "quiet" in told.out
    assert "Groups by their name: right 0, none 0, wrong 0, missed 0." in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--kinds", "loud"], "--kinds got 'loud', expected some of: "),
        (["--ablate", "names"], "--ablate got 'names', expected some of: addresses, "),
        (["--seeds", "1,x"], "--seeds got '1,x', expected whole numbers, such as 1,2,3."),
        (["--scale", "0"], "--scale got 0, expected 0.01 to 20."),
        (["--keep"], "--keep needs an --output to keep the homes in."),
    ],
)
def test_wrong_evaluation_is_one_sentence(arguments: list[str], sentence: str) -> None:
    assert sentence in rasid("evaluate", *arguments).sentence
