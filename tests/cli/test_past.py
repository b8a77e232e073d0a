"""What was believed when, and what reports said, from the command line."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.pipeline import analyse
from rasid.settings import Home

FIRST = datetime(2031, 3, 1, 12, tzinfo=UTC)
SECOND = datetime(2031, 3, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory, imported_home: Path, campaign: str) -> Path:
    """Return a home that was analysed on 1 March, and on 5 March with a session left out."""
    home = tmp_path_factory.mktemp("twice") / "case"
    shutil.copytree(imported_home, home)
    analyse(Home(home), now=FIRST)
    analyse(Home(home), now=datetime(2031, 3, 3, tzinfo=UTC))
    events = rasid("explain", campaign, "--lines", "0", "--json", home=home).document["events"]
    words = ("--session", events[0]["session_id"], "--why", "a friend", "--by", "ada")
    rasid("decide", "innocent", *words, home=home)
    analyse(Home(home), now=SECOND)
    return home


def test_campaigns_are_told_as_they_were_believed(twice: Path, analysed_home: Path) -> None:
    """Until the end of the day before the second analysis, what the first one found."""
    then = rasid("show", "campaigns", "--json", home=analysed_home).document
    now = rasid("show", "campaigns", "--json", home=twice).document

    assert then != now
    for day, expected in (("2031-03-01", then), ("2031-03-04", then), ("2031-03-05", now)):
        told = rasid("show", "campaigns", "--as-of", day, "--json", home=twice)
        assert expected == told.document
        assert f"rasid: As believed at the end of {day}: analysis " in told.err


def test_analysis_that_found_the_same_is_no_new_belief(twice: Path) -> None:
    """The second of three analyses found what the first did."""
    told = rasid("show", "campaigns", "--as-of", "2031-03-04", home=twice)

    assert told.out.startswith(
        "As believed at the end of 2031-03-04: analysis 1, of 2031-03-01 12:00 UTC.\n"
    )


def test_campaign_is_told_as_it_was_believed(twice: Path, campaign: str) -> None:
    """With what had become of it by then, and not what came later."""
    asked = ("show", "campaign", campaign, "--as-of")
    then = rasid(*asked, "2031-03-04", "--json", home=twice).document
    now = rasid(*asked, "2031-03-05", "--json", home=twice).document

    assert ["appeared"] == [change["change"] for change in then["history"]]
    assert {"appeared", "shrank"} <= {change["change"] for change in now["history"]}
    assert (1, "2031-03-01T12:00:00Z") == (then["analysis"], then["analysed_at"])
    assert then["candidates"]
    assert "How it had changed" in rasid(*asked, "2031-03-04", home=twice).out


def test_nothing_was_believed_before_the_first_analysis(twice: Path, campaign: str) -> None:
    listed = rasid("show", "campaigns", "--as-of", "2031-02-28", "--json", home=twice)
    asked = ("show", "campaign", campaign, "--as-of", "2031-02-28")

    assert (0, []) == (listed.code, listed.document)
    assert "No analysis had been made by the end of 2031-02-28." in listed.err
    assert 2 == rasid(*asked, "--json", home=twice).code


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["campaigns", "--as-of", "soon"], "--as-of got 'soon', expected a date"),
        (["campaign", "C-0", "--as-of", "2031-03-04"], "there was no campaign 'C-0' then; known"),
    ],
)
def test_wrong_question_on_the_past_is_a_sentence(
    twice: Path, words: list[str], sentence: str
) -> None:
    told = rasid("show", *words, "--json", home=twice)

    assert 2 == told.code
    assert sentence in told.err.splitlines()[-1]


def test_changed_number_of_a_report_is_told(analysed: Path, campaign: str) -> None:
    """On the screen and in the next report, with the decision behind it; not while all is equal."""
    rasid("report", campaign, home=analysed)
    before = rasid("show", "campaign", campaign, "--json", home=analysed).document
    session = rasid("explain", campaign, "--lines", "0", "--json", home=analysed).document[
        "events"
    ][0]["session_id"]
    words = ("--session", session, "--why", "a friend", "--by", "ada")
    rasid("decide", "innocent", *words, home=analysed)
    rasid("analyse", home=analysed)
    after = rasid("show", "campaign", campaign, "--json", home=analysed).document

    assert None is before["errata"]
    told = {one["number"]: one for one in after["errata"]["numbers"]}
    for one in told.values():
        totals = (before["funnel"]["total"], after["funnel"]["total"])
        assert [total[one["number"]] for total in totals] == [one["published"], one["now"]]
        assert f"decision 1 by ada (session {session} is innocent): a friend" in one["because"]
    assert told
    rasid("report", campaign, "--format", "md", home=analysed)
    page = (analysed / "reports" / f"{campaign}.md").read_text("utf-8")
    assert "## Errata" in page
    assert f"The report {campaign}.html of " in page.replace("\\", "")
