"""Public disclosures at the command line, on an analysed home."""

import json
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.languages import LANGUAGES

CANDIDATES = Path(__file__).parents[2] / "docs" / "disclosure" / "candidates.csv"


@pytest.fixture(scope="module")
def checked(analysed_home: Path) -> dict[str, object]:
    """Return what the checks find of the finest wording; nothing is written by that."""
    found = rasid("show", "campaigns", "--json", home=analysed_home).document
    campaign = max(found, key=lambda row: row["attempts"])["campaign_id"]
    told = rasid("report", campaign, "--public", "--check", "--json", home=analysed_home)
    assert told.code == (0 if told.document["passes"] else 1)
    return dict(told.document)


def test_check_tells_whom_each_statement_could_mean(checked: dict[str, object]) -> None:
    phrases = checked["phrases"]

    assert isinstance(phrases, list)
    assert {"identified", "attacked", "compromised"} == {one["number"] for one in phrases}
    assert all(one["people"] <= one["high"] for one in phrases)
    assert [] == checked["misreadings"]


def test_coarsened_disclosure_is_written_and_names_nobody(analysed: Path, campaign: str) -> None:
    options = ("--public", "--coarsen", "--lang", "fa", "--format", "md", "--by", "ada")
    told = rasid("report", campaign, *options, home=analysed)
    path = analysed / "reports" / f"{campaign}-public-fa.md"
    text = path.read_text("utf-8")

    assert (0, f"Wrote {path}.") == (told.code, told.out.splitlines()[-1])
    for row in rasid("show", "people", "--json", home=analysed).document:
        assert row["person_id"] not in text
    assert "@" not in text


def test_what_fails_is_not_written_unless_somebody_says_why(analysed: Path, campaign: str) -> None:
    """A group of fewer than a million people is too small to be told apart."""
    path = analysed / "reports" / f"{campaign}-public-en.html"
    large = ("report", campaign, "--public", "--k", "1000000")
    refused = rasid(*large, home=analysed)
    assert 1 == refused.code
    assert not path.exists()

    why = ("--accept-risk", "--why", "the board decided", "--by", "ada")
    written = rasid(*large, *why, home=analysed)
    assert 0 == written.code
    assert path.is_file()
    assert "findings; that and why is on record" in written.err


def test_same_disclosure_told_elsewhere_adds_nothing(
    analysed_home: Path, campaign: str, checked: dict[str, object], tmp_path: Path
) -> None:
    before = tmp_path / "before.json"
    before.write_text(json.dumps(checked))
    told = rasid("report", campaign, "--check", "--previous", before, "--json", home=analysed_home)

    assert checked == told.document


def test_own_text_is_checked_for_misreading(
    analysed_home: Path, campaign: str, checked: dict[str, object], tmp_path: Path
) -> None:
    text = tmp_path / "post.txt"
    text.write_text("The group launched 123,456 attacks.")
    options = ("--check", "--coarsen", "--text", text, "--json")
    told = rasid("report", campaign, *options, home=analysed_home)

    assert 1 == told.code
    assert ["123,456 is no number of accounts attacked that is told"] == [
        one["why"] for one in told.document["misreadings"]
    ]
    assert checked["claims"] != []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--k", "7"], "are of --public."),
        (["--public", "--json"], "--json is of --check."),
        (["--public", "--accept-risk"], "--accept-risk needs --why TEXT"),
        (["--public", "--given", "a=b"], "--given is of the people in --known FILE"),
        (["--public", "--text", "x"], "--text is of --check"),
        (["--public", "--format", "xls"], "unknown format 'xls'"),
        (["--public", "--lang", "de"], "expected one of en, ar, fa"),
        (["--check", "--previous", "none.json"], "cannot read the earlier disclosure"),
        (["--check", "--known", str(CANDIDATES), "--given", "shoes=1"], "--given got 'shoes=1'"),
    ],
)
def test_wrong_use_is_one_sentence(
    analysed_home: Path, campaign: str, options: list[str], sentence: str
) -> None:
    assert sentence in rasid("report", campaign, *options, home=analysed_home).sentence


def test_unknown_campaign_is_one_sentence(analysed_home: Path) -> None:
    assert "C-none" in rasid("report", "C-none", "--public", home=analysed_home).sentence


def test_every_language_is_offered() -> None:
    assert "|".join(LANGUAGES) in rasid("report", "--help").out
