from pathlib import Path

import pytest

from cli.command import rasid
from rasid.scenarios import Simulated
from sources.log_home import sign_in, write_lines

LISTS = ("campaigns", "background", "people", "actors")
EMPTY_LISTS = (*LISTS, "decisions", "imports", "suggested")
CAMPAIGN_KEYS = [
    "campaign_id",
    "actor",
    "probability",
    "wording",
    "runner_up",
    "new_group",
    "campaign_probability",
    "first_seen",
    "last_seen",
    "attempts",
    "accounts_identified",
    "accounts_attacked",
    "accounts_compromised",
    "by_category",
    "bounds",
    "confirmed_by",
    "provisional",
]


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a home without anything in it."""
    home = tmp_path / "empty"
    rasid("init", home=home)
    return home


@pytest.mark.parametrize("what", EMPTY_LISTS)
def test_empty_home_has_empty_lists(empty: Path, what: str) -> None:
    told = rasid("show", what, "--json", home=empty)

    assert (0, []) == (told.code, told.document)


@pytest.mark.parametrize("what", ["campaigns", "background"])
def test_no_analysis_is_said_in_a_sentence(imported_home: Path, what: str) -> None:
    """To people on standard output, beside JSON on standard error."""
    sentence = "No analysis has been made yet; `rasid analyse` makes one.\n"
    shown = rasid("show", what, home=imported_home)
    listed = rasid("show", what, "--json", home=imported_home)

    assert (0, sentence, "") == (shown.code, shown.out, shown.err)
    assert (0, [], f"rasid: {sentence}") == (listed.code, listed.document, listed.err)


def test_campaigns_keep_the_contract(analysed_home: Path) -> None:
    told = rasid("show", "campaigns", "--json", home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert CAMPAIGN_KEYS == list(told.document[0])


@pytest.mark.parametrize("what", [*LISTS, "coverage"])
def test_standard_output_is_one_document(analysed_home: Path, what: str) -> None:
    told = rasid("show", what, "--json", home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert told.document
    assert told.out.isascii()


@pytest.mark.parametrize("what", [*LISTS, "coverage"])
def test_tables_have_no_colours_in_a_file(analysed_home: Path, what: str) -> None:
    told = rasid("show", what, home=analysed_home)

    assert (0, "") == (told.code, told.err)
    assert "\x1b" not in told.out
    assert told.out.strip()


def test_campaign_is_told_in_full(analysed_home: Path, campaign: str) -> None:
    shown = rasid("show", "campaign", campaign, home=analysed_home)
    told = rasid("show", "campaign", campaign, "--json", home=analysed_home)

    assert "This group made" in shown.out
    assert campaign == told.document["campaign_id"]


def test_unknown_campaign_is_a_sentence(analysed_home: Path, campaign: str) -> None:
    for command in (["show", "campaign"], ["explain"], ["report"]):
        sentence = rasid(*command, "C-0", home=analysed_home).sentence

        assert sentence.startswith("there is no campaign 'C-0'; known: ")
        assert campaign in sentence


def test_people_are_pseudonymous(analysed_home: Path) -> None:
    """Their names come only when they are asked for."""
    people = rasid("show", "people", "--json", home=analysed_home).document
    named = rasid("show", "people", "--names", "--json", home=analysed_home).document

    assert [] == [person for person in people if "name" in person]
    assert all(person["name"] for person in named)


def test_roster_is_shown_before_any_analysis(imported_home: Path) -> None:
    assert rasid("show", "people", "--json", home=imported_home).document


def test_actor_is_found_by_an_alias(analysed_home: Path) -> None:
    actors = rasid("show", "actors", "--json", home=analysed_home).document
    actor = next(row for row in actors if row["aliases"])
    alias = actor["aliases"][0].upper()

    assert actor["name"] in rasid("show", "actor", alias, home=analysed_home).out
    (told,) = rasid("show", "actor", alias, "--json", home=analysed_home).document
    assert {*actor, "observables", "names", "relations", "disagreements"} < set(told)
    assert (
        "there is no actor 'Nobody'"
        in rasid("show", "actor", "Nobody", home=analysed_home).sentence
    )


def test_older_analysis_is_pointed_out(analysed: Path, tmp_path: Path, month: Simulated) -> None:
    """Logs, roster and actors that came later are named; importing the same again is no news."""
    rasid("import", "logs", month.logs, home=analysed)
    assert "" == rasid("show", "campaigns", home=analysed).err

    rasid("import", "logs", write_lines(tmp_path / "new.ndjson", [sign_in(1)]), home=analysed)
    roster = tmp_path / "more.csv"
    roster.write_text(
        "person_id,name,category,organisation,country,language,account\n"
        "new,Ada,official,,,,ada@mail.example\n"
    )
    rasid("import", "people", roster, home=analysed)

    assert (
        "rasid: the analysis is older than the logs and roster; `rasid analyse` makes it anew.\n"
        == rasid("show", "campaigns", "--json", home=analysed).err
    )


def test_missing_home_is_a_sentence(tmp_path: Path) -> None:
    assert (
        f"there is no rasid home at {tmp_path}/none; `rasid init` or an import makes one."
        == rasid("show", "campaigns", "--json", home=tmp_path / "none").sentence
    )
