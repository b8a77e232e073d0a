"""Decisions from the command line to the next analysis, the pages and back."""

from pathlib import Path

import pytest

from cli.command import Told, rasid


def decide(home: Path, *words: str | Path) -> Told:
    told = rasid("decide", *words, "--why", "a known scanner", "--by", "ada", home=home)
    assert (0, "") == (told.code, told.err)
    return told


def listed(home: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = rasid("show", "campaigns", "--json", home=home).document
    return found


def decisions(home: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = rasid("show", "decisions", "--json", home=home).document
    return found


def sessions_of(home: Path, campaign: str) -> list[str]:
    events = rasid("explain", campaign, "--lines", "0", "--json", home=home).document["events"]
    return sorted({event["session_id"] for event in events})


def test_innocent_session_is_left_out_until_that_is_undone(analysed: Path, campaign: str) -> None:
    before = listed(analysed)
    innocent = sessions_of(analysed, campaign)[0]
    told = decide(analysed, "innocent", "--session", innocent)

    assert "The last analysis has 1 session of it.\n" in told.out
    assert f"Decision 1: session {innocent} is innocent. " in told.out
    rasid("analyse", home=analysed)
    assert innocent not in sessions_of(analysed, campaign)
    decide(analysed, "undo", "1")
    rasid("analyse", home=analysed)
    assert before == listed(analysed)
    assert [False, False] == [row["holds"] for row in decisions(analysed)]


def test_decision_that_waits_for_an_analysis_is_told(analysed: Path, campaign: str) -> None:
    decide(analysed, "confirm", campaign)
    told = rasid("show", "campaigns", home=analysed)

    assert "the analysis is older than the decisions; `rasid analyse` makes it anew." in told.err
    rasid("analyse", home=analysed)
    assert "" == rasid("show", "campaigns", home=analysed).err
    decide(analysed, "undo", "1")
    decide(analysed, "undo", "2")
    assert "" == rasid("show", "campaigns", home=analysed).err


def test_decision_is_shown_where_it_acted(analysed: Path, campaign: str) -> None:
    """On the screens, in both reports and in the list, with who, why and what it did."""
    decide(analysed, "confirm", campaign)
    rasid("analyse", home=analysed)
    row = next(row for row in listed(analysed) if row["campaign_id"] == campaign)

    assert "ada" == row["confirmed_by"]
    for command in (["show", "campaign", campaign], ["explain", campaign]):
        shown = " ".join(rasid(*command, home=analysed).out.split())
        assert "a known scanner" in shown
    for file_format in ("html", "md"):
        rasid("report", campaign, "--format", file_format, home=analysed)
        page = (analysed / "reports" / f"{campaign}.{file_format}").read_text("utf-8")
        assert "confirmed by ada: a known scanner" in page.replace("\n", " ")
    (listed_decision,) = decisions(analysed)
    assert [campaign] == [effect["campaign_id"] for effect in listed_decision["effects"]]  # type: ignore[attr-defined]
    assert f"{campaign} is a campaign" in rasid("show", "decisions", home=analysed).out


def test_split_and_merge_come_round(analysed: Path, campaign: str) -> None:
    """A part becomes a campaign of its own, and is merged back; the old one says where it went."""
    before = listed(analysed)
    some = sessions_of(analysed, campaign)[:3]
    decide(analysed, "split", campaign, *(w for s in some for w in ("--session", s)))
    rasid("analyse", home=analysed)
    part = str(decisions(analysed)[0]["other_id"])

    assert {campaign, part} == {row["campaign_id"] for row in listed(analysed)}
    assert some == sessions_of(analysed, part)
    decide(analysed, "merge", campaign, part)
    rasid("analyse", home=analysed)
    assert before == listed(analysed)
    sentence = rasid("show", "campaign", part, home=analysed).sentence
    assert sentence.startswith(f"campaign {part} was merged into {campaign} on ")
    assert sentence.endswith(": decision 2 by ada: a known scanner.")


def test_user_of_the_system_decides(
    analysed: Path, campaign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "grace")
    rasid("decide", "confirm", campaign, "--why", "seen", home=analysed)

    assert ["grace"] == [row["made_by"] for row in decisions(analysed)]


def test_source_without_a_session_is_warned_of(analysed: Path) -> None:
    words = ("innocent", "--address", "192.0.2.99", "--why", "ours", "--by", "ada")
    told = rasid("decide", *words, home=analysed)

    assert (0, "Decision 1: address 192.0.2.99 is innocent. `rasid analyse` applies it.\n") == (
        told.code,
        told.out,
    )
    assert "has no session of it" in told.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["confirm", "C-0", "--why", "x"], "there is no campaign 'C-0'; known: "),
        (["confirm", "{campaign}"], "Missing option '--why'."),
        (["confirm", "{campaign}", "--why", " "], "--why is empty; a decision needs "),
        (["merge", "{campaign}", "{campaign}", "--why", "x"], "cannot be merged with itself."),
        (["merge", "{campaign}", "C-0", "--why", "x"], "there is no campaign 'C-0'; "),
        (["split", "{campaign}", "--why", "x"], "expected --session or --account"),
        (["split", "{campaign}", "--session", "s", "--why", "x"], "there is no session 's' in "),
        (["innocent", "--why", "x"], "expected one of --address, "),
        (["innocent", "--address", "x", "--why", "x"], "--address got 'x', expected an address"),
        (["undo", "1", "--why", "x"], "there is no decision 1; none has been made yet."),
    ],
)
def test_wrong_decision_is_a_sentence(
    analysed_home: Path, campaign: str, words: list[str], sentence: str
) -> None:
    asked = [word.format(campaign=campaign) for word in words]

    assert sentence in rasid("decide", *asked, home=analysed_home).sentence
    assert [] == decisions(analysed_home)
