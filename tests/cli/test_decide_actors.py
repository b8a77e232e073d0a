"""Decisions on claims, from the command line to what is shown of an actor, and back."""

import json
from pathlib import Path
from typing import Any

import pytest

from attribution.galaxies import cluster, galaxy, related
from cli.command import Told, rasid

WHY = ("--why", "their servers", "--by", "ada")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    heron = cluster("Silent Heron", "Mint", related=[related("Jade Marten", "similar", "likely")])
    file = tmp_path / "galaxy.json"
    file.write_text(json.dumps(galaxy(heron, cluster("Jade Marten", "mint"))), encoding="utf-8")
    rasid("import", "actors", file, home=tmp_path / "case")
    return tmp_path / "case"


def decide(home: Path, *words: str) -> Told:
    told = rasid("decide", *words, *WHY, home=home)
    assert (0, "") == (told.code, told.err)
    return told


def shown(home: Path, name: str) -> dict[str, Any]:
    (row,) = rasid("show", "actor", name, "--json", home=home).document
    return dict(row)


def test_relation_is_claimed_and_undone(home: Path) -> None:
    """It stands beside what sources say, on both actors, until it is undone."""
    before = shown(home, "Silent Heron")
    told = decide(home, "claim", "silent heron", "same-as", "jade marten")

    assert "Decision 1: Silent Heron is same as Jade Marten.\n" == told.out
    assert ("same as", "decision 1 by ada: their servers") in [
        (one["verb"], one["by"]) for one in shown(home, "Jade Marten")["relations"]
    ]
    decide(home, "undo", "1")
    assert before == shown(home, "Silent Heron")


def test_name_is_rejected_and_the_disagreement_ends(home: Path) -> None:
    """The actor is still found by it, and it says who rejects it."""
    decide(home, "reject", "Jade Marten", "called", "MINT")
    rows = rasid("show", "actor", "mint", "--json", home=home).document

    assert [["Silent Heron", []], ["Jade Marten", []]] == [
        [row["name"], row["disagreements"]] for row in rows
    ]
    assert "decision 1 by ada: their servers" == rows[1]["names"][1]["rejected"]


def test_imported_relation_is_rejected(home: Path) -> None:
    decide(home, "reject", "Silent Heron", "overlaps", "Jade Marten")

    assert ["decision 1 by ada: their servers"] == [
        one["rejected"] for one in shown(home, "Jade Marten")["relations"]
    ]


def test_new_name_finds_the_actor(home: Path) -> None:
    decide(home, "claim", "Silent Heron", "called", " Reed Walker ")

    assert "Silent Heron" == shown(home, "reed walker")["name"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("claim Mint called Reed", "2 actors are called 'Mint': x-misp-galaxy-cluster--"),
        ("claim Nobody called Reed", "there is no actor 'Nobody'"),
        ("claim JadeMarten married-to SilentHeron", "'married-to' is no claim; expected one of"),
        ("claim JadeMarten same-as JadeMarten", "cannot be related to itself"),
        ("reject JadeMarten same-as SilentHeron", "nobody claims that Jade Marten is same as"),
        ("reject JadeMarten called Reed", "nobody calls Jade Marten 'Reed'"),
    ],
)
def test_wrong_claim_is_one_sentence(home: Path, words: str, sentence: str) -> None:
    assert sentence in rasid("decide", *words.split(), *WHY, home=home).sentence


def test_claims_make_no_analysis_older(analysed: Path) -> None:
    """Nobody is weighed by a name, so the analysis stays the newest there can be."""
    (first, *_) = rasid("show", "actors", "--json", home=analysed).document
    decide(analysed, "claim", first["stix_id"], "called", "Reed Walker")

    assert "" == rasid("show", "campaigns", home=analysed).err


def test_confirmed_and_attributed_campaign_is_remembered(analysed: Path, campaign: str) -> None:
    """It adds to its actor's profile at once, and no more once either decision is undone."""
    (first, *_) = rasid("show", "actors", "--json", home=analysed).document
    decide(analysed, "attribute", campaign, first["name"])
    assert [] == shown(analysed, first["stix_id"])["remembered"]

    decide(analysed, "confirm", campaign)
    told = shown(analysed, first["stix_id"])
    rasid("analyse", home=analysed)
    later = shown(analysed, first["stix_id"])

    assert {"address", "network", "technique", "hours"} <= {r["kind"] for r in told["remembered"]}
    assert told["remembered"] == later["remembered"]
    assert campaign in {v["campaign_id"] for r in told["remembered"] for v in r["values"]}
    assert f"{campaign}, confirmed and attributed by analysts" in {
        one["what"] for one in told["timeline"]
    }
    decide(analysed, "undo", "1")
    assert [] == shown(analysed, first["stix_id"])["remembered"]


def test_campaign_does_not_prove_its_own_attribution(analysed: Path, campaign: str) -> None:
    """Confirmed, attributed and analysed again, its probability is what it was."""

    def candidates() -> list[object]:
        rows = rasid("show", "campaigns", "--json", home=analysed).document
        return [(row["campaign_id"], row["actor"], row["probability"]) for row in rows]

    before = candidates()
    (first, *_) = rasid("show", "actors", "--json", home=analysed).document
    decide(analysed, "attribute", campaign, first["name"])
    decide(analysed, "confirm", campaign)
    rasid("analyse", home=analysed)
    effects = rasid("show", "decisions", "--json", home=analysed).document[0]["effects"]

    assert before == candidates()
    assert [campaign] == [effect["campaign_id"] for effect in effects]
    assert effects[0]["effect"].startswith("what it was seen with adds to the profile of")


def candidates(home: Path, campaign: str) -> dict[str, float]:
    rows = rasid("show", "campaign", campaign, "--json", home=home).document["naming"]["candidates"]
    return {row["actor"]: row["probability"] for row in rows}


def test_challenged_and_added_evidence_is_shown_and_undone(analysed: Path, campaign: str) -> None:
    """The next analysis weighs so, says whose decision it was, and remembers what was believed."""
    before = candidates(analysed, campaign)
    (first, *_) = rasid("show", "actors", "--json", home=analysed).document
    decide(analysed, "challenge", campaign, "infrastructure", "--actor", first["name"])
    decide(analysed, "add", campaign, "unknown", "--bits", "3")
    rasid("analyse", home=analysed)
    after = candidates(analysed, campaign)
    told = rasid("show", "campaign", campaign, home=analysed).out
    past = rasid("show", "campaign", campaign, "--as-of", "2999-01-01", "--json", home=analysed)
    explained = rasid("explain", campaign, "--lines", "0", home=analysed).out

    assert after[first["name"]] < before[first["name"]]
    assert "challenge 1" in told
    assert "Who it was believed to be" in told
    assert "analyst 2" in explained
    assert 2 == len(past.document["judgements"])
    unknown = next(c for c in past.document["candidates"] if c["actor"] == "unknown")
    assert {"analyst 2", "novelty", "prior"} == {r["family"] for r in unknown["reasons"]}
    effects = [d["effects"][0]["effect"] for d in decisions(analysed)]
    assert "+3.0 bits for unknown" == effects[1]

    decide(analysed, "undo", "1")
    decide(analysed, "undo", "2")
    rasid("analyse", home=analysed)
    assert before == candidates(analysed, campaign)


def decisions(home: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rasid("show", "decisions", "--json", home=home).document
    return found


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("challenge", "{}", "prior"), "'prior' is no evidence on actors; expected one of hours"),
        (("challenge", "C-0", "hours"), "there is no campaign 'C-0'"),
        (("add", "{}", "unknown", "--bits", "11"), "--bits got 11, expected up to 10 either way"),
        (("add", "{}", "unknown", "--bits", "0"), "--bits got 0"),
        (("add", "{}", "unknown", "--bits", "nan"), "--bits got nan"),
        (("add", "{}", "Nobody", "--bits", "1"), "there is no actor 'Nobody'"),
    ],
)
def test_wrong_evidence_is_one_sentence(
    analysed: Path, campaign: str, words: tuple[str, ...], sentence: str
) -> None:
    asked = [word.format(campaign) for word in words]

    assert sentence in rasid("decide", *asked, *WHY, home=analysed).sentence


def test_unknown_campaign_or_actor_is_refused(analysed: Path, campaign: str) -> None:
    for words, sentence in (
        (("attribute", "C-0", "Any"), "there is no campaign 'C-0'"),
        (("attribute", campaign, "Nobody"), "there is no actor 'Nobody'"),
    ):
        assert sentence in rasid("decide", *words, *WHY, home=analysed).sentence
